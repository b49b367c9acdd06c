//! Methods, headers, cookies and bodies.

use events::test;
use serde_json::{Value, json};

use super::{check, http_api, load_balancer, rest_api, with};

#[test]
fn headers_keep_all_their_values() {
    let rest =
        |single: Value, multi: Value| with(with(rest_api("/", "/", ""), "headers", single), "multiValueHeaders", multi);
    check(&rest(json!({"X-Tag": "a"}), Value::Null), "GET /\nx-tag: a");
    check(&rest(Value::Null, json!({"X-Tag": ["a", "b"]})), "GET /\nx-tag: a\nx-tag: b");
    check(&rest(json!({"X-Tag": "b"}), json!({"X-Tag": ["a", "b"]})), "GET /\nx-tag: a\nx-tag: b");
    check(&rest(json!({"X-One": "1"}), json!({"X-Tag": ["a"]})), "GET /\nx-one: 1\nx-tag: a");
    check(&rest(json!({"X-Null": null}), json!({"X-None": [], "X-Tag": [null]})), "GET /\nx-tag: ");
    let http = |headers| with(http_api("/", "", ""), "headers", headers);
    check(&http(json!({"x-tag": "a,b"})), "GET /\nx-tag: a,b");
    check(&http(json!({"x-name": "Malmö"})), "GET /\nx-name: Malmö");
    check(&http(json!({"x name": "a"})), "error: `x name` is not a valid header name");
    check(&http(json!({"": "a"})), "error: `` is not a valid header name");
    check(
        &http(json!({"x-tag": "a\nb"})),
        "error: header `x-tag` contains a character that is not allowed in a header",
    );
}

#[test]
fn cookies_are_one_header() {
    let event =
        |cookies: Value, headers: Value| with(with(http_api("/", "", ""), "cookies", cookies), "headers", headers);
    check(&event(Value::Null, json!({})), "GET /");
    check(&event(json!([]), json!({})), "GET /");
    check(&event(json!(["a=1"]), json!({})), "GET /\ncookie: a=1");
    check(&event(json!(["a=1", "b=2"]), json!({})), "GET /\ncookie: a=1; b=2");
    // A function URL has them twice.
    check(&event(json!(["a=1", "b=2"]), json!({"cookie": "a=1; b=2"})), "GET /\ncookie: a=1; b=2");
    check(
        &event(json!(["a\u{0}"]), json!({})),
        "error: header `cookie` contains a character that is not allowed in a header",
    );
}

#[test]
fn bodies_are_text_or_base64() {
    let event = |body: Value, flag: Value| with(with(http_api("/", "", ""), "body", body), "isBase64Encoded", flag);
    check(&http_api("/", "", ""), "GET /");
    check(&event(Value::Null, Value::Null), "GET /");
    check(&event(Value::Null, json!(true)), "GET /");
    check(&event(json!(""), json!(true)), "GET /");
    check(&event(json!("{\"a\": \"é\\n\"}"), json!(false)), "GET /\n\n{\"a\": \"é\\n\"}");
    check(&event(json!("aGVsbG8="), Value::Null), "GET /\n\naGVsbG8=");
    check(&event(json!("aGVsbG8="), json!(true)), "GET /\n\nhello");
    check(&event(json!("hello"), json!(true)), "error: `body` is not valid base64, although `isBase64Encoded` is true");
    check(&event(json!("{}"), json!(true)), "error: `body` is not valid base64, although `isBase64Encoded` is true");
    check(
        &event(json!({"sql": "select 1"}), json!(false)),
        "error: cannot parse the event: invalid type: map, expected a string or null at line 1 column 9",
    );
}

#[test]
fn a_method_is_a_token() {
    let event = |method: Value| with(load_balancer("/"), "httpMethod", method);
    check(&event(json!("PATCH")), "PATCH /");
    check(&event(json!("PURGE")), "PURGE /");
    check(&event(json!("GET /")), "error: `httpMethod`: `GET /` is not a valid HTTP method");
    check(&event(Value::Null), "error: `httpMethod`: `` is not a valid HTTP method");
    let mut http = http_api("/", "", "");
    http["requestContext"]["http"]["method"] = json!("é");
    check(&http, "error: `requestContext.http.method`: `é` is not a valid HTTP method");
}
