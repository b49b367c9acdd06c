//! Judges a statement: does it name what is left out, or write where a write would lose something?

use limbo_parser::ast::{
    Cmd, Expr, IndexedColumn, InsertBody, PragmaBody, QualifiedName, ResultColumn, Select, Stmt, With,
};
use limbo_parser::lexer::Lexer;
use limbo_parser::parser::Parser;

use super::columns::Columns;
use super::scope::Scope;
use super::table_sql::unquoted;
use super::walk::Walk;
use super::{LeftOut, Rule};
use crate::error::{Code, Error};

/// The table of the schema, by both of its names.
pub(super) const SCHEMA_TABLES: [&str; 2] = ["sqlite_schema", "sqlite_master"];

/// Why a statement cannot be run, and which name in it that is about.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) name: String,
    pub(super) reason: String,
}

impl Refusal {
    pub(super) fn new(name: &str, reason: impl Into<String>) -> Self {
        Self { name: name.to_owned(), reason: reason.into() }
    }

    pub(super) fn detail(&self) -> &str {
        &self.reason
    }
}

impl LeftOut {
    /// Judges a statement. Where it reads the schema, it is made to read the file's own words, and its new text returned.
    pub(crate) fn check(&self, text: &str, command: &mut Cmd) -> Result<Option<String>, Error> {
        let (Cmd::Stmt(statement) | Cmd::Explain(statement) | Cmd::ExplainQueryPlan { stmt: statement, .. }) = command;
        let mut walk = Walk::new(self);
        let judged = self.statement(&mut walk, statement);
        judged.map_err(|Refusal { name, reason }| {
            let error = Error::new(Code::EngineLimitation, reason);
            match offset(text, &name) {
                Some(offset) => error.at_offset(offset),
                None => error,
            }
        })?;
        let Walk { schema, .. } = walk;
        let with = match statement {
            Stmt::Select(Select { with, .. }) | Stmt::Insert { with, .. } | Stmt::Delete { with, .. } => with,
            Stmt::Update(update) => &mut update.with,
            _ => return Ok(None),
        };
        if !schema || !self.masks {
            return Ok(None);
        }
        plain_schema(with);
        Ok(Some(command.to_string()))
    }

    fn statement(&self, walk: &mut Walk<'_>, statement: &Stmt) -> Result<(), Refusal> {
        let none = Scope::default();
        match statement {
            Stmt::Select(select) => walk.select(select, &none).map(drop),
            Stmt::Insert { with, tbl_name, body, returning, .. } => {
                self.target(tbl_name)?;
                let scope = walk.with(with.as_ref(), &none)?;
                if let InsertBody::Select(select, upsert) = body {
                    walk.select(select, &scope)?;
                    walk.upsert(upsert.as_deref(), &scope)?;
                }
                walk.returning(returning, &scope)
            }
            Stmt::Update(update) => {
                self.target(&update.tbl_name)?;
                let scope = walk.with(update.with.as_ref(), &none)?;
                let scope = walk.from(update.from.as_ref(), &scope)?;
                for set in &update.sets {
                    walk.expr(&set.expr, &scope)?;
                }
                walk.optional(update.where_clause.as_deref(), &scope)?;
                walk.returning(&update.returning, &scope)
            }
            Stmt::Delete { with, tbl_name, where_clause, returning, .. } => {
                self.target(tbl_name)?;
                let scope = walk.with(with.as_ref(), &none)?;
                walk.optional(where_clause.as_deref(), &scope)?;
                walk.returning(returning, &scope)
            }
            Stmt::Pragma { name, body } => {
                let argument = body.as_ref().map(|body| match body {
                    PragmaBody::Equals(value) | PragmaBody::Call(value) => text_of(value).unwrap_or_default(),
                });
                self.pragma(name.name.as_str(), argument.as_deref())
            }
            // Another schema would have to be judged anew, and the masked rows would have to be found in it.
            _ => Err(match self.omissions.first() {
                Some(first) => Refusal::new(
                    "",
                    format!(
                        "the schema of this file cannot be changed here, because the {} {} in it is not fully served: {}; \
                         change it with SQLite",
                        first.kind, first.name, first.reason
                    ),
                ),
                None => return Ok(()),
            }),
        }
    }

    /// Judges the table that a statement writes to.
    fn target(&self, table: &QualifiedName) -> Result<(), Refusal> {
        let name = table.name.as_str();
        match self.rule(name) {
            Some(Rule { hidden: Some(reason), .. }) => Err(hidden(name, reason)),
            Some(Rule { read_only: Some(reason), .. }) => Err(Refusal::new(
                name,
                format!("the table {name} can be read here, not written: {reason}; write to it with SQLite"),
            )),
            _ => Ok(()),
        }
    }

    /// Judges a PRAGMA, or the table of its name, with its argument; an argument that is no text is empty.
    pub(super) fn pragma(&self, pragma: &str, argument: Option<&str>) -> Result<(), Refusal> {
        let pragma = pragma.to_ascii_lowercase();
        let Some(name) = argument else {
            return match pragma.as_str() {
                "table_list" if self.masks => {
                    let reason = "pragma table_list would not list what the engine leaves out; read sqlite_schema or GET /schema";
                    Err(Refusal::new("table_list", reason))
                }
                _ => Ok(()),
            };
        };
        if name.is_empty() {
            let reason = format!(
                "pragma_{pragma} needs the name of a table as a literal here, because not all of this file is served"
            );
            return Err(Refusal::new(&format!("pragma_{pragma}"), reason));
        }
        if let Some(reason) = self.hidden.get(&name.to_ascii_lowercase()) {
            return Err(hidden(name, reason));
        }
        let Some(rule) = self.rule(name) else { return Ok(()) };
        if let Some(reason) = &rule.hidden {
            return Err(hidden(name, reason));
        }
        let lists = pragma == "index_list"
            && self.omissions.iter().any(|omission| {
                omission.kind == "index"
                    && omission.table.as_ref().is_some_and(|table| table.eq_ignore_ascii_case(name))
            });
        if lists || rule.redescribed && pragma.starts_with("table_") {
            let reason = format!(
                "pragma {pragma} would describe {name} other than SQLite does; read sqlite_schema or GET /schema"
            );
            return Err(Refusal::new(name, reason));
        }
        Ok(())
    }

    /// The columns of a view whose values must not be compared, or why it cannot be read.
    pub(super) fn columns_of_view(&self, names: &[IndexedColumn], select: &Select) -> Result<Columns, Refusal> {
        Ok(Walk::new(self).select(select, &Scope::default())?.renamed(names))
    }
}

/// The error that something is not there for statements.
pub(super) fn hidden(name: &str, reason: &str) -> Refusal {
    Refusal::new(name, format!("{name} is not served here: {reason}"))
}

/// The text of a literal or a name.
pub(super) fn text_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(limbo_parser::ast::Literal::String(text)) => Some(unquoted(text)),
        Expr::Id(name) | Expr::Name(name) => Some(name.as_str().to_owned()),
        _ => None,
    }
}

/// Where a name stands in a text.
fn offset(text: &str, name: &str) -> Option<usize> {
    let mut offset = 0;
    for token in Lexer::new(text.as_bytes()).map_while(Result::ok) {
        if unquoted(&String::from_utf8_lossy(token.value)).eq_ignore_ascii_case(name) {
            return Some(offset);
        }
        offset += token.value.len();
    }
    None
}

/// Puts before a statement's own common table expressions two that are the table of the schema, with unmasked words.
fn plain_schema(with: &mut Option<With>) {
    for name in SCHEMA_TABLES {
        let sql = format!(
            "with {name}(type, name, tbl_name, rootpage, sql) as \
             (select lower(type), name, tbl_name, rootpage, sql from main.sqlite_schema) select 1"
        );
        let Ok(Some(Cmd::Stmt(Stmt::Select(Select { with: Some(ours), .. })))) = Parser::new(sql.as_bytes()).next_cmd()
        else {
            continue;
        };
        match with {
            Some(with) => with.ctes.splice(0..0, ours.ctes).for_each(drop),
            None => *with = Some(ours),
        }
    }
}

impl Walk<'_> {
    pub(super) fn returning(&mut self, columns: &[ResultColumn], scope: &Scope<'_>) -> Result<(), Refusal> {
        columns.iter().try_for_each(|column| match column {
            ResultColumn::Expr(expr, _) => self.expr(expr, scope),
            ResultColumn::Star | ResultColumn::TableStar(_) => Ok(()),
        })
    }
}
