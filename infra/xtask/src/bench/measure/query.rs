//! What servers and the engines of a page are asked: the queries of benches/queries.json that have rows.

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::shell;

/// The file, seen from the root; JavaScript reads it too.
pub(super) const FILE: &str = "benches/queries.json";

/// The database they are asked of, seen from the root.
pub(super) const DATABASE: &str = "events/data/nycflights.db";

/// A query.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    pub(super) name: String,
    pub(super) sql: String,
    pub(super) params: Vec<Value>,
    /// How many rows answer it; none where the answer is an error.
    pub(super) rows: Option<usize>,
}

/// All of them, in order.
pub(super) fn all() -> Result<Vec<Query>> {
    let text = fs::read_to_string(shell::root().join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
    let queries: Vec<Query> = serde_json::from_str(&text).with_context(|| format!("cannot read {FILE}"))?;
    Ok(queries.into_iter().filter(|query| query.rows.is_some()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_the_lookup_that_starts_are_measured_by() {
        let queries = all().unwrap();
        assert_eq!(queries[0].name, "lookup");
        assert!(queries.iter().all(|query| query.sql.matches('?').count() == query.params.len()), "{queries:?}");
    }
}
