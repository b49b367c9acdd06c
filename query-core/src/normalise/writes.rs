//! Writes and definitions that the engine would carry out otherwise than SQLite: rejected before anything is written.

mod edit;
mod foreign_keys;
mod index;
mod internal;
mod object;
mod or_conflict;
mod rows_affected;
pub(crate) mod spelling;
mod strict;
mod table;
mod text;
mod upsert;

use limbo_parser::ast::{Cmd, Name, Stmt};

pub(crate) use foreign_keys::{actions, orphans};
pub(crate) use object::Definition;

use crate::engine::catalog::Catalog;
use crate::error::{Code, Error};
use crate::statement::{Checked, Keys};

/// A statement that the policy admitted, and what it will meet.
struct Write<'a> {
    statement: &'a Stmt,
    sql: &'a str,
    catalog: &'a Catalog,
}

/// A kind of statement that the engine is known to answer otherwise than SQLite.
struct Rule {
    /// What it is about: the host's log has it as the error's cause.
    name: &'static str,
    check: fn(&Write<'_>) -> Result<(), Error>,
}

/// All of them. The order decides only which of two errors is reported.
const RULES: &[Rule] = &[
    Rule { name: "internal-tables", check: internal::check },
    Rule { name: "autoincrement", check: table::autoincrement },
    Rule { name: "types-beyond-sqlite", check: table::types },
    Rule { name: "odd-parent-names", check: table::parent_names },
    Rule { name: "nulls-in-an-index", check: index::nulls },
    Rule { name: "reindex-of-generated-columns", check: index::reindex },
    Rule { name: "alter-of-a-built-in-table", check: table::alter_built_in },
    Rule { name: "drop-column-of-a-foreign-key", check: table::drop_column },
    Rule { name: "text-that-only-the-engine-reads", check: text::check },
    Rule { name: "strict-triggers", check: strict::triggers },
    Rule { name: "upsert", check: upsert::check },
    Rule { name: "or-conflict-beside-triggers", check: or_conflict::check },
    Rule { name: "foreign-key-list", check: foreign_keys::list },
    Rule { name: "foreign-key-columns", check: foreign_keys::columns },
    Rule { name: "drop-table-with-keys", check: foreign_keys::drop_table },
    Rule { name: "rows-affected", check: rows_affected::check },
];

/// How an admitted statement is to be run.
#[derive(Debug, Default)]
pub(crate) struct Care {
    /// What it defines, alters or drops, where it changes the schema.
    pub(crate) definition: Option<Definition>,
    /// What to heed about its foreign keys.
    pub(crate) keys: Keys,
    /// Whether foreign keys are involved.
    pub(crate) refers: bool,
    /// Whether it may use AUTOINCREMENT for the first time.
    pub(crate) counts: bool,
}

/// Rejects a statement that the engine would run otherwise than SQLite; says of any other how it is to be run.
///
/// # Errors
/// `engine-limitation`, where SQLite runs the statement; `sql-error`, where SQLite rejects it too.
pub(crate) fn check(command: &mut Cmd, sql: &str, catalog: &Catalog) -> Result<Care, Error> {
    let (statement, runs) = match command {
        Cmd::Stmt(statement) => (statement, true),
        Cmd::Explain(statement) | Cmd::ExplainQueryPlan { stmt: statement, .. } => (statement, false),
    };
    let write = Write { statement: &*statement, sql, catalog };
    for rule in RULES {
        (rule.check)(&write).map_err(|error| error.because(rule.name))?;
    }
    if !runs {
        return Ok(Care::default());
    }
    let definition = Definition::of(statement, sql);
    let reached = foreign_keys::reached(&write);
    let keys = foreign_keys::may_hold_later(&write, &reached);
    let counts = match definition {
        Some(_) => catalog.tables().any(|table| table.has_autoincrement),
        None => reached.names.iter().filter_map(|name| catalog.table(name)).any(|table| table.has_autoincrement),
    };
    let refers = reached.refers(catalog);
    table::close_types(statement);
    Ok(Care { definition, keys, refers, counts })
}

/// SQLite runs it, and the engine does not: what, and how to write it instead.
fn limitation(what: impl Into<String>) -> Error {
    Error::new(Code::EngineLimitation, what)
}

/// SQLite rejects it too, in these words.
fn rejected(why: impl Into<String>) -> Error {
    Error::new(Code::SqlError, why)
}

/// The error of a key whose children the engine does not all find.
pub(crate) fn converted() -> Error {
    limitation(
        "a foreign key that acts on a column of another type than its parent's missed some rows: give both columns the same \
         type",
    )
}

/// The error of a key that may hold at the statement's end, beside keys that are declared to hold at the commit.
pub(crate) fn deferred() -> Error {
    limitation(
        "a foreign key that does not hold until the statement's end is not supported by the engine in a schema with DEFERRABLE \
         INITIALLY DEFERRED keys: delete children before parents, and insert parents before children",
    )
}

/// The engine's error of a statement that is defined or refers, with the code of a limitation where SQLite may run it.
pub(crate) fn run_error(error: Error, checked: Checked) -> Error {
    let text = error.detail();
    if checked.defines && text.contains("FOREIGN KEY constraint failed") {
        return limitation(
            "DROP TABLE of a table that rows still refer to is not supported by the engine: delete the rows first, in one \
             /batch with the DROP TABLE",
        );
    }
    if checked.refers && text == "datatype mismatch" {
        return limitation(
            "a foreign key to an INTEGER PRIMARY KEY with a value that is no integer is not supported by the engine: write \
             an integer or NULL",
        );
    }
    error
}

/// The error of altering a table beside a view that cannot be read.
pub(crate) fn broken_view(name: &str) -> Error {
    limitation(format!(
        "ALTER TABLE beside a view that cannot be read ({name}) is not supported by the engine: drop the view, and create it \
         again when its tables are there"
    ))
}

/// What the engine says of a statement that SQLite runs.
const LIMITS: &[&str] = &[
    "type mismatch in CHECK constraint",
    "INSTEAD OF triggers are not supported",
    "WITHOUT ROWID tables are an experimental feature",
    "in foreign key definition",
    // SQLite looks at a key that finds no parent's key only when a statement needs it.
    "foreign key mismatch",
    // To SQLite a quoted name that is no column may be a text.
    "after drop column",
    "after rename",
];

/// The engine's error of a statement, with the code of a limitation where SQLite has no such error.
pub(crate) fn restated(error: Error) -> Error {
    match LIMITS.iter().any(|text| error.detail().contains(text)) {
        true => limitation(format!("not supported by the engine: {}", error.detail())),
        false => error,
    }
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// The name of the table that an INSERT, UPDATE or DELETE writes to.
fn target(statement: &Stmt) -> Option<&Name> {
    match statement {
        Stmt::Insert { tbl_name, .. } | Stmt::Delete { tbl_name, .. } => Some(&tbl_name.name),
        Stmt::Update(update) => Some(&update.tbl_name.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;

    #[test]
    fn no_rule_has_the_name_of_another() {
        for (i, rule) in RULES.iter().enumerate() {
            assert!(!RULES[..i].iter().any(|other| other.name == rule.name), "{}", rule.name);
        }
    }
}
