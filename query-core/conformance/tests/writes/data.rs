//! What a database holds, as SQLite reads it.

use std::io::Cursor;

use conformance::Value;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

/// The bytes of a file, opened.
pub(crate) fn open(bytes: &[u8]) -> Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    connection.deserialize_read_exact("main", Cursor::new(bytes), bytes.len(), false)?;
    Ok(connection)
}

/// The rows of a query, each as SQL writes it.
pub(crate) fn rows(connection: &Connection, sql: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut found = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let values = (0..columns).map(|i| row.get_ref(i).map(value)).collect::<Result<Vec<_>>>()?;
        rows.push(format!("{values:?}"));
    }
    Ok(rows)
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Real(real) => Value::Real(real),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
    }
}

const OBJECTS: &str = "select type, name, tbl_name from sqlite_schema where tbl_name not like '%turso_internal%' \
                       order by type, name, tbl_name";
const CREATED: &str = "select name, sql from sqlite_schema where tbl_name not like '%turso_internal%' order by name";
const TABLES: &str = "select name from sqlite_schema where type in ('table', 'view') and name not like '%turso_internal%' \
                      order by name";

/// All that a database holds, line by line; with the text of its definitions where nothing has altered them.
pub(crate) fn contents(connection: &Connection, with_texts: bool) -> Result<Vec<String>> {
    let mut lines = rows(connection, OBJECTS)?;
    if with_texts {
        lines.extend(rows(connection, CREATED)?);
    }
    let mut statement = connection.prepare(TABLES)?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>>>()?;
    for name in names {
        let quoted = name.replace('"', "\"\"");
        let info = format!(
            "select name, type, \"notnull\", dflt_value, pk, hidden from pragma_table_xinfo('{}')",
            name.replace('\'', "''")
        );
        let info = rows(connection, &info).map_or_else(|_| "is broken".to_owned(), |rows| rows.join(" "));
        lines.push(format!("{name}: {info}"));
        // A view over what is gone has no rows to compare.
        match rows(connection, &format!("select * from \"{quoted}\"")) {
            Ok(mut rows) => {
                // SQLite begins to count for a trigger that does not fire.
                rows.retain(|row| name != "sqlite_sequence" || !row.ends_with(", 0]"));
                rows.sort_unstable();
                lines.push(format!("{name}: {}", rows.join(" ")));
            }
            Err(_) => lines.push(format!("{name}: cannot be read")),
        }
    }
    Ok(lines)
}
