//! Events become requests: a table for each thing that triggers do in their own way.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use events::test;
use http::Request;
use limbda::{Event, Trigger};
use query_core::{Claims, Code};
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
    check(&http(json!({"x name": "a"})), "error: `x name` is not a header name");
    check(&http(json!({"": "a"})), "error: `` is not a header name");
    check(&http(json!({"x-tag": "a\nb"})), "error: header `x-tag` holds a character that no header may");
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
    check(&event(json!(["a\u{0}"]), json!({})), "error: header `cookie` holds a character that no header may");
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
    check(&http_api(&long, "", "$default"), "error: the path and the query: uri too long");
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
    check(&event(json!("hello"), json!(true)), "error: `isBase64Encoded` is true, and `body` is not base64");
    check(&event(json!("{}"), json!(true)), "error: `isBase64Encoded` is true, and `body` is not base64");
    check(
        &event(json!({"sql": "select 1"}), json!(false)),
        "error: the event cannot be read: invalid type: map, expected a string or null at line 1 column 9",
    );
}

#[test]
fn a_method_is_a_token() {
    let event = |method: Value| with(load_balancer("/"), "httpMethod", method);
    check(&event(json!("PATCH")), "PATCH /");
    check(&event(json!("PURGE")), "PURGE /");
    check(&event(json!("GET /")), "error: `httpMethod`: `GET /` is not a method");
    check(&event(Value::Null), "error: `httpMethod`: `` is not a method");
    let mut http = http_api("/", "", "");
    http["requestContext"]["http"]["method"] = json!("é");
    check(&http, "error: `requestContext.http.method`: `é` is not a method");
}

#[test]
fn other_events_are_named() {
    let foreign = [
        ("{}", "an empty object"),
        (r#"{"Records": [{"eventSource": "aws:sqs", "body": "{}"}]}"#, "an event of `aws:sqs`"),
        (r#"{"Records": [{"EventSource": "aws:sns", "Sns": {}}]}"#, "an event of `aws:sns`"),
        (r#"{"Records": []}"#, "an object with `Records`"),
        (r#"{"source": "aws.events", "detail-type": "Scheduled Event"}"#, "an event of `aws.events`"),
        (r#"{"f":1,"e":1,"d":1,"c":1,"b":1,"a":1}"#, "an object with `a`, `b`, `c`, `d`, `e` and more"),
        (r#"{"requestContext": {"routeKey": "$connect"}}"#, "an object with `requestContext`"),
        (r#"{"version": "2.0", "rawPath": "/"}"#, "an object with `rawPath`, `version`"),
        ("[]", "JSON that is not an object"),
        (" null ", "JSON that is not an object"),
        ("\"GET /\"", "JSON that is not an object"),
        ("", "bytes that are not JSON (EOF while parsing a value at line 1 column 0)"),
        ("GET / HTTP/1.1", "bytes that are not JSON (expected value at line 1 column 1)"),
        ("\u{feff}{}", "bytes that are not JSON (expected value at line 1 column 1)"),
    ];
    for (json, found) in foreign {
        let error = Event::parse(json.as_bytes()).expect_err(json);
        let expected = "expected an event of API Gateway, a function URL or a load balancer; found ";
        assert_eq!(error.detail(), format!("{expected}{found}"), "{json}");
        assert_eq!(error.code(), Code::InvalidEvent, "{json}");
    }
    for (json, text) in [
        ("{", "EOF while parsing an object at line 1 column 1"),
        (r#"{"httpMethod": 5}"#, "invalid type: integer `5`, expected a string or null at line 1 column 16"),
        (
            r#"{"headers": {"a": 5}}"#,
            "invalid type: integer `5`, expected a string or an array of strings as the value of `a` at line 1 column 19",
        ),
        (
            "{\"path\": \"\u{1}\"}",
            "control character (\\u0000-\\u001F) found while parsing a string at line 1 column 11",
        ),
    ] {
        let error = Event::parse(json.as_bytes()).expect_err(json);
        assert_eq!(error.detail(), format!("the event cannot be read: {text}"), "{json}");
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

#[track_caller]
fn check_claims(context: &Value, expected: &[&str]) {
    let mut event = http_api("/query", "", "$default");
    for (name, value) in context.as_object().unwrap() {
        event["requestContext"][name] = value.clone();
    }
    let text = event.to_string();
    let request = Event::parse(text.as_bytes()).and_then(|event| event.into_request("")).unwrap();
    let expected: Option<Claims> =
        (!expected.is_empty()).then(|| expected.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(request.extensions().get(), expected.as_ref(), "{context}");
}

#[test]
fn what_an_authorizer_tells_is_claimed_and_nothing_else() {
    let jwt = |claims: Value| json!({"authorizer": {"jwt": {"claims": claims, "scopes": null}}});
    check_claims(&jwt(json!({"scope": "openid limbda/read", "sub": "ada"})), &["openid", "limbda/read"]);
    check_claims(&jwt(json!({"scp": "limbda/read"})), &["limbda/read"]);
    check_claims(&json!({"authorizer": {"claims": {"scope": "limbda/read"}}}), &["limbda/read"]);
    let user = "arn:aws:iam::123456789012:user/ada";
    check_claims(&json!({"authorizer": {"iam": {"userArn": user}}}), &[user]);
    check_claims(&json!({"identity": {"userArn": user, "sourceIp": "192.0.2.33"}}), &[user]);
    let role = "arn:aws:sts::123456789012:assumed-role/editor";
    check_claims(
        &json!({"authorizer": {"iam": {"userArn": format!("{role}/deploy")}}}),
        &[&format!("{role}/deploy"), role],
    );
    for nothing in [
        json!({}),
        json!({"authorizer": null, "identity": null}),
        json!({"authorizer": {"lambda": {"scope": "limbda/write", "userArn": user}}}),
        json!({"authorizer": {"scope": "limbda/write", "principalId": "ada"}}),
        json!({"authorizer": "limbda/write"}),
        json!({"authorizer": ["limbda/write"]}),
        jwt(json!({"scope": 7})),
        jwt(json!({"scope": ""})),
        json!({"identity": {"userArn": null}}),
    ] {
        check_claims(&nothing, &[]);
    }
}

#[test]
fn a_header_claims_nothing() {
    let mut event = http_api("/query", "", "$default");
    event["headers"] = json!({"x-amzn-oidc-data": "e30.eyJzY29wZSI6ImxpbWJkYS93cml0ZSJ9.", "scope": "limbda/write"});
    let text = event.to_string();
    let request = Event::parse(text.as_bytes()).and_then(|event| event.into_request("")).unwrap();
    assert_eq!(request.extensions().get::<Claims>(), None);
}
