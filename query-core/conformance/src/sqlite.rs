//! SQLite itself.

use std::io::Cursor;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::answer::{Answer, Database, Failure, Value};

/// SQLite, on a database in memory.
#[derive(Debug)]
pub struct Sqlite(Connection);

impl Sqlite {
    /// SQLite on the bytes of a database; on none, on an empty one.
    ///
    /// # Errors
    /// The database cannot be opened.
    pub fn open(bytes: &'static [u8]) -> Result<Self, Failure> {
        let mut connection = Connection::open_in_memory().map_err(fail)?;
        if !bytes.is_empty() {
            connection.deserialize_read_exact("main", Cursor::new(bytes), bytes.len(), false).map_err(fail)?;
        }
        Ok(Self(connection))
    }

    /// The bytes of the database file.
    ///
    /// # Errors
    /// SQLite has no memory for it.
    pub fn file(&mut self) -> Result<Vec<u8>, Failure> {
        Ok(self.0.serialize("main").map_err(fail)?.to_vec())
    }

    /// Its version.
    pub fn version() -> &'static str {
        rusqlite::version()
    }
}

impl Database for Sqlite {
    const NAME: &'static str = "sqlite";

    fn run(&mut self, sql: &str) -> Result<Answer, Failure> {
        let before = self.0.total_changes();
        let mut statement = self.0.prepare(sql).map_err(fail)?;
        let columns: Vec<_> = statement.column_names().map(String::from).collect();
        let mut found = statement.query([]).map_err(fail)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(fail)? {
            rows.push((0..columns.len()).map(|i| value(row, i)).collect::<Result<_, _>>()?);
        }
        drop(found);
        drop(statement);
        // What triggers and foreign keys change is in the total, not in the statement's own count.
        let affected = if self.0.total_changes() == before { 0 } else { self.0.changes() };
        Ok(Answer { columns, rows, affected })
    }
}

fn value(row: &Row<'_>, i: usize) -> Result<Value, Failure> {
    Ok(match row.get_ref(i).map_err(fail)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Real(real) => Value::Real(real),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
    })
}

fn fail(error: impl std::fmt::Display) -> Failure {
    Failure(error.to_string())
}
