//! The rows of sqlite_schema, which the engine lets nobody write: their spelling is SQLite's business as well.

use std::num::NonZeroUsize;

use limbo::Value as EngineValue;

use super::bind;
use super::session::Session;
use crate::error::Error;
use crate::value::Value;

/// A row of sqlite_schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SchemaRow {
    pub(crate) rowid: i64,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) sql: Option<String>,
}

const READ: &str = "select rowid, type, name, tbl_name, sql from sqlite_schema order by rowid";
const WRITE: &str = "update sqlite_schema set name = ?2, tbl_name = ?3, sql = ?4 where rowid = ?1";

impl Session<'_> {
    /// The rows, in their order.
    pub(crate) async fn schema_rows(&mut self) -> Result<Vec<SchemaRow>, Error> {
        let prepared = self.prepare_own(READ)?;
        let mut rows = Vec::new();
        self.drive(prepared, |row| {
            let mut values = row.get_values().map(bind::value);
            let rowid = match values.next() {
                Some(Value::Integer(rowid)) => rowid,
                _ => return,
            };
            let mut text = || match values.next() {
                Some(Value::Text(text)) => Some(text.into_owned()),
                _ => None,
            };
            let (kind, name, table, sql) = (text(), text(), text(), text());
            let name = name.unwrap_or_default();
            rows.push(SchemaRow { rowid, kind: kind.unwrap_or_default(), name, table: table.unwrap_or_default(), sql });
        })
        .await?;
        Ok(rows)
    }

    /// Writes the names and the text of a row anew.
    pub(crate) async fn put_schema_row(&mut self, row: &SchemaRow) -> Result<(), Error> {
        let mut prepared = self.prepare_nested(WRITE)?;
        let text = |text: &str| EngineValue::from_text(text.to_owned());
        let sql = row.sql.as_deref().map_or(EngineValue::Null, text);
        for (i, value) in
            [EngineValue::from_i64(row.rowid), text(&row.name), text(&row.table), sql].into_iter().enumerate()
        {
            let Some(place) = NonZeroUsize::new(i + 1) else { continue };
            self.guard(|| prepared.statement.bind_at(place, value))?;
        }
        self.drive(prepared, |_| {}).await
    }
}
