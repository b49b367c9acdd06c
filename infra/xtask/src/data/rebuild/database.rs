//! The rows, as a SQLite file that is the same each time.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params_from_iter};

use super::field::Kind;
use super::slice::{Rows, Slice};

/// The tables. They say which column is of which type; the CSV files say the columns' order.
const SCHEMA: &str = include_str!("schema.sql");
/// Made when the rows are there, which packs the indexes.
const INDEXES: &str = include_str!("indexes.sql");

/// What the engine that reads the file takes: UTF-8, a rollback journal. A known page size keeps the bytes the same.
const FORMAT: &str = "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = DELETE;";

/// Writes a new file; the rows of each table and view, counted in the file.
pub(super) fn write(file: &Path, slice: &Slice) -> Result<Vec<(String, i64)>> {
    if file.exists() {
        fs::remove_file(file)?;
    }
    let mut connection = Connection::open(file)?;
    connection.execute_batch(FORMAT)?;

    let transaction = connection.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    for rows in slice.tables() {
        insert(&transaction, rows).with_context(|| format!("table `{}`", rows.table))?;
    }
    transaction.execute_batch(INDEXES)?;
    transaction.commit()?;

    check(&connection)?;
    connection.execute_batch("VACUUM")?;
    counts(&connection)
}

fn insert(connection: &Connection, rows: &Rows) -> Result<()> {
    let kinds = kinds(connection, rows)?;
    let columns = rows.header.iter().collect::<Vec<_>>().join(", ");
    let marks = vec!["?"; kinds.len()].join(", ");
    let mut statement = connection.prepare(&format!("INSERT INTO {} ({columns}) VALUES ({marks})", rows.table))?;
    for record in &rows.records {
        let values = record.iter().zip(&kinds).map(|(field, kind)| kind.value(field)).collect::<Result<Vec<_>>>();
        let line = record.position().map_or(0, csv::Position::line);
        let values = values.with_context(|| format!("line {line}"))?;
        statement.execute(params_from_iter(values)).with_context(|| format!("line {line}"))?;
    }
    Ok(())
}

/// The kind of each column of the CSV file, as the schema declares it.
fn kinds(connection: &Connection, rows: &Rows) -> Result<Vec<Kind>> {
    let mut declared = connection.prepare("SELECT type FROM pragma_table_info(?) WHERE name = ?")?;
    let mut kind = |column: &str| {
        let name: String = declared.query_row((rows.table, column), |row| row.get(0))?;
        Kind::from_declared(&name)
    };
    rows.header.iter().map(|column| kind(column).with_context(|| format!("column `{column}`"))).collect()
}

/// Every reference leads somewhere, and the file is sound.
fn check(connection: &Connection) -> Result<()> {
    let dangling: i64 = connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    ensure!(dangling == 0, "{dangling} references lead nowhere");
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    ensure!(verdict == "ok", "the file is not sound: {verdict}");
    Ok(())
}

fn counts(connection: &Connection) -> Result<Vec<(String, i64)>> {
    let mut names =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY type, name")?;
    let names = names.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let count = |name: String| {
        let rows = connection.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0))?;
        Ok((name, rows))
    };
    names.into_iter().map(count).collect()
}
