//! INSERT with ON CONFLICT clauses.

use limbo_parser::ast::{InsertBody, Stmt, Upsert, UpsertDo};
use limbo_parser::token::TokenType;

use super::text::has;
use super::{Write, limitation};
use crate::error::Error;

/// The engine runs ON CONFLICT DO UPDATE in its plain form only.
pub(super) fn check(write: &Write<'_>) -> Result<(), Error> {
    let Stmt::Insert { or_conflict, tbl_name, body: InsertBody::Select(_, Some(upsert)), returning, .. } =
        write.statement
    else {
        return Ok(());
    };
    let mut clauses = Vec::new();
    let mut clause = Some(&**upsert);
    while let Some(upsert) = clause {
        clauses.push(upsert);
        clause = upsert.next.as_deref();
    }
    if or_conflict.is_some() {
        return Err(limitation(
            "INSERT OR ... (or REPLACE) beside an ON CONFLICT clause is not supported by the engine: use one of the two",
        ));
    }
    declared(write, tbl_name.name.as_str())?;
    let updates = |clause: &&Upsert| matches!(clause.do_clause, UpsertDo::Set { .. });
    if !clauses.iter().any(updates) {
        return Ok(());
    }
    let asks = |text: String| has(&text, TokenType::TK_SELECT);
    if clauses.iter().any(|clause| asks(clause.to_string())) {
        return Err(limitation(
            "a subquery in ON CONFLICT DO UPDATE is not supported by the engine: send the UPDATE and an INSERT ... ON \
             CONFLICT DO NOTHING to /batch",
        ));
    }
    if returning.iter().any(|column| asks(column.to_string())) {
        return Err(limitation(
            "a subquery in RETURNING beside ON CONFLICT DO UPDATE is not supported by the engine: return the key, and ask \
             for the rest in a second statement of a /batch",
        ));
    }
    Ok(())
}

/// The engine panics on a conflict that the statement and the table resolve both.
fn declared(write: &Write<'_>, table: &str) -> Result<(), Error> {
    let Some(table) = write.catalog.table(table) else { return Ok(()) };
    let declared = table.rowid_alias_conflict_clause.is_some()
        || table.unique_sets.iter().any(|set| set.conflict_clause.is_some())
        || table.columns().iter().any(|column| column.notnull_conflict_clause.is_some());
    if declared {
        return Err(limitation(format!(
            "an ON CONFLICT clause on a table with constraints declared ON CONFLICT ({}) is not supported by the engine: \
             leave the clause out, or send an UPDATE and an INSERT to /batch",
            table.name
        )));
    }
    Ok(())
}
