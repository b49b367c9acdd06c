//! The service: a request in, a response out, and nothing else.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{Request, StatusCode};
use query_core::{Access, Config, FixedHost, Limits, Service, Source, Tokens};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::answer::{Answer, Database, Failure, Value};

/// 2026-01-02T03:04:05Z: when it is, for SQL.
pub const NOW_MS: u64 = 1_767_323_045_000;

/// A token that may write, and its digest.
const WRITER: &str = "demo-write-token";
const WRITER_DIGEST: &str = "66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624";

/// The service, asked over its HTTP interface.
pub struct Limbo(Service);

impl Limbo {
    /// The service on the bytes of a database; on none, on an empty one.
    ///
    /// # Errors
    /// The database cannot be opened.
    pub fn open(bytes: &'static [u8]) -> Result<Self, Failure> {
        Self::with(Bytes::from_static(bytes), Access::Write)
    }

    /// The service on the bytes of a database, for reading only.
    ///
    /// # Errors
    /// The database cannot be opened.
    pub fn reading(bytes: Vec<u8>) -> Result<Self, Failure> {
        Self::with(bytes.into(), Access::Read)
    }

    fn with(bytes: Bytes, access: Access) -> Result<Self, Failure> {
        let tokens = Tokens::parse(&format!("write:{WRITER_DIGEST}")).map_err(fail)?;
        let limits = Limits { rows: 1_000_000, response_bytes: usize::MAX, ..Limits::default() };
        let tokens = if access == Access::Write { tokens } else { Tokens::default() };
        let config = Config { access, tokens, limits, ..Config::default() };
        let source = Source::Bytes(bytes);
        Ok(Self(Service::open_now(source, config, FixedHost::new(NOW_MS)).map_err(fail)?))
    }

    /// Gets a path: the status, and the response's body.
    ///
    /// # Errors
    /// There is no such path.
    pub fn get(&self, path: &str) -> Result<(StatusCode, Bytes), Failure> {
        let request = Request::get(path).header("authorization", format!("Bearer {WRITER}"));
        let response = self.0.handle_now(&request.body(Bytes::new()).map_err(fail)?).response;
        Ok((response.status(), response.into_body()))
    }

    /// Posts a body: the status, and the response's body.
    ///
    /// # Errors
    /// There is no such path.
    pub fn post(&self, path: &str, body: String) -> Result<(StatusCode, Bytes), Failure> {
        let request = Request::post(path).header("authorization", format!("Bearer {WRITER}"));
        let response = self.0.handle_now(&request.body(body.into()).map_err(fail)?).response;
        Ok((response.status(), response.into_body()))
    }
}

impl Limbo {
    /// The database's file, with everything that was written to it.
    ///
    /// # Errors
    /// The service cannot give it.
    pub fn export(&self) -> Result<Bytes, Failure> {
        Ok(query_core::drive(self.0.export()).map_err(fail)?.unwrap_or_default())
    }
}

impl Database for Limbo {
    const NAME: &'static str = "limbo";

    fn run(&mut self, sql: &str) -> Result<Answer, Failure> {
        let (status, body) = self.post("/query", json!({ "sql": sql }).to_string())?;
        if status != StatusCode::OK {
            let Problem { code, detail } = serde_json::from_slice(&body).map_err(fail)?;
            return Err(Failure(format!("{code}: {detail}")));
        }
        let Body { columns, rows, truncated: false, rows_affected } = serde_json::from_slice(&body).map_err(fail)?
        else {
            return Err(Failure("the answer is cut off".into()));
        };
        let rows =
            rows.iter().map(|row| row.iter().map(|json| value(json.get())).collect()).collect::<Result<_, _>>()?;
        Ok(Answer { columns, rows, affected: rows_affected })
    }
}

/// The body of a response that has not failed.
#[derive(Deserialize)]
struct Body {
    columns: Vec<String>,
    rows: Vec<Vec<Box<RawValue>>>,
    truncated: bool,
    rows_affected: u64,
}

/// The body of one that has.
#[derive(Deserialize)]
struct Problem {
    code: String,
    detail: String,
}

/// A value, read back from its form in JSON: a number with a point or an exponent is a REAL.
fn value(json: &str) -> Result<Value, Failure> {
    match json.as_bytes() {
        b"null" => Ok(Value::Null),
        [b'"', ..] => serde_json::from_str(json).map(Value::Text).map_err(fail),
        [b'{', ..] => object(json),
        number if number.iter().any(|byte| b".eE".contains(byte)) => json.parse().map(Value::Real).map_err(fail),
        _ => json.parse().map(Value::Integer).map_err(fail),
    }
}

/// What JSON has no form of its own for.
fn object(json: &str) -> Result<Value, Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Object {
        Base64(String),
        Float(String),
    }
    match serde_json::from_str(json).map_err(fail)? {
        Object::Base64(blob) => BASE64_STANDARD.decode(blob).map(Value::Blob).map_err(fail),
        Object::Float(float) => match float.as_str() {
            "Infinity" => Ok(Value::Real(f64::INFINITY)),
            "-Infinity" => Ok(Value::Real(f64::NEG_INFINITY)),
            other => Err(Failure(format!("no such float: {other}"))),
        },
    }
}

fn fail(error: impl std::fmt::Display) -> Failure {
    Failure(error.to_string())
}
