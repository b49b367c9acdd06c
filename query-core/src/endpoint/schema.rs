//! `GET /schema`: the tables and views, their columns, indexes and foreign keys.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::Call;
use crate::engine::Session;
use crate::error::{Code, Error};
use crate::format::json;
use crate::left_out::Omission;
use crate::limits::Budget;
use crate::params::Params;
use crate::value::Value;

/// Counting rows reads a whole table: done where the whole database is at most this large.
const COUNTED_BYTES: i64 = 16 * 1024 * 1024;

#[derive(Serialize)]
struct Schema {
    tables: Vec<Table>,
    views: Vec<View>,
    /// What the file has beside these, or has otherwise, because the engine lacks something.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    left_out: Vec<Omission>,
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

pub(super) async fn answer(call: Call<'_>) -> Result<Response<Bytes>, Error> {
    let mut reader = Reader { session: call.engine.session()?, budget: call.budget };
    let counted = reader.bytes().await? <= COUNTED_BYTES;
    let mut schema = Schema { tables: Vec::new(), views: Vec::new(), left_out: call.engine.omissions().to_vec() };
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
    json::response(&schema)
}

/// Asks the database about itself.
struct Reader<'a> {
    session: Session<'a>,
    budget: &'a mut Budget,
}

impl Reader<'_> {
    async fn all(&mut self, sql: &str, name: Option<&str>) -> Result<Vec<Record>, Error> {
        let params = Params::Positional(name.map(|name| Value::Text(name.to_owned().into())).into_iter().collect());
        let mut rows = self.session.execute_own(sql, params, self.budget).await?;
        let mut records = Vec::new();
        while let Some(row) = rows.next().await? {
            records.push(Record(row.values().map(Value::into_owned).collect::<Vec<_>>().into_iter()));
        }
        rows.finish().await?;
        Ok(records)
    }

    async fn number(&mut self, sql: &str) -> Result<i64, Error> {
        match self.all(sql, None).await?.as_mut_slice() {
            [record] => record.integer(),
            _ => Err(unexpected()),
        }
    }

    async fn bytes(&mut self) -> Result<i64, Error> {
        Ok(self.number("pragma page_count").await?.saturating_mul(self.number("pragma page_size").await?))
    }

    async fn count(&mut self, table: &str) -> Result<i64, Error> {
        self.number(&format!("select count(*) from \"{}\"", table.replace('"', "\"\""))).await
    }

    async fn columns(&mut self, table: &str) -> Result<Vec<Column>, Error> {
        let sql = "select name, type, \"notnull\", dflt_value, pk from pragma_table_info(?) order by cid";
        let read = |mut record: Record| {
            Ok(Column {
                name: record.text()?,
                declared: record.optional_text()?.unwrap_or_default(),
                not_null: record.integer()? != 0,
                default: record.optional_text()?,
                primary_key: record.integer()?,
            })
        };
        self.all(sql, Some(table)).await?.into_iter().map(read).collect()
    }

    async fn indexes(&mut self, table: &str) -> Result<Vec<Index>, Error> {
        let sql = "select name, \"unique\", partial from pragma_index_list(?) order by name";
        let mut indexes = Vec::new();
        for mut record in self.all(sql, Some(table)).await? {
            let (name, unique, partial) = (record.text()?, record.integer()? != 0, record.integer()? != 0);
            let columns = self.all("select name from pragma_index_info(?) order by seqno", Some(&name)).await?;
            let columns = columns.into_iter().map(|mut record| record.optional_text()).collect::<Result<_, _>>()?;
            indexes.push(Index { name, unique, partial, columns });
        }
        Ok(indexes)
    }

    async fn foreign_keys(&mut self, table: &str) -> Result<Vec<ForeignKey>, Error> {
        let sql = "select id, \"from\", \"table\", \"to\", on_update, on_delete \
                   from pragma_foreign_key_list(?) order by id, seq";
        let mut keys: Vec<ForeignKey> = Vec::new();
        let mut last = None;
        for mut record in self.all(sql, Some(table)).await? {
            let id = record.integer()?;
            let (from, table, to) = (record.text()?, record.text()?, record.optional_text()?);
            match keys.last_mut() {
                Some(key) if last == Some(id) => {
                    key.columns.push(from);
                    key.references.push(to);
                }
                _ => keys.push(ForeignKey {
                    columns: vec![from],
                    table,
                    references: vec![to],
                    on_update: record.text()?,
                    on_delete: record.text()?,
                }),
            }
            last = Some(id);
        }
        Ok(keys)
    }
}

/// A row that outlives its step; its values are taken in order.
struct Record(std::vec::IntoIter<Value<'static>>);

impl Record {
    fn integer(&mut self) -> Result<i64, Error> {
        match self.0.next() {
            Some(Value::Integer(integer)) => Ok(integer),
            _ => Err(unexpected()),
        }
    }

    fn text(&mut self) -> Result<String, Error> {
        self.optional_text()?.ok_or_else(unexpected)
    }

    fn optional_text(&mut self) -> Result<Option<String>, Error> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(Some(text.into_owned())),
            Some(Value::Null) => Ok(None),
            _ => Err(unexpected()),
        }
    }
}

fn unexpected() -> Error {
    Error::new(Code::DatabaseUnreadable, "the schema of the database cannot be read; `limbda check` tells more")
}
