//! What every format can do: one result after another, row by row.

use std::borrow::Cow;

use serde::Deserialize;

use crate::engine::{Finished, Row, Rows};
use crate::error::Error;

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
