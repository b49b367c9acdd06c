//! Rows as JSON.

use std::borrow::Cow;

use serde::Serialize;

use super::body::{Body, Sealed};
use super::encoder::{Encoder, Shape};
use crate::engine::{Durability, Finished, Row};
use crate::error::{Code, Error};
use crate::limits::Limits;
use crate::value::Value;

/// One result, or a list of them.
pub(crate) struct Json {
    body: Body,
    shape: Shape,
    durability: Durability,
    /// Whether the results stand in a list.
    list: bool,
    results: usize,
    rows: usize,
    /// The names of the columns as they stand in JSON, where each row repeats them.
    keys: Vec<Box<[u8]>>,
}

impl Json {
    /// Writes one result.
    pub(crate) fn one(limits: &Limits, shape: Shape, durability: Durability) -> Self {
        let body = Body::new(limits);
        Self { body, shape, durability, list: false, results: 0, rows: 0, keys: Vec::new() }
    }

    /// Writes a list of results.
    pub(crate) fn list(limits: &Limits, shape: Shape, durability: Durability) -> Self {
        let mut json = Self { list: true, ..Self::one(limits, shape, durability) };
        json.text(r#"{"results":["#);
        json
    }

    /// A document that holds no rows.
    pub(crate) fn document(limits: &Limits, document: &impl Serialize) -> Result<Sealed, Error> {
        let mut body = Body::new(limits);
        body.json(document)?;
        body.seal()
    }

    /// The whole body, if it is within its limits: asked before a write is committed.
    pub(crate) fn finish(mut self) -> Result<Sealed, Error> {
        if self.list {
            self.text("]}");
        }
        self.body.seal()
    }

    /// A value of SQL, if there is still room for it: a large one is not written first and measured after.
    fn value(&mut self, value: &Value<'_>) -> Result<(), Error> {
        let least = match value {
            Value::Null | Value::Integer(_) | Value::Real(_) => 1,
            Value::Text(text) => text.len(),
            Value::Blob(blob) => blob.len(),
        };
        self.body.room_for(least)?;
        self.body.json(value)?;
        self.body.room_for(0)
    }

    fn comma(&mut self, i: usize) {
        if i > 0 {
            self.text(",");
        }
    }

    fn text(&mut self, text: &str) {
        self.body.push(text.as_bytes());
    }

    /// Notes a column's name for the rows that repeat it. An object holds each name once: a second column of the same name
    /// would be lost without a word.
    fn key(&mut self, start: usize, name: &str) -> Result<(), Error> {
        if self.shape == Shape::Arrays {
            return Ok(());
        }
        let json = self.body.since(start);
        if self.keys.iter().any(|key| **key == *json) {
            let detail = format!("two columns are named `{name}`; rename one with `as`, or ask for the shape `arrays`");
            return Err(Error::new(Code::DuplicateColumn, detail));
        }
        self.keys.push(json.into());
        Ok(())
    }
}

impl Encoder for Json {
    fn begin<'c>(&mut self, columns: impl Iterator<Item = Cow<'c, str>>) -> Result<(), Error> {
        self.comma(self.results);
        self.text(r#"{"columns":["#);
        self.keys.clear();
        for (i, name) in columns.enumerate() {
            self.comma(i);
            let start = self.body.len();
            self.body.json(&*name)?;
            self.key(start, &name)?;
        }
        self.text(r#"],"rows":["#);
        self.rows = 0;
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>) -> Result<(), Error> {
        self.comma(self.rows);
        self.rows += 1;
        let (open, close) = match self.shape {
            Shape::Arrays => ("[", "]"),
            Shape::Objects => ("{", "}"),
        };
        self.text(open);
        for (i, value) in row.values().enumerate() {
            self.comma(i);
            if let Some(key) = self.keys.get(i) {
                self.body.push(key);
                self.body.push(b":");
            }
            self.value(&value)?;
        }
        self.text(close);
        Ok(())
    }

    fn end(&mut self, finished: Finished) -> Result<(), Error> {
        self.results += 1;
        self.text(r#"],"truncated":"#);
        self.body.json(&finished.truncated)?;
        self.text(r#","rows_affected":"#);
        self.body.json(&finished.rows_affected)?;
        self.text(r#","last_insert_rowid":"#);
        self.body.json(&finished.last_insert_rowid)?;
        self.text(r#","rows_read":"#);
        self.body.json(&finished.rows_read)?;
        if finished.kind.is_write() {
            self.text(r#","durability":"#);
            self.body.json(self.durability.as_str())?;
        }
        self.text("}");
        Ok(())
    }
}
