//! The gateway's side of the translation: requests to events, responses to HTTP, and events back to what a client sent.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use bytes::Bytes;
use events::{CASES, test};
use http::uri::Scheme;
use http::{HeaderMap, Request, Response};
use limbda::{Event, Trigger, encode, gateway};
use serde_json::{Value, json};

fn arrival() -> gateway::Arrival {
    let client = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    gateway::Arrival { client, scheme: Scheme::HTTPS, time: Duration::from_millis(1_770_110_127_413), id: 7 }
}

fn request(method: &str, uri: &str, headers: &[(&str, &str)], body: &[u8]) -> Request<Bytes> {
    let builder = Request::builder().method(method).uri(uri);
    let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
    builder.body(Bytes::copy_from_slice(body)).unwrap()
}

fn event(request: &Request<Bytes>) -> Value {
    serde_json::from_str(&gateway::event(request, &arrival()).to_json()).unwrap()
}

#[test]
fn an_event_has_every_field_of_payload_2() {
    let headers = [
        ("host", "api.example.com:8443"),
        ("user-agent", "curl/8"),
        ("accept", "text/csv"),
        ("accept", "*/*"),
        ("cookie", "a=1; b=2"),
        ("cookie", "c=3"),
        ("content-type", "application/json"),
    ];
    let request = request("POST", "/query?tag=a%20b&tag=&x", &headers, b"{}");
    let expected = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/query",
        "rawQueryString": "tag=a%20b&tag=&x",
        "cookies": ["a=1", "b=2", "c=3"],
        "headers": {
            "accept": "text/csv,*/*",
            "content-type": "application/json",
            "host": "api.example.com:8443",
            "user-agent": "curl/8",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "8443",
            "x-forwarded-proto": "https",
        },
        "queryStringParameters": {"tag": "a b,", "x": ""},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "api.example.com",
            "domainPrefix": "api",
            "http": {
                "method": "POST",
                "path": "/query",
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "curl/8",
            },
            "requestId": "AAAAAAAAAAAAAAA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "03/Feb/2026:09:15:27 +0000",
            "timeEpoch": 1_770_110_127_413_u64,
        },
        "body": "{}",
        "isBase64Encoded": false,
    });
    assert_eq!(event(&request), expected);
}

#[test]
fn the_forwarded_port_is_the_one_that_the_client_used() {
    for (host, port, domain) in [
        ("localhost:9000", "9000", "localhost"),
        ("api.example.com", "443", "api.example.com"),
        ("[::1]:9000", "9000", "[::1]"),
        ("[::1]", "443", "[::1]"),
    ] {
        let event = event(&request("GET", "/", &[("host", host)], b""));
        assert_eq!(event["headers"]["x-forwarded-port"], port, "{host}");
        assert_eq!(event["requestContext"]["domainName"], domain, "{host}");
    }
}

#[test]
fn a_body_is_text_by_its_content_type() {
    let text = |content_type: &str| (content_type.to_owned(), json!("é"), json!(false));
    let base64 = |content_type: &str| (content_type.to_owned(), json!("w6k="), json!(true));
    for (content_type, body, flag) in [
        text("application/json"),
        text("Application/JSON; charset=utf-8"),
        text("text/plain"),
        text("application/problem+json"),
        text("application/yaml"),
        base64("application/x-www-form-urlencoded"),
        base64("application/jsonnet"),
        base64("textile"),
        base64(""),
    ] {
        let event = event(&request("POST", "/", &[("content-type", &content_type)], "é".as_bytes()));
        assert_eq!((&event["body"], &event["isBase64Encoded"]), (&body, &flag), "{content_type}");
    }
    let event = event(&request("POST", "/", &[("content-type", "text/plain")], b"\xff"));
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("/w=="), &json!(true)));
}

#[test]
fn a_request_survives_the_way_through_an_event() {
    let headers = [("host", "localhost:9000"), ("cookie", "a=1; b=2"), ("content-type", "image/png")];
    let sent = request("PUT", "/a%20b/caf%C3%A9?q=%20&q=+&r", &headers, b"\x89PNG\xff");
    let json = gateway::event(&sent, &arrival()).to_json();
    assert!(json.contains(r#""rawPath":"/a b/café","rawQueryString":"q=%20&q=+&r""#), "{json}");
    let parsed = Event::parse(json.as_bytes()).unwrap().into_request("").unwrap();
    assert_eq!(parsed.uri(), "https://localhost:9000/a%20b/caf%C3%A9?q=%20&q=+&r");
    assert_eq!((parsed.method(), parsed.body()), (sent.method(), sent.body()));
    let recovered = gateway::request(json.as_bytes(), "").unwrap();
    assert_eq!(recovered.uri(), "/a%20b/caf%C3%A9?q=%20&q=+&r");
    let mut headers = HeaderMap::new();
    headers.insert("cookie", "a=1; b=2".parse().unwrap());
    headers.insert("content-type", "image/png".parse().unwrap());
    assert_eq!(recovered.headers(), &headers);
}

#[test]
fn headers_of_the_connection_are_not_sent_again() {
    let event = json!({
        "path": "/", "httpMethod": "POST", "body": "aGk=", "isBase64Encoded": true,
        "multiValueHeaders": {
            "Host": ["a"], "Accept": ["text/csv", "*/*"], "X-Amzn-Trace-Id": ["1"], "X-Forwarded-For": ["1"],
            "Content-Length": ["2"], "CloudFront-Viewer-Country": ["SE"], "Cookie": ["a=1; b=2"],
        },
    });
    let request = gateway::request(event.to_string().as_bytes(), "").unwrap();
    let headers: Vec<_> = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    assert_eq!(headers, [("accept", &b"text/csv"[..]), ("accept", b"*/*"), ("cookie", b"a=1; b=2")]);
    assert_eq!(request.body(), "hi");
}

#[test]
fn an_event_that_http_cannot_carry_says_why() {
    #[track_caller]
    fn check(event: &str, expected: &str) {
        let error = gateway::request(event.as_bytes(), "").unwrap_err();
        assert!(error.detail().contains(expected), "{}", error.detail());
    }
    check("{}", "expected an event from API Gateway");
    check(r#"{"path":"/","httpMethod":"GE T"}"#, "`GE T` is not a valid HTTP method");
    check(r#"{"path":"/","httpMethod":"GET","headers":{"a b":""}}"#, "`a b` is not a valid header name");
    check(r#"{"path":"/","httpMethod":"GET","body":"?","isBase64Encoded":true}"#, "not valid base64");
}

#[test]
fn a_response_is_the_same_through_every_trigger() {
    let sent = || {
        let builder = Response::builder().status(201).header("vary", "accept").header("etag", "x");
        let builder = builder.header("set-cookie", "a=1").header("content-type", "image/png");
        builder.body(Bytes::from_static(b"\x89PNG\xff")).unwrap()
    };
    for trigger in [Trigger::HttpApi, Trigger::RestApi, Trigger::LoadBalancer] {
        let received = gateway::response(encode(trigger, sent()).get()).unwrap();
        assert_eq!(received.status(), 201);
        assert_eq!(received.headers(), sent().headers(), "{trigger:?}");
        assert_eq!(received.body(), sent().body());
    }
}

#[test]
fn every_recorded_response_is_http() {
    for case in CASES {
        let response = gateway::response(case.response).unwrap();
        let recorded: Value = serde_json::from_str(case.response).unwrap();
        assert_eq!(recorded["statusCode"], response.status().as_u16(), "{}", case.name);
        assert_eq!(recorded["body"].as_str().unwrap().as_bytes(), response.body(), "{}", case.name);
    }
}

#[test]
fn a_malformed_response_says_why() {
    for (json, expected) in [
        ("", "EOF while parsing"),
        ("{}", "missing field `statusCode`"),
        (r#"{"statusCode": 7}"#, "invalid status code"),
        (r#"{"statusCode": 200, "headers": {"a b": "c"}}"#, "invalid HTTP header name"),
        (r#"{"statusCode": 200, "headers": {"a": "\n"}}"#, "failed to parse header value"),
        (r#"{"statusCode": 200, "body": "?", "isBase64Encoded": true}"#, "Invalid symbol"),
    ] {
        let error = gateway::response(json).unwrap_err();
        assert!(error.starts_with("the function's response is malformed: ") && error.contains(expected), "{error}");
    }
}
