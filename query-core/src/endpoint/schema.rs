//! `GET /schema`: the tables and views, their columns, indexes and foreign keys.

mod document;
mod reader;

use super::call::Call;
use crate::error::Error;
use crate::format::{Json, Sealed};
use document::{Schema, Table, View};
use reader::Reader;

/// Counting rows reads a whole table: done where the whole database is at most this large.
const COUNTED_BYTES: i64 = 16 * 1024 * 1024;

pub(super) async fn answer(call: Call<'_>) -> Result<Sealed, Error> {
    let limits = &call.config.limits;
    let left_out = call.engine.omissions().to_vec();
    let mut reader = Reader(call.execution().await?);
    let counted = reader.bytes().await? <= COUNTED_BYTES;
    let mut schema = Schema { tables: Vec::new(), views: Vec::new(), left_out };
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
