//! Responses become the JSON of each trigger.

#![allow(clippy::expect_used, reason = "a helper of a test fails the test")]

use bytes::Bytes;
use events::test;
use http::Response;
use limbda::{Trigger, encode};

fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response<Bytes> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Bytes::copy_from_slice(body)).expect("a response")
}

#[track_caller]
fn check(trigger: Trigger, response: Response<Bytes>, expected: &str) {
    assert_eq!(encode(trigger, response).get(), expected);
}

#[test]
fn each_trigger_has_its_shape() {
    let json =
        || response(200, &[("content-type", "application/json"), ("server-timing", "sql;dur=1")], br#"{"rows":[]}"#);
    check(
        Trigger::HttpApi,
        json(),
        r#"{"statusCode":200,"headers":{"content-type":"application/json","server-timing":"sql;dur=1"},"multiValueHeaders":{},"body":"{\"rows\":[]}","isBase64Encoded":false,"cookies":[]}"#,
    );
    check(
        Trigger::RestApi,
        json(),
        r#"{"statusCode":200,"headers":{},"multiValueHeaders":{"content-type":["application/json"],"server-timing":["sql;dur=1"]},"body":"{\"rows\":[]}","isBase64Encoded":false}"#,
    );
    check(
        Trigger::LoadBalancer,
        json(),
        r#"{"statusCode":200,"statusDescription":"200 OK","headers":{"content-type":"application/json","server-timing":"sql;dur=1"},"multiValueHeaders":{"content-type":["application/json"],"server-timing":["sql;dur=1"]},"body":"{\"rows\":[]}","isBase64Encoded":false}"#,
    );
}

#[test]
fn repeated_headers_are_not_lost() {
    let repeated = || {
        let headers =
            [("vary", "accept"), ("set-cookie", "a=1"), ("vary", "origin"), ("set-cookie", "b=2"), ("etag", "x")];
        response(204, &headers, b"")
    };
    check(
        Trigger::HttpApi,
        repeated(),
        r#"{"statusCode":204,"headers":{"vary":"accept, origin","etag":"x"},"multiValueHeaders":{},"body":"","isBase64Encoded":false,"cookies":["a=1","b=2"]}"#,
    );
    check(
        Trigger::RestApi,
        repeated(),
        r#"{"statusCode":204,"headers":{},"multiValueHeaders":{"vary":["accept","origin"],"set-cookie":["a=1","b=2"],"etag":["x"]},"body":"","isBase64Encoded":false}"#,
    );
    check(
        Trigger::LoadBalancer,
        repeated(),
        r#"{"statusCode":204,"statusDescription":"204 No Content","headers":{"vary":"accept, origin","set-cookie":"a=1","etag":"x"},"multiValueHeaders":{"vary":["accept","origin"],"set-cookie":["a=1","b=2"],"etag":["x"]},"body":"","isBase64Encoded":false}"#,
    );
}

#[test]
fn a_body_is_text_or_base64() {
    #[track_caller]
    fn check(headers: &[(&str, &str)], body: &[u8], expected: &str) {
        let json = encode(Trigger::RestApi, response(200, headers, body));
        let (_, found) = json.get().split_once(r#""body":"#).expect("a body");
        assert_eq!(found.trim_end_matches('}'), expected, "{headers:?}");
    }
    let text = r#""h\"i","isBase64Encoded":false"#;
    let base64 = r#""aCJp","isBase64Encoded":true"#;
    check(&[], b"h\"i", text);
    for kind in [
        "text/csv; charset=utf-8",
        "application/json",
        "application/problem+json",
        "application/problem+json; charset=utf-8",
        "application/javascript",
        "application/xml",
        "image/svg+xml",
        "application/yaml",
    ] {
        check(&[("content-type", kind)], b"h\"i", text);
        check(&[("content-type", kind), ("content-encoding", "gzip")], b"h\"i", base64);
        check(&[("content-type", kind)], b"\xff", r#""/w==","isBase64Encoded":true"#);
    }
    for kind in ["application/octet-stream", "application/vnd.sqlite3", "image/png", ""] {
        check(&[("content-type", kind)], b"h\"i", base64);
    }
    check(
        &[("content-type", "text/plain")],
        "é\u{1}\u{2028}🛫".as_bytes(),
        "\"é\\u0001\u{2028}🛫\",\"isBase64Encoded\":false",
    );
}
