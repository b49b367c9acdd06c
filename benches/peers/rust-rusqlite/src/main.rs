//! A minimal Lambda handler as a Rust developer would write it: `lambda_http`, and `rusqlite` with its bundled SQLite. The file
//! is opened read-only during init; statements are kept; rows go from SQLite's buffers into the JSON text.

use std::sync::Mutex;

use lambda_http::{Body, Error, Request, Response, run, service_fn};
use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement, ToSql};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Query {
    sql: String,
    #[serde(default)]
    params: Params,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Params {
    Positional(Vec<Value>),
    Named(serde_json::Map<String, Value>),
}

impl Default for Params {
    fn default() -> Self {
        Self::Positional(Vec::new())
    }
}

fn main() -> Result<(), Error> {
    let path = std::env::var("LIMBDA_DATABASE")?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags)?;
    database.set_prepared_statement_cache_capacity(128);
    let database = Mutex::new(database);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(service_fn(async |request| handle(&database, &request))))
}

fn handle(database: &Mutex<Connection>, request: &Request) -> Result<Response<Body>, Error> {
    if request.method() != "POST" || request.uri().path() != "/query" {
        return answer(404, r#"{"error":"no such path"}"#.to_owned());
    }
    let database = database.lock().map_err(|_| "a request panicked")?;
    match rows(&database, request.body()) {
        Ok(json) => answer(200, json),
        Err(error) => answer(400, serde_json::json!({ "error": error.to_string() }).to_string()),
    }
}

fn answer(status: u16, body: String) -> Result<Response<Body>, Error> {
    Ok(Response::builder().status(status).header("content-type", "application/json").body(body.into())?)
}

/// Runs the query, and writes the columns and the rows as they come.
fn rows(database: &Connection, body: &[u8]) -> Result<String, Error> {
    let query: Query = serde_json::from_slice(body)?;
    let mut statement = database.prepare_cached(&query.sql)?;
    let columns: Vec<_> = statement.column_names().collect();
    let mut json = br#"{"columns":"#.to_vec();
    serde_json::to_writer(&mut json, &columns)?;
    json.extend(br#","rows":["#);
    let columns = columns.len();
    bind(&mut statement, &query.params)?;
    let mut rows = statement.raw_query();
    let mut between = "";
    while let Some(row) = rows.next()? {
        json.extend(between.bytes());
        between = ",";
        for column in 0..columns {
            json.push(if column == 0 { b'[' } else { b',' });
            write(&mut json, row.get_ref(column)?)?;
        }
        json.push(b']');
    }
    json.extend(b"]}");
    Ok(String::from_utf8(json)?)
}

fn bind(statement: &mut Statement<'_>, params: &Params) -> Result<(), Error> {
    match params {
        Params::Positional(values) => {
            for (at, value) in values.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, Bound(value))?;
            }
        }
        Params::Named(values) => {
            for (name, value) in values {
                let index = statement.parameter_index(&format!(":{name}"))?;
                let index = index.ok_or_else(|| format!("no parameter :{name}"))?;
                statement.raw_bind_parameter(index, Bound(value))?;
            }
        }
    }
    Ok(())
}

fn write(json: &mut Vec<u8>, value: ValueRef<'_>) -> Result<(), Error> {
    Ok(match value {
        ValueRef::Null => serde_json::to_writer(json, &()),
        ValueRef::Integer(integer) => serde_json::to_writer(json, &integer),
        ValueRef::Real(real) => serde_json::to_writer(json, &real),
        ValueRef::Text(text) => serde_json::to_writer(json, std::str::from_utf8(text)?),
        ValueRef::Blob(bytes) => serde_json::to_writer(json, bytes),
    }?)
}

/// JSON's value as SQL's.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(match self.0 {
            Value::Null => SqlValue::Null,
            Value::Bool(bool) => SqlValue::Integer((*bool).into()),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => SqlValue::Integer(integer),
                (None, real) => real.map_or(SqlValue::Null, SqlValue::Real),
            },
            Value::String(text) => return Ok(ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))),
            nested => SqlValue::Text(nested.to_string()),
        }))
    }
}
