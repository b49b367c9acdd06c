//! What of a file is not served because the engine lacks something that SQLite has, and which statements that concerns.
//!
//! [`Plan`] decides, from the rows of `sqlite_schema`, what is left out; [`LeftOut`] is the outcome, and judges statements.

mod columns;
mod expr;
pub(crate) mod mask;
mod plan;
mod scope;
mod settle;
mod statement;
mod table_sql;
mod walk;

use std::collections::HashMap;

use serde::Serialize;

use columns::Columns;
pub(crate) use plan::Plan;
pub(crate) use table_sql::plainer;

/// A row of `sqlite_schema`.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) rowid: i64,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) root: i64,
    pub(crate) sql: Option<String>,
}

/// What a plan asks of the engine.
pub(crate) trait Engine {
    /// Whether it can read how a table was created; if not, why.
    fn reads_table(&self, sql: &str) -> Result<(), String>;

    /// Whether it has a function of so many arguments.
    fn has_function(&self, name: &str, arguments: usize) -> bool;
}

/// One thing of a file that is not served as SQLite serves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Omission {
    /// `table`, `index`, `view`, `trigger` or `column`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// What does not work.
    pub effect: Effect,
    /// Why, and what to do instead.
    pub reason: String,
}

/// What does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Statements that name it are refused.
    Hidden,
    /// It can be read, not written.
    ReadOnly,
    /// Its values can be read; statements that compare or order them are refused.
    NotCompared,
}

/// How statements may use a table or view.
#[derive(Clone, Debug, Default)]
struct Rule {
    /// Why it cannot be named at all.
    hidden: Option<String>,
    /// Why it cannot be written to.
    read_only: Option<String>,
    /// The columns whose values must not be compared.
    sealed: Columns,
    /// Whether the engine has it in other words than the file, so that PRAGMAs would describe it wrongly.
    redescribed: bool,
}

/// What of a file is left out.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    omissions: Vec<Omission>,
    /// By the name in small letters.
    tables: HashMap<String, Rule>,
    /// Why an index or trigger is hidden, by its name in small letters.
    hidden: HashMap<String, String>,
    /// Whether rows of `sqlite_schema` are masked.
    masks: bool,
}

impl LeftOut {
    pub(crate) fn omissions(&self) -> &[Omission] {
        &self.omissions
    }

    fn rule(&self, name: &str) -> Option<&Rule> {
        self.tables.get(&name.to_ascii_lowercase())
    }
}
