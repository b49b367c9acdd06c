//! How many rows a statement says it wrote.

use limbo_parser::ast::Stmt;
use limbo_parser::token::TokenType;

use super::text::has;
use super::{Write, limitation};
use crate::error::Error;

/// The engine counts the rows that a window function passes on the way.
pub(super) fn check(write: &Write<'_>) -> Result<(), Error> {
    let writes = matches!(write.statement, Stmt::Insert { .. } | Stmt::Update(_) | Stmt::Delete { .. });
    match writes && has(write.sql, TokenType::TK_OVER) {
        false => Ok(()),
        true => Err(limitation(
            "a window function within INSERT, UPDATE or DELETE is not supported by the engine: query it first, and write \
             its result",
        )),
    }
}
