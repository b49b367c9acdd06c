//! What a deployment decides.

use crate::access::{Access, ClaimScopes, Tokens};
use crate::engine::{Durability, Options};
use crate::limits::Limits;

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

impl Config {
    /// Checks that the rules do not contradict each other.
    ///
    /// # Errors
    /// Requests may write, and no token or claim gives the scope for it.
    pub fn validate(&self) -> Result<(), String> {
        let unused = self.access == Access::Write && !self.tokens.can_write() && !self.claims.can_write();
        if unused {
            Err("the service is writable, but no token and no claim has the scope `write`".to_owned())
        } else {
            Ok(())
        }
    }

    pub(crate) fn options(&self) -> Options {
        Options {
            writable: self.access == Access::Write,
            durability: self.durability,
            call_bytes: self.limits.call_bytes(),
        }
    }
}
