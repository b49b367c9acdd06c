//! Events become requests: one table for each thing that triggers do differently.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod claims;
mod foreign;
mod message;
mod uri;

use events::test;
use http::Request;
use limbda::{Event, Trigger};
use query_core::Code;
use serde_json::{Value, json};

/// What becomes of an event, as text: the request as HTTP writes it, its headers by name; or the error.
fn request(event: &Value, base_path: &str) -> String {
    match Event::parse(event.to_string().as_bytes()).and_then(|event| event.into_request(base_path)) {
        Ok(request) => text(&request),
        Err(error) => {
            assert_eq!(error.code(), Code::InvalidEvent);
            format!("error: {}", error.detail())
        }
    }
}

fn text(request: &Request<bytes::Bytes>) -> String {
    let mut lines = vec![format!("{} {}", request.method(), request.uri())];
    let mut headers: Vec<_> = request.headers().iter().collect();
    headers.sort_by_key(|(name, _)| name.as_str());
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))));
    if !request.body().is_empty() {
        lines.push(String::new());
        lines.push(String::from_utf8_lossy(request.body()).into_owned());
    }
    lines.join("\n")
}

#[track_caller]
fn check(event: &Value, expected: &str) {
    check_behind("", event, expected);
}

#[track_caller]
fn check_behind(base_path: &str, event: &Value, expected: &str) {
    assert_eq!(request(event, base_path), expected, "{event:#}");
}

/// A GET as payload 2.0, through a stage.
fn http_api(path: &str, query: &str, stage: &str) -> Value {
    let context = json!({"http": {"method": "GET", "path": path}, "stage": stage});
    json!({"version": "2.0", "rawPath": path, "rawQueryString": query, "headers": {}, "requestContext": context})
}

/// A GET of a REST API, through a stage.
fn rest_api(path: &str, context_path: &str, stage: &str) -> Value {
    let context = json!({"httpMethod": "GET", "path": context_path, "stage": stage});
    json!({"httpMethod": "GET", "path": path, "headers": {}, "requestContext": context})
}

fn load_balancer(path: &str) -> Value {
    json!({"requestContext": {"elb": {"targetGroupArn": "arn"}}, "httpMethod": "GET", "path": path})
}

fn with(mut event: Value, field: &str, value: Value) -> Value {
    event[field] = value;
    event
}

#[test]
fn one_request_is_the_same_through_every_trigger() {
    let event =
        events::Event::post("/query").query("tag=a%20b&tag=c").cookie("session=1").json(json!({"sql": "select 1"}));
    let all = [
        event.http_api(),
        event.clone().stage("prod").http_api(),
        event.function_url(),
        event.rest_api(),
        event.load_balancer_multi_value(),
        event.clone().base64().http_api(),
    ];
    for json in all {
        let request = Event::parse(json.as_bytes()).and_then(|event| event.into_request("")).expect(&json);
        assert_eq!(request.method(), "POST", "{json}");
        assert_eq!(request.uri().path_and_query().map(|p| p.as_str()), Some("/query?tag=a%20b&tag=c"), "{json}");
        assert_eq!(request.headers()["content-type"], "application/json", "{json}");
        assert_eq!(request.headers()["cookie"], "session=1", "{json}");
        assert_eq!(request.body(), r#"{"sql":"select 1"}"#, "{json}");
    }
}

#[test]
fn the_kind_is_in_the_fields() {
    let kinds = [
        (http_api("/", "", "$default"), Trigger::HttpApi),
        // Local emulators add it.
        (with(http_api("/", "", "$default"), "httpMethod", json!("GET")), Trigger::HttpApi),
        (rest_api("/", "/prod/", "prod"), Trigger::RestApi),
        (with(rest_api("/", "/prod/", "prod"), "version", json!("1.0")), Trigger::RestApi),
        (load_balancer("/"), Trigger::LoadBalancer),
    ];
    for (event, trigger) in kinds {
        assert_eq!(Event::parse(event.to_string().as_bytes()).map(|event| event.trigger()), Ok(trigger), "{event:#}");
    }
}

#[test]
fn the_time_is_the_gateways() {
    #[track_caller]
    fn check(event: &Value, expected: Option<u64>) {
        assert_eq!(Event::parse(event.to_string().as_bytes()).expect("an event").time(), expected, "{event:#}");
    }
    let context = |field: &str, time: Value| {
        let mut event = http_api("/", "", "");
        event["requestContext"][field] = time;
        event
    };
    check(&context("timeEpoch", json!(1_770_110_127_413_u64)), Some(1_770_110_127_413));
    check(&context("requestTimeEpoch", json!(1_770_110_127_413_u64)), Some(1_770_110_127_413));
    // SAM's local HTTP API gives seconds.
    check(&context("timeEpoch", json!(1_770_110_127)), Some(1_770_110_127_000));
    check(&context("timeEpoch", json!(-1)), Some(0));
    check(&context("timeEpoch", Value::Null), None);
    let trace = |field: &str, trace: Value| with(load_balancer("/"), field, json!({ "X-Amzn-Trace-Id": trace }));
    check(&trace("headers", json!("Root=1-6981bcaf-0123456789abcdef01234567")), Some(1_770_110_127_000));
    check(
        &trace("headers", json!("Self=1-00000000-0;Root=1-6981bcaf-0123456789abcdef01234567")),
        Some(1_770_110_127_000),
    );
    check(&trace("multiValueHeaders", json!(["Root=1-6981bcaf-0123456789abcdef01234567"])), Some(1_770_110_127_000));
    for broken in ["", "Root=1-", "Root=1-6981bc", "Root=1-6981bcéa-0", "Root=1-xxxxxxxx-0"] {
        check(&trace("headers", json!(broken)), None);
    }
    check(&load_balancer("/"), None);
}

#[test]
fn the_request_id_is_the_gateways() {
    let id = |event: &str| Event::parse(event.as_bytes()).expect("an event").request_id().map(str::to_owned);
    let event = events::Event::get("/health");
    assert_eq!(id(&event.http_api()).as_deref(), Some("JKJaXmPLvHcESHA="));
    assert_eq!(id(&event.load_balancer()), None);
}

#[test]
fn the_recorded_cases_agree() {
    for case in events::CASES.iter().filter(|case| !case.response.is_empty()) {
        let base_path = case.variables().expect(case.name).remove("LIMBDA_BASE_PATH").unwrap_or_default();
        let request = Event::parse(case.event.as_bytes()).and_then(|event| event.into_request(&base_path));
        let refused = case.response.contains(Code::InvalidEvent.as_str());
        assert_eq!(request.is_err(), refused, "events/cases/{}: {request:?}", case.name);
    }
}
