//! Names that the engine keeps for itself.

use limbo_parser::token::TokenType;

use super::text::tokens;
use super::{Write, limitation};
use crate::error::Error;

const PREFIXES: [&str; 2] = ["__turso_internal", "sqlite_turso"];

/// The engine keeps the next AUTOINCREMENT values in tables of its own: nothing may be read from them, written to them or
/// named like them.
pub(super) fn check(write: &Write<'_>) -> Result<(), Error> {
    for token in tokens(write.sql) {
        let names = matches!(token.kind, TokenType::TK_ID | TokenType::TK_STRING);
        let prefix = |prefix: &&str| {
            token.name().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
        };
        if names && let Some(prefix) = PREFIXES.iter().find(|found| prefix(found)) {
            let detail = format!("names that begin with {prefix} belong to the engine; use another name");
            return Err(limitation(detail).at_offset(token.offset));
        }
    }
    Ok(())
}
