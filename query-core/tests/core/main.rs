//! The service as its callers see it: HTTP requests in, HTTP responses out, on a database in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on ends")]

mod access;
mod batch;
mod builtins;
mod coop;
#[cfg(panic = "unwind")]
mod damage;
mod errors;
mod export;
mod functions;
mod left_out;
mod limits;
mod params;
mod policy;
mod schema;
mod statements;
mod values;
mod writes;

use std::time::Duration;

use bytes::Bytes;
use events::test;
use http::{Method, Request, Response};
use query_core::{
    Access, Answer, ClaimScopes, Claims, Config, FixedHost, Limits, Service, Source, Tokens, Usage, drive,
};
use serde_json::{Value, json};

/// 2026-01-02T03:04:05Z
const NOW_MS: u64 = 1_767_323_045_000;

/// A token that may write, and its digest.
const WRITER: &str = "demo-write-token";
const WRITER_DIGEST: &str = "66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624";

fn host() -> FixedHost {
    FixedHost::new(NOW_MS).ticking(Duration::from_micros(100))
}

/// A service on an empty database in memory: everyone reads, the writer's token writes.
fn service() -> Service {
    service_with(Limits::default())
}

fn service_with(limits: Limits) -> Service {
    let tokens = Tokens::parse(&format!("read:*,write:{WRITER_DIGEST}")).unwrap();
    let config = Config { access: Access::Write, tokens, limits, ..Config::default() };
    Service::open_now(Source::Bytes(Bytes::new()), config, host()).unwrap()
}

/// A service on a small database of two tables.
fn shop() -> Service {
    let service = service();
    run(&service, "create table item(id integer primary key, name text not null unique, price real)");
    run(&service, "create table sale(id integer primary key, item integer references item(id), n integer)");
    run(&service, "insert into item(name, price) values ('tea', 2.5), ('bread', 3.0), ('salt', null)");
    run(&service, "insert into sale(item, n) values (1, 2), (1, 3), (2, 1)");
    service
}

fn send(service: &Service, method: Method, path: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    answer(service, method, path, body).response
}

fn answer(service: &Service, method: Method, path: &str, body: impl Into<Bytes>) -> Answer {
    let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {WRITER}"));
    service.handle_now(&request.body(body.into()).unwrap())
}

fn post(service: &Service, path: &str, body: &Value) -> Response<Bytes> {
    send(service, Method::POST, path, body.to_string())
}

fn body(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// Runs a statement that must succeed.
#[track_caller]
fn run(service: &Service, sql: &str) -> Value {
    query(service, &json!({ "sql": sql }))
}

#[track_caller]
fn query(service: &Service, request: &Value) -> Value {
    let response = post(service, "/query", request);
    assert_eq!(response.status(), 200, "{request}: {:?}", response.body());
    body(&response)
}

/// The rows of a statement that must succeed.
#[track_caller]
fn rows(service: &Service, sql: &str) -> Value {
    run(service, sql)["rows"].clone()
}

/// What a request costs.
#[track_caller]
fn usage(service: &Service, request: &Value) -> Usage {
    answer(service, Method::POST, "/query", request.to_string()).usage
}

/// A request that must fail with this code, and with this in its text.
#[track_caller]
fn fails(service: &Service, path: &str, request: &Value, code: &str, text: &str) -> Value {
    let response = post(service, path, request);
    let problem = body(&response);
    assert_eq!(problem["code"], code, "{request}: {problem}");
    assert_eq!(problem["status"], response.status().as_u16());
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(text), "{request}: {detail}");
    problem
}
