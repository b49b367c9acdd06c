//! `GET /schema`: the tables and views, their columns, indexes and foreign keys.

mod reader;

use serde::Serialize;

use super::Call;
use crate::error::Error;
use crate::format::{Json, Sealed};
use reader::Reader;

/// Counting rows reads a whole table: done where the whole database is at most this large.
const COUNTED_BYTES: i64 = 16 * 1024 * 1024;

#[derive(Serialize)]
struct Schema {
    tables: Vec<Table>,
    views: Vec<View>,
}

#[derive(Serialize)]
struct Table {
    name: String,
    /// How many rows there are, where counting is cheap.
    rows: Option<i64>,
    columns: Vec<Column>,
    indexes: Vec<Index>,
    foreign_keys: Vec<ForeignKey>,
    sql: Option<String>,
}

#[derive(Serialize)]
struct View {
    name: String,
    columns: Vec<Column>,
    sql: Option<String>,
}

#[derive(Serialize)]
struct Column {
    name: String,
    /// The type as it was declared, which SQLite does not hold the values to.
    #[serde(rename = "type")]
    declared: String,
    not_null: bool,
    /// The SQL text of the default.
    default: Option<String>,
    /// The place in the primary key, counted from 1; 0 outside it.
    primary_key: i64,
}

#[derive(Serialize)]
struct Index {
    name: String,
    unique: bool,
    partial: bool,
    /// The columns' names; null for an expression.
    columns: Vec<Option<String>>,
}

#[derive(Serialize)]
struct ForeignKey {
    columns: Vec<String>,
    table: String,
    /// The columns that are referred to; null stands for the primary key.
    references: Vec<Option<String>>,
    on_update: String,
    on_delete: String,
}

pub(super) async fn answer(call: Call<'_>) -> Result<Sealed, Error> {
    let limits = &call.config.limits;
    let mut reader = Reader(call.execution().await?);
    let counted = reader.bytes().await? <= COUNTED_BYTES;
    let mut schema = Schema { tables: Vec::new(), views: Vec::new() };
    let objects = reader.all(
        "select type, name, sql from sqlite_schema \
         where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name",
        None,
    );
    for mut object in objects.await? {
        let (kind, name, sql) = (object.text()?, object.text()?, object.optional_text()?);
        let columns = reader.columns(&name).await?;
        if kind == "view" {
            schema.views.push(View { name, columns, sql });
            continue;
        }
        let rows = if counted { Some(reader.count(&name).await?) } else { None };
        let indexes = reader.indexes(&name).await?;
        let foreign_keys = reader.foreign_keys(&name).await?;
        schema.tables.push(Table { name, rows, columns, indexes, foreign_keys, sql });
    }
    Json::document(limits, &schema)
}
