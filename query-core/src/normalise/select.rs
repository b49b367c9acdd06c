//! Queries: every name resolved by SQLite's rules before the engine sees it, and what the engine gets wrong written another way.
//!
//! A statement that no rule touches goes to the engine as it was parsed.

mod affinity;
mod expression;
mod from;
mod grouped;
mod names;
mod refusal;
mod scope;
mod walk;

use limbo_parser::ast::{Cmd, Stmt};

use crate::engine::catalog::Catalog;
use crate::error::{Code, Error};
use walk::Walk;

/// What the rules found out about a statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Normalised {
    /// The names of the result columns, as SQLite gives them; none where the engine's are left.
    pub(crate) columns: Option<Vec<String>>,
    /// Whether every name in it was found, so that an error about a name is the engine's limitation.
    pub(crate) resolved: bool,
}

/// Rewrites a query in place.
///
/// # Errors
/// [`Code::EngineLimitation`](crate::error::Code) for what the engine is known to answer otherwise than SQLite, and
/// [`Code::SqlTooComplex`](crate::error::Code) for views that multiply beyond what can be prepared.
pub(crate) fn normalise(command: &mut Cmd, catalog: &Catalog) -> Result<Normalised, Error> {
    let (Cmd::Stmt(statement) | Cmd::Explain(statement) | Cmd::ExplainQueryPlan { stmt: statement, .. }) = command;
    let mut walk = Walk::new(catalog);
    let columns = match statement {
        Stmt::Select(select) => walk.statement(select)?,
        Stmt::Delete { tbl_name, where_clause: Some(filter), indexed: _, .. } => {
            walk.filter(tbl_name.name.as_str(), filter)?;
            None
        }
        Stmt::Update(update) if update.from.is_none() => {
            if let Some(filter) = &mut update.where_clause {
                walk.filter(update.tbl_name.name.as_str(), filter)?;
            }
            None
        }
        _ => return Ok(Normalised::default()),
    };
    Ok(Normalised { columns: columns.filter(|_| matches!(command, Cmd::Stmt(_))), resolved: walk.resolved })
}

/// The engine's error on a statement whose names were all found, as the limitation that it is.
pub(crate) fn restated(error: Error) -> Error {
    const ABOUT_NAMES: [&str; 5] =
        ["no such column", "no such table", "misuse of ", "row value misused", "is not supported in this context"];
    let names = error.code() == Code::SqlError && ABOUT_NAMES.iter().any(|text| error.detail().contains(text));
    if !names {
        return error;
    }
    let detail = format!(
        "the engine does not support this form of the statement ({}); move the subquery into FROM or a common table \
         expression, or name the column by its table",
        error.detail()
    );
    Error::new(Code::EngineLimitation, detail)
}
