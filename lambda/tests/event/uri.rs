//! Paths and queries: each trigger passes them on in its own way.

use events::test;
use serde_json::{Value, json};

use super::{check, check_behind, http_api, load_balancer, rest_api, with};

#[test]
fn the_host_makes_the_uri_absolute() {
    let event = |headers: Value, domain: &str| {
        let mut event = with(http_api("/query", "", "$default"), "headers", headers);
        event["requestContext"]["domainName"] = json!(domain);
        event
    };
    check(&event(json!({}), ""), "GET /query");
    check(&event(json!({}), "api.example.com"), "GET https://api.example.com/query");
    check(&event(json!({"Host": "a.example"}), "b.example"), "GET https://a.example/query\nhost: a.example");
    check(&event(json!({"host": ""}), "b.example"), "GET https://b.example/query\nhost: ");
    check(
        &event(json!({"host": "127.0.0.1:9000", "x-forwarded-proto": "http"}), ""),
        "GET http://127.0.0.1:9000/query\nhost: 127.0.0.1:9000\nx-forwarded-proto: http",
    );
    check(
        &event(json!({"host": "a.example", "x-forwarded-proto": "https, http"}), ""),
        "GET https://a.example/query\nhost: a.example\nx-forwarded-proto: https, http",
    );
    check(&event(json!({}), "1234567890.execute-api.{dns_suffix}"), "GET /query");
    check(&event(json!({"host": "a/b"}), "b.example"), "GET https://b.example/query\nhost: a/b");
}

#[test]
fn the_stage_is_not_in_the_path() {
    check(&http_api("/query", "", "$default"), "GET /query");
    check(&http_api("/prod/query", "", "prod"), "GET /query");
    check(&http_api("/prod", "", "prod"), "GET /");
    check(&http_api("/prod/", "", "prod"), "GET /");
    check(&http_api("/query", "", "prod"), "GET /query");
    check(&http_api("/$default/query", "", "$default"), "GET /$default/query");
    check(&http_api("/production/query", "", "prod"), "GET /production/query");
    check(&http_api("/v2/v2/pipeline", "", "v2"), "GET /v2/pipeline");
    // A REST API's own path never has it, an HTTP API's with payload 1.0 does.
    check(&rest_api("/query", "/prod/query", "prod"), "GET /query");
    check(&rest_api("/v2/pipeline", "/v2/v2/pipeline", "v2"), "GET /v2/pipeline");
    check(&rest_api("/prod/query", "/prod/query", "prod"), "GET /query");
    check(&rest_api("/query", "/query", "prod"), "GET /query");
    check(&load_balancer("/prod/query"), "GET /prod/query");
}

#[test]
fn the_base_path_is_not_in_the_path() {
    check_behind("/api", &http_api("/api/query", "", "$default"), "GET /query");
    check_behind("/api", &http_api("/api", "", "$default"), "GET /");
    check_behind("/api", &http_api("/apis/query", "", "$default"), "GET /apis/query");
    check_behind("/api", &http_api("/query", "", "$default"), "GET /query");
    check_behind("/api", &http_api("/prod/api/query", "", "prod"), "GET /query");
    check_behind("/a/b", &rest_api("/a/b/query", "/a/b/query", "prod"), "GET /query");
    check_behind("/api", &load_balancer("/api/query"), "GET /query");
}

#[test]
fn what_a_path_may_not_hold_is_encoded() {
    let paths = [
        ("", "/"),
        ("/", "/"),
        ("query", "/query"),
        ("//query", "//query"),
        ("/a b", "/a%20b"),
        ("/a%20b", "/a%20b"),
        ("/100%", "/100%"),
        ("/café", "/caf%C3%A9"),
        ("/a?b#c", "/a%3Fb%23c"),
        ("/a\tb\nc\u{7f}", "/a%09b%0Ac%7F"),
        ("/\"<>`{}\\", "/%22%3C%3E%60%7B%7D%5C"),
        ("/a|b^c[d]", "/a|b^c[d]"),
        ("/a/../b", "/a/../b"),
    ];
    for (path, expected) in paths {
        check(&http_api(path, "", "$default"), &format!("GET {expected}"));
        check(&load_balancer(path), &format!("GET {expected}"));
    }
    let long = format!("/{}", "a".repeat(70_000));
    check(&http_api(&long, "", "$default"), "error: invalid path or query: uri too long");
}

#[test]
fn queries_come_in_three_ways() {
    let query = |query| http_api("/", query, "$default");
    check(&query("a=1&a=2&b"), "GET /?a=1&a=2&b");
    check(&query("a=b%20c+d"), "GET /?a=b%20c+d");
    check(&query("a=b c"), "GET /?a=b%20c");
    check(&query("a=\"<ü>\"#"), "GET /?a=%22%3C%C3%BC%3E%22%23");

    let rest = |single: Value, multi: Value| {
        let event = with(rest_api("/", "/", ""), "queryStringParameters", single);
        with(event, "multiValueQueryStringParameters", multi)
    };
    check(&rest(Value::Null, Value::Null), "GET /");
    check(&rest(json!({"a": "1"}), Value::Null), "GET /?a=1");
    check(&rest(json!({"a": "2"}), json!({"a": ["1", "2"], "b": ["3"]})), "GET /?a=1&a=2&b=3");
    check(&rest(json!({"a&b": "c=d+e%ü f"}), Value::Null), "GET /?a%26b=c%3Dd%2Be%25%C3%BC%20f");

    let balanced = |field| with(load_balancer("/"), "queryStringParameters", field);
    check(&balanced(json!({})), "GET /");
    check(&balanced(json!({"a": "b%20c+d", "flag": ""})), "GET /?a=b%20c+d&flag=");
    check(&balanced(json!({"a": "b c"})), "GET /?a=b%20c");
    let multi = with(load_balancer("/"), "multiValueQueryStringParameters", json!({"a": ["1", "%32"]}));
    check(&multi, "GET /?a=1&a=%32");
}
