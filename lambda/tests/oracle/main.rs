//! `lambda_http` is the oracle: of an event and of a response it makes what we make of them, but for the differences that
//! `differences.rs` names.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::expect_used, clippy::panic, reason = "a helper of a test fails the test")]

mod differences;
mod generate;
mod theirs;

use std::cell::Cell;
use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use limbda::{Event, Trigger, encode};
use percent_encoding::percent_decode_str;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::Value;

use differences::{EVENTS, RESPONSES};

/// How many events, and how many responses, are generated: the same ones in every run.
const GENERATED: u32 = 3_000;

/// A request, so that two are equal if they mean the same.
#[derive(Debug, PartialEq)]
struct Seen {
    method: String,
    scheme: Option<String>,
    authority: Option<String>,
    path: String,
    query: Query,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Payload 2.0 has the query as it was sent; the others have its parts, which `lambda_http` brings in any order.
#[derive(Debug, PartialEq)]
enum Query {
    Sent(Option<String>),
    Parts(BTreeMap<String, Vec<String>>),
}

fn seen<B: AsRef<[u8]>>(trigger: Trigger, request: &Request<B>) -> Seen {
    let uri = request.uri();
    Seen {
        method: request.method().to_string(),
        scheme: uri.scheme_str().map(str::to_owned),
        authority: uri.authority().map(|authority| authority.as_str().to_ascii_lowercase()),
        path: uri.path().to_owned(),
        query: match trigger {
            Trigger::HttpApi => Query::Sent(uri.query().map(str::to_owned)),
            Trigger::RestApi | Trigger::LoadBalancer => Query::Parts(parts(uri.query().unwrap_or_default())),
        },
        headers: request.headers().clone(),
        body: request.body().as_ref().to_vec(),
    }
}

fn parts(query: &str) -> BTreeMap<String, Vec<String>> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let mut parts = BTreeMap::<_, Vec<_>>::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        parts.entry(decode(name)).or_default().push(decode(value));
    }
    parts
}

fn ours(event: &str) -> Result<(Trigger, Request<Bytes>), query_core::Error> {
    let event = Event::parse(event.as_bytes())?;
    Ok((event.trigger(), event.into_request("")?))
}

/// The event as `lambda_http` has to get it, so that it sees the request that we see.
fn rewritten(event: &Value) -> Value {
    let mut event = event.clone();
    EVENTS.iter().filter_map(|difference| difference.rewrite).for_each(|rewrite| rewrite(&mut event));
    event
}

/// Compares both on one event; says whether there was an answer to compare with.
fn agree(event: &Value) -> Result<bool, String> {
    let ours = ours(&event.to_string());
    let Ok(theirs) = theirs::request(&rewritten(event).to_string()) else { return Ok(false) };
    let (trigger, ours) = ours.map_err(|error| format!("we refuse it: {error}\n{event:#}"))?;
    let (ours, theirs) = (seen(trigger, &ours), seen(trigger, &theirs));
    if ours == theirs { Ok(true) } else { Err(format!("ours: {ours:#?}\ntheirs: {theirs:#?}\n{event:#}")) }
}

/// Compares both on one response; says whether there was an answer to compare with.
fn agree_on_response(event: &str, response: &Response<Bytes>) -> Result<bool, String> {
    let Ok(theirs) = theirs::response(event, response.clone()) else { return Ok(false) };
    let (trigger, _) = ours(event).map_err(|error| error.to_string())?;
    let ours = encode(trigger, response.clone()).to_string();
    if ours == theirs { Ok(true) } else { Err(format!("ours: {ours}\ntheirs: {theirs}")) }
}

/// Runs a property on all that is generated; returns how often there was an answer to compare with.
fn for_all<S: Strategy>(values: &S, property: impl Fn(S::Value) -> Result<bool, String>) -> u32 {
    let config = Config { cases: GENERATED, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let answered = Cell::new(0);
    let run = runner.run(values, |value| {
        answered.set(answered.get() + u32::from(property(value).map_err(TestCaseError::fail)?));
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    answered.get()
}

fn event_of(trigger: Trigger) -> String {
    let event = events::Event::get("/query");
    match trigger {
        Trigger::HttpApi => event.http_api(),
        Trigger::RestApi => event.rest_api(),
        Trigger::LoadBalancer => event.load_balancer(),
    }
}

#[test]
fn fixtures_are_seen_alike() {
    let mut answered = 0;
    for case in events::CASES {
        let event = serde_json::from_str(case.event).expect(case.name);
        answered += u32::from(agree(&event).unwrap_or_else(|text| panic!("events/cases/{}: {text}", case.name)));
    }
    assert!(answered > 100, "{answered} fixtures were compared");
}

#[test]
fn generated_events_are_seen_alike() {
    let answered = for_all(&generate::event(), |event| agree(&event));
    assert!(answered > GENERATED * 8 / 10, "{answered} of {GENERATED} events were compared");
}

#[test]
fn generated_responses_are_encoded_alike() {
    for trigger in [Trigger::HttpApi, Trigger::RestApi, Trigger::LoadBalancer] {
        let event = event_of(trigger);
        let answered = for_all(&generate::response(), |response| agree_on_response(&event, &response));
        assert_eq!(answered, GENERATED);
    }
}

/// Where `lambda_http` panics, a request or an error is made, and nothing else happens.
#[test]
fn what_it_panics_on_is_answered() {
    for (event, expected) in [
        (
            r#"{"version":"2.0","rawPath":"/","body":"{}","isBase64Encoded":true,"requestContext":{"http":{"method":"POST"}}}"#,
            Err("`body` is not valid base64, although `isBase64Encoded` is true"),
        ),
        (
            r#"{"version":"2.0","rawPath":"/","rawQueryString":"a=b c","requestContext":{"http":{"method":"GET"}}}"#,
            Ok("/?a=b%20c"),
        ),
        (
            r#"{"version":"2.0","rawPath":"/","headers":{"host":"a b"},"requestContext":{"http":{"method":"GET"}}}"#,
            Ok("/"),
        ),
        (
            r#"{"version":"2.0","rawPath":"/","headers":{"host":"a.example","x-forwarded-proto":"https, http"},"requestContext":{"http":{"method":"GET"}}}"#,
            Ok("https://a.example/"),
        ),
        (
            r#"{"httpMethod":"GET","path":"/","multiValueQueryStringParameters":{"a":[]},"requestContext":{"elb":{}}}"#,
            Ok("/"),
        ),
    ] {
        assert_eq!(theirs::request(event).err(), Some(theirs::Silence::Panicked), "{event}");
        let ours = ours(event).map(|(_, request)| request.uri().to_string());
        assert_eq!(ours.as_deref().map_err(|error| error.detail()), expected, "{event}");
    }
}

/// An event that a byte was cut out of, or that a field was taken from, is an event or an error.
#[test]
fn nothing_panics() {
    for_all(&(generate::event(), 0..1_000_usize, 0..3_usize), |(event, at, cut)| {
        let mut json = event.to_string().into_bytes();
        let at = at % json.len();
        json.drain(at..(at + cut).min(json.len()));
        if let Ok(event) = Event::parse(&json) {
            let _ = (event.time(), event.request_id().is_some(), event.into_request("/v2").is_ok());
        }
        Ok(true)
    });
}

#[test]
fn each_difference_is_one() {
    for difference in EVENTS {
        let (name, why, event) = (difference.name, difference.why, (difference.example)());
        let ours = ours(&event.to_string()).map(|(trigger, request)| seen(trigger, &request));
        let trigger = Event::parse(event.to_string().as_bytes()).map(|event| event.trigger()).expect(name);
        let theirs = theirs::request(&event.to_string()).map(|request| seen(trigger, &request));
        assert_ne!(ours.ok(), theirs.ok(), "{name} is no difference any more: {why}");
        if difference.rewrite.is_some() {
            assert_eq!(agree(&event), Ok(true), "{name}");
        }
    }
    for (name, why, trigger, response) in RESPONSES {
        let agreed = agree_on_response(&event_of(*trigger), &response());
        assert!(agreed.is_err(), "{name} is no difference any more: {why}");
    }
}
