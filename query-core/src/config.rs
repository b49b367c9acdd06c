//! What the deployment decides.

use crate::access::{Access, ClaimScopes, Tokens};
use crate::limits::Limits;

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
