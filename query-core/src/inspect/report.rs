//! What a SQLite file holds, and which of its features the engine has not: told from the file alone, without the engine, so
//! that a file that will not open can be told why.

use std::fmt;

use limbo_parser::ast::{Cmd, ColumnConstraint, CreateTableBody, GeneratedColumnType, Stmt, TriggerTime};
use limbo_parser::parser::Parser;
use serde::Serialize;

use super::file::{Entry, Header};

/// What was found in a file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Preflight {
    /// One line about the format: pages, encoding, journal.
    pub format: String,
    /// The names of the tables that hold data, without SQLite's own.
    pub tables: Vec<String>,
    /// The names of the views.
    pub views: Vec<String>,
    /// What will not work, or not as in SQLite.
    pub findings: Vec<Finding>,
}

/// One thing that will not work, or not as in SQLite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is about, and what to do.
    pub text: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; everything works.
    Note,
    /// It opens, and something in it does not work.
    Limits,
    /// The file does not open.
    Blocks,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Severity::Note => "note",
            Severity::Limits => "limits",
            Severity::Blocks => "blocks",
        })
    }
}

impl Preflight {
    /// Looks at a file through `read(offset, length)`, which gives fewer bytes at the end of the file.
    ///
    /// # Errors
    /// The text says why this is no SQLite file, or where it is damaged.
    pub fn of(mut read: impl FnMut(u64, usize) -> Option<Vec<u8>>) -> Result<Self, String> {
        let header = Header::read(&mut read)?;
        let mut preflight =
            Self { format: header.to_string(), tables: Vec::new(), views: Vec::new(), findings: Vec::new() };
        preflight.header(&header);
        for entry in header.schema(&mut read)? {
            preflight.entry(&entry);
        }
        preflight.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        Ok(preflight)
    }

    fn find(&mut self, severity: Severity, text: impl Into<String>) {
        self.findings.push(Finding { severity, text: text.into() });
    }

    fn header(&mut self, header: &Header) {
        if !header.is_utf8() {
            let advice =
                "the engine reads UTF-8 only; make a copy with `pragma encoding='UTF-8'` before its first table";
            self.find(Severity::Blocks, format!("the text is {}: {advice}", header.encoding()));
        }
        if header.auto_vacuum() {
            self.find(Severity::Limits, "auto_vacuum is on: the engine opens such a file for reading only");
        }
        if header.is_wal() {
            let advice = "deploy it after `pragma wal_checkpoint(truncate)`, or with its -wal file beside it";
            self.find(Severity::Note, format!("the journal is a WAL: {advice}"));
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let name = &entry.name;
        let own = name.to_ascii_lowercase().starts_with("sqlite_");
        match entry.kind.as_str() {
            "table" if !own => self.tables.push(name.clone()),
            "view" => self.views.push(name.clone()),
            _ => {}
        }
        let Some(sql) = &entry.sql else { return };
        match Parser::new(sql.as_bytes()).next_cmd() {
            Ok(Some(Cmd::Stmt(statement))) => self.statement(name, &statement),
            Ok(_) => {}
            Err(error) => {
                let text = format!("{} {name}: the engine cannot read how it was created: {error}", entry.kind);
                self.find(Severity::Blocks, text);
            }
        }
    }

    fn statement(&mut self, name: &str, statement: &Stmt) {
        match statement {
            Stmt::CreateVirtualTable(table) => {
                self.tables.retain(|known| known != name);
                let module = table.module_name.as_str();
                let advice = "the engine has no such module; copy what is needed into a plain table, and drop it";
                self.find(Severity::Blocks, format!("table {name} is a virtual table of {module}: {advice}"));
            }
            Stmt::CreateTable { body: CreateTableBody::ColumnsAndConstraints { columns, options, .. }, .. } => {
                if options.without_rowid_text.is_some() {
                    self.find(Severity::Limits, format!("table {name} is WITHOUT ROWID: it can be read, not written"));
                }
                for column in columns {
                    for constraint in &column.constraints {
                        self.constraint(name, column.col_name.as_str(), &constraint.constraint);
                    }
                }
            }
            Stmt::CreateTrigger { time: Some(TriggerTime::InsteadOf), .. } => {
                self.find(Severity::Limits, format!("trigger {name} is INSTEAD OF: the engine does not run it"));
            }
            _ => {}
        }
    }

    fn constraint(&mut self, table: &str, column: &str, constraint: &ColumnConstraint) {
        match constraint {
            ColumnConstraint::Generated { typ: Some(GeneratedColumnType::Stored), .. } => {
                let advice = "the engine has none; make it VIRTUAL, or an ordinary column";
                self.find(Severity::Blocks, format!("column {table}.{column} is a STORED generated column: {advice}"));
            }
            ColumnConstraint::Collate { collation_name } => {
                let collation = collation_name.as_str();
                if !["binary", "nocase", "rtrim"].contains(&collation.to_ascii_lowercase().as_str()) {
                    let text = format!("column {table}.{column} sorts by {collation}, which the engine has not");
                    self.find(Severity::Blocks, text);
                }
            }
            _ => {}
        }
    }
}
