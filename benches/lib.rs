//! What the benches share: the queries and their right answers, the stacks to measure, samples, and figures for a reader.

pub mod figure;
mod sample;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use sample::{Metric, Samples, Summaries, Summary};

use events::Event;
use serde::Deserialize;
use serde_json::{Value, json};

/// A query from `queries.json`, which every stack is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Its name in reports.
    pub name: String,
    /// One statement.
    pub sql: String,
    /// Its parameters, by position.
    pub params: Vec<Value>,
    /// How many rows it returns, from the demo database and from the whole year's; `None` where the answer is an error, 400.
    pub rows: Option<usize>,
}

impl Query {
    /// Every query.
    ///
    /// # Errors
    /// The file is of another shape.
    pub fn all() -> serde_json::Result<Vec<Self>> {
        serde_json::from_str(include_str!("queries.json"))
    }

    /// The body of the request.
    pub fn body(&self) -> Value {
        json!({"sql": self.sql, "params": self.params})
    }

    /// This query in more texts than a connection keeps statements: by the time a text comes back, its statement is gone.
    pub fn variants(&self) -> Vec<Self> {
        (0..256).map(|i| Self { sql: format!("{} /* {i:03} */", self.sql), ..self.clone() }).collect()
    }

    /// The request as an HTTP API's event, payload format 2.0.
    pub fn event(&self) -> String {
        Event::post("/query").json(self.body()).http_api()
    }

    /// The rows in a function's response, as it returned it to Lambda; null for an error.
    ///
    /// # Errors
    /// The response has the wrong shape, status or number of rows.
    pub fn rows_of(&self, answer: &[u8]) -> Result<Value, String> {
        let wrong = |what: &str| {
            let start: String = String::from_utf8_lossy(answer).chars().take(300).collect();
            format!("query `{}`: {what}: {start}", self.name)
        };
        let response: Value = serde_json::from_slice(answer).map_err(|error| wrong(&error.to_string()))?;
        let status = response["statusCode"].as_u64();
        let Some(rows) = self.rows else {
            return if status == Some(400) { Ok(Value::Null) } else { Err(wrong("the status is not 400")) };
        };
        if status != Some(200) {
            return Err(wrong("the status is not 200"));
        }
        let body = response["body"].as_str().ok_or_else(|| wrong("the body is not text"))?;
        let mut body: Value = serde_json::from_str(body).map_err(|error| wrong(&error.to_string()))?;
        match body["rows"].as_array().map(Vec::len) {
            Some(count) if count == rows => Ok(body["rows"].take()),
            _ => Err(wrong(&format!("there are not {rows} rows"))),
        }
    }
}

/// Whether two stacks return the same rows: numbers compare by value, because JavaScript writes the real 1.0 as 1.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

/// The demo database.
pub const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/data/nycflights.db");

/// The stacks that run under Lambda's Runtime API: each folder of `benches/peers` with a `bootstrap`, by name.
///
/// # Errors
/// The folder cannot be read.
pub fn peers() -> io::Result<Vec<(String, PathBuf)>> {
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers"))?;
    let mut peers = Vec::new();
    for folder in folders.collect::<Result<Vec<_>, _>>()? {
        let bootstrap = folder.path().join("bootstrap");
        // A link whose target `setup` has yet to build counts.
        if bootstrap.symlink_metadata().is_ok() {
            peers.push((folder.file_name().to_string_lossy().into_owned(), bootstrap));
        }
    }
    peers.sort_unstable();
    Ok(peers)
}

/// Cargo's target folder, which also takes the samples: three folders up from a bench's binary.
pub fn target_dir() -> PathBuf {
    let binary = std::env::current_exe().unwrap_or_default();
    binary.ancestors().nth(3).map_or_else(|| "target".into(), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_peer_can_be_installed() {
        let peers = peers().unwrap();
        assert!(peers.iter().any(|(name, _)| name == "rust-rusqlite"), "{peers:?}");
        assert!(peers.iter().all(|(_, bootstrap)| bootstrap.with_file_name("setup").is_file()), "{peers:?}");
    }

    #[test]
    fn one_asks_what_a_fixture_asks() {
        let queries = Query::all().unwrap();
        let fixture = events::Case::find("query-by-primary-key").unwrap();
        let fixture: Value = serde_json::from_str(fixture.event).unwrap();
        let body: Value = serde_json::from_str(fixture["body"].as_str().unwrap()).unwrap();
        assert_eq!(queries[0].body(), body);
    }

    #[test]
    fn a_wrong_answer_is_found() {
        let query = Query { name: "q".to_owned(), sql: String::new(), params: Vec::new(), rows: Some(1) };
        let answer = |status: u16, body: &str| json!({"statusCode": status, "body": body}).to_string();
        assert_eq!(query.rows_of(answer(200, r#"{"rows":[[1]]}"#).as_bytes()), Ok(json!([[1]])));
        for wrong in [answer(200, r#"{"rows":[]}"#), answer(500, r#"{"rows":[[1]]}"#), answer(200, ""), String::new()] {
            assert!(query.rows_of(wrong.as_bytes()).is_err(), "{wrong}");
        }
        let error = Query { rows: None, ..query };
        assert_eq!(error.rows_of(answer(400, "").as_bytes()), Ok(Value::Null));
        assert!(error.rows_of(answer(200, "").as_bytes()).is_err());
    }

    #[test]
    fn numbers_are_the_same_by_value() {
        assert!(same(&json!([[1.0, "a", null]]), &json!([[1, "a", null]])));
        for (one, other) in [(json!([1]), json!([2])), (json!([1]), json!([1, 1])), (json!("1"), json!(1))] {
            assert!(!same(&one, &other), "{one} {other}");
        }
    }
}
