//! Who may do what: bearer tokens and an authorizer's claims, resolved to what one request may do.

mod claims;
mod permission;
mod scope;
mod tokens;

pub use claims::{ClaimScopes, Claims};
pub(crate) use permission::Permission;
pub use scope::{Access, Scope};
pub use tokens::Tokens;
