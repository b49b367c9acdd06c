//! Whatever comes, the function answers with a response that Lambda takes: fixtures and their SQL, damaged by chance, the same
//! chance in every run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on ends")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use events::{CASES, DEMO_DATABASE, Event, test};
use limbda::{Function, Heap, Settings, heap};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use query_core::{Code, FixedHost, Source};
use serde_json::{Value, json};

// A fixture is about the limit on memory: without one, WebAssembly has none left.
#[global_allocator]
static HEAP: Heap = heap();

/// How many of each kind. `HOSTILE_RUNS=100000 cargo test -p limbda --test hostile` goes on from there.
const RUNS: u32 = 2_000;

fn runs() -> u32 {
    std::env::var("HOSTILE_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS)
}

fn function() -> Function {
    let host =
        FixedHost::new(1_767_323_045_000).ticking(Duration::from_micros(100)).counting(|| HEAP.allocated() as u64);
    let settings =
        [("LIMBDA_MAX_VM_STEPS", "300000"), ("LIMBDA_MAX_ROWS", "1000"), ("LIMBDA_MAX_MEMORY_BYTES", "268435456")];
    let settings = Settings::from_vars(settings.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap();
    Function::open_now(Source::Bytes(Bytes::from_static(DEMO_DATABASE)), settings, host).unwrap()
}

/// Sends what is generated, and looks at every answer: each of `expected` has to come, or it is not hostile enough, and not
/// friendly enough either. In the end nothing has changed, and a good request is answered.
fn check(expected: &[&str], events: impl Strategy<Value = Vec<u8>>) {
    let function = function();
    let seen = RefCell::new(BTreeSet::new());
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let config = Config { cases: runs(), failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let outcome = TestRunner::new_with_rng(config, seed).run(&events, |event| {
        let answer = function.invoke_now(&event);
        let looked = look_at(answer.json.get()).map(|code| seen.borrow_mut().insert(code));
        let fail = |text| TestCaseError::fail(format!("{text}\nevent: {}", String::from_utf8_lossy(&event)));
        looked.map(drop).map_err(fail)
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let seen = seen.into_inner();
    assert!(expected.iter().all(|code| seen.contains(code)), "expected {expected:?}, seen {seen:?}");
    let count = Event::post("/query").json(json!({"sql": "select count(*) from flights"})).http_api();
    let answer = function.invoke_now(count.as_bytes());
    assert!(answer.json.get().contains("[[27004]]"));
}

/// The code in it, where Lambda takes it and an error in it is one of ours.
fn look_at(json: &str) -> Result<&'static str, String> {
    if json.len() > 6 * 1024 * 1024 {
        return Err(format!("{} bytes", json.len()));
    }
    let response: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let status = response["statusCode"].as_u64().ok_or("no status")?;
    let body = response["body"].as_str().ok_or("no body")?;
    let body = match response["isBase64Encoded"] {
        Value::Bool(true) => STANDARD.decode(body).map_err(|error| error.to_string())?,
        Value::Bool(false) => body.as_bytes().to_vec(),
        _ => return Err("no word on base64".to_owned()),
    };
    let body: Value = serde_json::from_slice(&body).map_err(|error| format!("the body: {error}"))?;
    if status == 200 {
        return Ok("ok");
    }
    let code = Code::ALL.iter().find(|code| code.as_str() == body["code"]).ok_or("no documented code")?;
    if u64::from(code.status().as_u16()) != status || body["status"] != status {
        return Err(format!("the status is {status}: {body}"));
    }
    match code {
        Code::Internal | Code::DatabaseUnreadable => Err(format!("it broke: {body}")),
        code => Ok(code.as_str()),
    }
}

/// A place in something, whatever its length is: the same one on a machine of 32 bits.
#[derive(Clone, Copy, Debug)]
struct Place(u32);

impl Place {
    fn index(self, length: usize) -> usize {
        self.0 as usize % length
    }
}

fn place() -> impl Strategy<Value = Place> {
    any::<u32>().prop_map(Place)
}

fn fixture() -> impl Strategy<Value = &'static str> {
    select(CASES.iter().map(|case| case.event).collect::<Vec<_>>())
}

/// The SQL of a fixture that has some.
fn sql() -> impl Strategy<Value = String> {
    let of = |event: &str| {
        let event: Value = serde_json::from_str(event).ok()?;
        let body: Value = serde_json::from_str(event["body"].as_str()?).ok()?;
        Some(body["sql"].as_str()?.to_owned())
    };
    select(CASES.iter().filter_map(|case| of(case.event)).collect::<Vec<_>>())
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        sql().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key =
            select(vec!["sql", "params", "shape", "statements", "base64", "float", "headers", "requestContext", "x"]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((key, inner), 0..4)
                .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// Bytes cut out, doubled, changed.
fn damaged(text: String, edits: Vec<(Place, Place, u8, u8)>) -> Vec<u8> {
    let mut bytes = text.into_bytes();
    for (at, length, how, byte) in edits {
        let start = at.index(bytes.len() + 1);
        let end = start + length.index(bytes.len() - start + 1).min(24);
        let cut: Vec<_> = bytes[start..end].to_vec();
        match how % 4 {
            0 => drop(bytes.drain(start..end)),
            1 => drop(bytes.splice(start..start, cut)),
            2 => bytes.insert(start, byte),
            _ => drop(bytes.splice(start..end, [byte])),
        }
    }
    bytes
}

fn edits() -> impl Strategy<Value = Vec<(Place, Place, u8, u8)>> {
    vec((place(), place(), any::<u8>(), any::<u8>()), 1..6)
}

/// Puts a value in the place of one of an event's own, wherever that is.
fn replaced(event: &str, at: Place, with: Value) -> Vec<u8> {
    fn places(value: &Value, path: String, all: &mut Vec<String>) {
        all.push(path.clone());
        let children: Vec<(String, &Value)> = match value {
            Value::Object(map) => {
                map.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
            }
            Value::Array(items) => items.iter().enumerate().map(|(i, value)| (i.to_string(), value)).collect(),
            _ => Vec::new(),
        };
        for (key, value) in children {
            places(value, format!("{path}/{key}"), all);
        }
    }
    let Ok(mut event) = serde_json::from_str::<Value>(event) else { return event.as_bytes().to_vec() };
    let mut all = Vec::new();
    places(&event, String::new(), &mut all);
    if let Some(place) = event.pointer_mut(&all[at.index(all.len())]) {
        *place = with;
    }
    event.to_string().into_bytes()
}

/// Words put where words were: more of it is SQL than of damaged bytes.
fn reworded(sql: String, edits: Vec<(Place, Place, &'static str)>) -> String {
    let mut words: Vec<String> = sql.split_inclusive([' ', '(', ',']).map(str::to_owned).collect();
    for (at, length, word) in edits {
        let start = at.index(words.len() + 1);
        let end = start + length.index(words.len() - start + 1).min(3);
        words.splice(start..end, [format!("{word} ")]);
    }
    words.concat()
}

const WORDS: &[&str] = &[
    "select",
    "from flights",
    "where",
    "group by",
    "order by 1",
    "limit 3",
    "union all",
    "(",
    ")",
    ",",
    "*",
    "null",
    "-1",
    "9e999",
    "x'00'",
    "'a'",
    "?",
    "?9",
    ":a",
    "@a",
    "$a",
    "cast(",
    "as text)",
    "count(*)",
    "over (",
    "partition by",
    "with c as (",
    "recursive",
    "join airports",
    "left join",
    "using (carrier)",
    "in (",
    "between 1 and",
    "like '%'",
    "glob '*'",
    "exists (",
    "case when",
    "then",
    "else",
    "end",
    "json('[')",
    "json_each('[1]')",
    "char(0)",
    "zeroblob(9)",
    "printf('%s',",
    "abs(",
    ";",
    "--",
    "/*",
    "explain",
    "pragma table_info(flights)",
    "values (1)",
    "collate nocase",
    "distinct",
    "insert into airlines",
    "delete from airlines",
    "create table t(a)",
    "datetime('now',",
    "generate_series(1, 9)",
    "rowid",
    "is not",
    "not",
    "\"",
    "[",
];

#[test]
fn bytes() {
    check(&["invalid-event"], vec(any::<u8>(), 0..200));
}

#[test]
fn json_of_any_shape() {
    check(&["invalid-event"], json_value().prop_map(|value| value.to_string().into_bytes()));
}

#[test]
fn fixtures_with_damaged_bytes() {
    check(
        &["ok", "invalid-event", "invalid-body", "sql-syntax", "not-found"],
        (fixture(), edits()).prop_map(|(event, edits)| damaged(event.to_owned(), edits)),
    );
}

#[test]
fn fixtures_with_other_values() {
    check(
        &["ok", "invalid-event", "invalid-body", "invalid-json", "sql-error"],
        (fixture(), place(), json_value()).prop_map(|(event, at, with)| replaced(event, at, with)),
    );
}

#[test]
fn bodies_of_any_shape() {
    let path = select(vec!["/query", "/batch", "/schema", "/health"]);
    let part = |key: &'static str, often: f64, value: BoxedStrategy<Value>| {
        proptest::option::weighted(often, value).prop_map(move |value| value.map(|value| (key.to_owned(), value)))
    };
    let sql = || prop_oneof![9 => sql().prop_map(Value::from), 1 => json_value()].boxed();
    let statement = sql().prop_map(|sql| json!({ "sql": sql }));
    let statements = vec(prop_oneof![4 => statement, 1 => json_value()], 0..4).prop_map(Value::from).boxed();
    let shape = prop_oneof![Just(json!("arrays")), Just(json!("objects")), json_value()].boxed();
    let body = (
        part("sql", 0.8, sql()),
        part("params", 0.3, json_value().boxed()),
        part("shape", 0.2, shape),
        part("statements", 0.4, statements),
        part("x", 0.05, json_value().boxed()),
    );
    let body = body.prop_map(|(a, b, c, d, e)| [a, b, c, d, e].into_iter().flatten().collect::<Value>());
    let body = prop_oneof![9 => body, 1 => json_value()];
    check(
        &["ok", "invalid-body", "invalid-parameter", "sql-error"],
        (path, body).prop_map(|(path, body)| Event::post(path).json(body).http_api().into_bytes()),
    );
}

#[test]
fn sql_with_other_words() {
    let edits = vec((place(), place(), select(WORDS)), 0..8);
    check(
        &["ok", "sql-error", "sql-syntax", "read-only", "invalid-parameter"],
        (sql(), edits, json_value()).prop_map(|(sql, edits, params)| {
            let mut body = json!({ "sql": reworded(sql, edits) });
            if params.is_array() || params.is_object() {
                body["params"] = params;
            }
            Event::post("/query").json(body).http_api().into_bytes()
        }),
    );
}

#[test]
fn sql_with_damaged_bytes() {
    check(
        &["ok", "sql-error", "sql-syntax", "multiple-statements"],
        (sql(), edits()).prop_map(|(sql, edits)| {
            let sql = String::from_utf8_lossy(&damaged(sql, edits)).into_owned();
            Event::post("/query").json(json!({ "sql": sql })).http_api().into_bytes()
        }),
    );
}
