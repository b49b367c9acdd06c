//! Rows as JSON.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::config::Config;
use crate::decode::Shape;
use crate::engine::{Outcome, Row, Rows};
use crate::error::{Code, Error};
use crate::value::Value;

/// Writes the body of a response, never longer than the limit.
pub(crate) struct Writer<'c> {
    body: Vec<u8>,
    config: &'c Config,
    /// Whether another result stands before the next one.
    follows: bool,
}

impl<'c> Writer<'c> {
    pub(crate) fn new(config: &'c Config) -> Self {
        Self { body: Vec::with_capacity(512), config, follows: false }
    }

    /// Begins a list of results.
    pub(crate) fn open_results(&mut self) {
        self.text(r#"{"results":["#);
    }

    /// Ends the list of results.
    pub(crate) fn close_results(&mut self) {
        self.text("]}");
    }

    /// Writes a whole result, and ends its statement.
    pub(crate) async fn rows(&mut self, mut rows: Rows<'_, '_>, shape: Shape) -> Result<(), Error> {
        if self.follows {
            self.text(",");
        }
        self.follows = true;
        self.text(r#"{"columns":["#);
        let mut layout = Layout::new(shape);
        for (i, name) in rows.columns().enumerate() {
            self.comma(i);
            let start = self.body.len();
            self.value(&name)?;
            layout.column(&self.body[start..], &name)?;
        }
        self.text(r#"],"rows":["#);
        let mut count = 0;
        let truncated = loop {
            let Some(row) = rows.next().await? else { break false };
            if count == self.config.limits.rows {
                break true;
            }
            self.comma(count);
            self.row(&row, &layout)?;
            count += 1;
            rows.returned_one();
        };
        let outcome = rows.finish().await?;
        self.tail(outcome, truncated)
    }

    fn row(&mut self, row: &Row<'_>, layout: &Layout) -> Result<(), Error> {
        match layout {
            Layout::Arrays => {
                self.text("[");
                for (i, value) in row.values().enumerate() {
                    self.comma(i);
                    self.sql_value(&value)?;
                }
                self.text("]");
            }
            Layout::Objects(keys) => {
                self.text("{");
                for (i, (value, key)) in row.values().zip(keys).enumerate() {
                    self.comma(i);
                    self.body.extend_from_slice(key);
                    self.text(":");
                    self.sql_value(&value)?;
                }
                self.text("}");
            }
        }
        Ok(())
    }

    fn tail(&mut self, outcome: Outcome, truncated: bool) -> Result<(), Error> {
        self.text(r#"],"truncated":"#);
        self.value(&truncated)?;
        self.text(r#","rows_affected":"#);
        self.value(&outcome.rows_affected)?;
        self.text(r#","last_insert_rowid":"#);
        self.value(&outcome.last_insert_rowid)?;
        self.text(r#","rows_read":"#);
        self.value(&outcome.rows_read)?;
        if outcome.kind.is_write() {
            self.text(r#","durability":"#);
            self.value(self.config.durability.as_str())?;
        }
        self.text("}");
        Ok(())
    }

    /// A value of SQL, if there is still room for it: a large one is not written first and measured after.
    fn sql_value(&mut self, value: &Value<'_>) -> Result<(), Error> {
        let least = match value {
            Value::Null | Value::Integer(_) | Value::Real(_) => 1,
            Value::Text(text) => text.len(),
            Value::Blob(blob) => blob.len(),
        };
        self.room_for(least)?;
        self.value(value)?;
        self.room_for(0)
    }

    fn room_for(&self, more: usize) -> Result<(), Error> {
        let limit = self.config.limits.response_bytes;
        if self.body.len().saturating_add(more) <= limit {
            return Ok(());
        }
        let detail = format!("the response would have more than {limit} bytes; ask for fewer rows or columns");
        Err(Error::new(Code::ResponseTooLarge, detail))
    }

    fn value(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        serde_json::to_writer(&mut self.body, value).map_err(|error| Error::new(Code::Internal, error.to_string()))
    }

    fn comma(&mut self, i: usize) {
        if i > 0 {
            self.text(",");
        }
    }

    fn text(&mut self, text: &str) {
        self.body.extend_from_slice(text.as_bytes());
    }

    /// The whole body, if it fits: asked before a write is committed, so that a refused answer is no done write.
    pub(crate) fn finish(self) -> Result<Finished, Error> {
        match self.config.limits.envelope_bytes {
            // In JSON's own text each of these takes another byte, and nothing else does.
            Some(limit) if self.body.len() > limit / 2 => {
                let escapes = self.body.iter().filter(|byte| matches!(byte, b'"' | b'\\')).count();
                let length = self.body.len() + escapes;
                if length > limit {
                    let detail = format!(
                        "the response would have {length} bytes within an event, and {limit} pass; ask for fewer rows or columns"
                    );
                    return Err(Error::new(Code::ResponseTooLarge, detail));
                }
            }
            _ => {}
        }
        Ok(Finished(self.body))
    }
}

/// A body that may be sent.
pub(crate) struct Finished(Vec<u8>);

impl Finished {
    pub(crate) fn into_response(self) -> Response<Bytes> {
        with_body(self.0)
    }
}

/// How a row is laid out: for objects, with the names of its columns as they stand in JSON.
enum Layout {
    Arrays,
    Objects(Vec<Box<[u8]>>),
}

impl Layout {
    fn new(shape: Shape) -> Self {
        match shape {
            Shape::Arrays => Layout::Arrays,
            Shape::Objects => Layout::Objects(Vec::new()),
        }
    }

    /// Adds a column. An object holds each name once: a second column of the same name would be lost without a word.
    fn column(&mut self, json: &[u8], name: &str) -> Result<(), Error> {
        let Layout::Objects(keys) = self else { return Ok(()) };
        if keys.iter().any(|key| **key == *json) {
            let detail = format!("two columns are named `{name}`; name them apart with `as`, or ask for arrays");
            return Err(Error::new(Code::DuplicateColumn, detail));
        }
        keys.push(json.into());
        Ok(())
    }
}

/// A response with a JSON body.
pub(crate) fn response(body: &impl Serialize) -> Result<Response<Bytes>, Error> {
    let body = serde_json::to_vec(body).map_err(|error| Error::new(Code::Internal, error.to_string()))?;
    Ok(with_body(body))
}

fn with_body(body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
