//! What the deployment decides.

use crate::auth::Tokens;
use crate::claims::ClaimScopes;
use crate::limits::Limits;

/// Whether requests may write at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Nothing is ever written; the file is opened for reading.
    #[default]
    Read,
    /// A request with a token that may write does.
    Write,
}

impl Access {
    /// The name in settings and in `/health`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Access::Read => "read",
            Access::Write => "write",
        }
    }
}

/// Whether a write outlives the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Writes are lost with the process, as on Lambda's own disk and in memory.
    #[default]
    Ephemeral,
    /// Writes are on a disk that stays.
    Durable,
}

impl Durability {
    /// The name in settings, in `/health` and in the answer to a write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Durability::Ephemeral => "ephemeral",
            Durability::Durable => "durable",
        }
    }
}

/// How a service behaves. The default reads only, for everyone, within the default limits.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Whether requests may write at all.
    pub access: Access,
    /// Whether a write outlives the process.
    pub durability: Durability,
    /// Who may read and write by token.
    pub tokens: Tokens,
    /// Who may read and write by what an authorizer claims of them.
    pub claims: ClaimScopes,
    /// What one request may use.
    pub limits: Limits,
}
