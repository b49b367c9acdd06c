//! Rows in the form that the client asked for. An encoder only formats: how many rows there are is the business of
//! [`Rows`], how many bytes may be sent that of [`Body`].

mod body;
mod json;

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, Response};
use serde::Deserialize;

pub(crate) use body::{Body, Sealed};
pub(crate) use json::Json;

use crate::engine::{Finished, Row, Rows};
use crate::error::Error;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
}

impl Format {
    /// The format that a request's headers ask for. JSON is the only one so far: every `accept` gets it.
    pub(crate) fn negotiate(_headers: &HeaderMap) -> Self {
        Format::Json
    }

    fn content_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
        }
    }

    /// The response of a finished body.
    pub(crate) fn respond(self, body: Sealed) -> Response<Bytes> {
        body.into_response(self.content_type())
    }
}

/// How rows are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Shape {
    /// A row is an array, in the order of `columns`.
    #[default]
    Arrays,
    /// A row is an object, by the names of its columns.
    Objects,
}

/// Writes one result after another, in one format.
pub(crate) trait Encoder {
    /// Begins a result.
    fn begin<'c>(&mut self, columns: impl Iterator<Item = Cow<'c, str>>) -> Result<(), Error>;
    /// Writes a row of it.
    fn row(&mut self, row: &Row<'_>) -> Result<(), Error>;
    /// Ends it.
    fn end(&mut self, finished: Finished) -> Result<(), Error>;
}

/// Writes all that a statement returns, and ends the statement. A row is written before the next is made: nothing is
/// collected.
pub(crate) async fn encode(mut rows: Rows<'_, '_>, encoder: &mut impl Encoder) -> Result<(), Error> {
    encoder.begin(rows.columns())?;
    while let Some(row) = rows.next().await? {
        encoder.row(&row)?;
    }
    encoder.end(rows.finish().await?)
}
