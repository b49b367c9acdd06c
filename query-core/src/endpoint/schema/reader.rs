//! Reads the schema through the engine's own tables about it.

use super::document::{Column, ForeignKey, Index};
use crate::error::{Code, Error};
use crate::execute::Execution;
use crate::params::Params;
use crate::value::Value;

/// Asks the database about itself.
pub(super) struct Reader<'a>(pub(super) Execution<'a>);

impl Reader<'_> {
    pub(super) async fn all(&mut self, sql: &str, name: Option<&str>) -> Result<Vec<Record>, Error> {
        let params = Params::Positional(name.map(|name| Value::Text(name.to_owned().into())).into_iter().collect());
        let mut rows = self.0.run_own(sql, params).await?;
        let mut records = Vec::new();
        while let Some(row) = rows.next().await? {
            records.push(Record(row.values().map(Value::into_owned).collect::<Vec<_>>().into_iter()));
        }
        rows.finish().await?;
        Ok(records)
    }

    pub(super) async fn number(&mut self, sql: &str) -> Result<i64, Error> {
        match self.all(sql, None).await?.as_mut_slice() {
            [record] => record.integer(),
            _ => Err(unexpected()),
        }
    }

    pub(super) async fn bytes(&mut self) -> Result<i64, Error> {
        Ok(self.number("pragma page_count").await?.saturating_mul(self.number("pragma page_size").await?))
    }

    pub(super) async fn count(&mut self, table: &str) -> Result<i64, Error> {
        self.number(&format!("select count(*) from \"{}\"", table.replace('"', "\"\""))).await
    }

    pub(super) async fn columns(&mut self, table: &str) -> Result<Vec<Column>, Error> {
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

    pub(super) async fn indexes(&mut self, table: &str) -> Result<Vec<Index>, Error> {
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

    pub(super) async fn foreign_keys(&mut self, table: &str) -> Result<Vec<ForeignKey>, Error> {
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
pub(super) struct Record(std::vec::IntoIter<Value<'static>>);

impl Record {
    fn integer(&mut self) -> Result<i64, Error> {
        match self.0.next() {
            Some(Value::Integer(integer)) => Ok(integer),
            _ => Err(unexpected()),
        }
    }

    pub(super) fn text(&mut self) -> Result<String, Error> {
        self.optional_text()?.ok_or_else(unexpected)
    }

    pub(super) fn optional_text(&mut self) -> Result<Option<String>, Error> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(Some(text.into_owned())),
            Some(Value::Null) => Ok(None),
            _ => Err(unexpected()),
        }
    }
}

fn unexpected() -> Error {
    Error::new(Code::DatabaseUnreadable, "the database's schema cannot be read; run `limbda check` for details")
}
