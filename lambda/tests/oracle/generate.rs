//! Events and responses by chance: what AWS and its emulators could send, and a little more.

use bytes::Bytes;
use http::Response;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// An event of any trigger.
pub(crate) fn event() -> impl Strategy<Value = Value> {
    prop_oneof![payload_2(), rest_api(), load_balancer()]
}

fn payload_2() -> impl Strategy<Value = Value> {
    let cookies = prop_oneof![Just(Value::Null), vec("[a-z]=[a-z0-9 ;é]{0,4}", 0..3).prop_map(Value::from)];
    let query = prop_oneof![Just(Value::Null), "[a-c0-9=&%+ é\"<>#'|{}~/?-]{0,12}".prop_map(Value::from)];
    let version = select(vec![json!("2.0"), Value::Null]);
    (method(), path(), stage(), query, single_headers(), cookies, body(), (version, host(), any::<[bool; 3]>())).prop_map(
        |(method, path, stage, query, headers, cookies, body, (version, domain, [staged, emulated, nulls]))| {
            let path = if staged && stage != "$default" { format!("/{stage}{path}") } else { path };
            let mut event = json!({
                "version": version, "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": headers,
                "cookies": cookies, "isBase64Encoded": body.1, "body": body.0,
                "requestContext": {
                    "accountId": "123456789012", "domainName": domain, "stage": stage, "timeEpoch": 1_770_110_127_413_u64,
                    "http": {"method": method, "path": path, "protocol": "HTTP/1.1"},
                },
            });
            if emulated {
                event["httpMethod"] = json!(method);
                event["requestContext"]["httpMethod"] = json!(method);
            }
            if nulls { event } else { without_nulls(event) }
        },
    )
}

fn rest_api() -> impl Strategy<Value = Value> {
    let query = btree_map("[a-z&=é ]{1,3}", vec("[a-c&=+%é東 /?#-]{0,4}", 1..3), 0..3);
    (method(), path(), stage(), query, headers(), body(), host(), any::<[bool; 4]>()).prop_map(
        |(method, path, stage, query, (single, multi), body, domain, [staged, shown, one, nulls])| {
            let path = if staged && stage != "$default" { format!("/{stage}{path}") } else { path };
            let shown = if shown { format!("/{stage}{path}") } else { path.clone() };
            let last: Map<_, _> = query.iter().map(|(name, values)| (name.clone(), json!(values.last()))).collect();
            let event = json!({
                "resource": "/{proxy+}", "path": path, "httpMethod": method, "headers": single, "multiValueHeaders": multi,
                "queryStringParameters": last, "multiValueQueryStringParameters": if one { Value::Null } else { json!(query) },
                "requestContext": {
                    "httpMethod": method, "path": shown, "stage": stage, "domainName": domain,
                    "requestTimeEpoch": 1_770_110_127_413_u64, "requestId": "77375676-6b1d-4b79-853a-f982474efe18",
                },
                "body": body.0, "isBase64Encoded": body.1,
            });
            if nulls { event } else { without_nulls(event) }
        },
    )
}

fn load_balancer() -> impl Strategy<Value = Value> {
    let query =
        btree_map("([a-z]|%20|%C3%A9|%26){1,3}", vec("([a-z+=]|%20|%2B|%25|%3D|%26|%FF|%C3%A9){0,4}", 1..3), 0..3);
    (method(), path(), query, headers(), body(), any::<[bool; 2]>()).prop_map(
        |(method, path, query, (single, multi), body, [one, nulls])| {
            let last: Map<_, _> = query.iter().map(|(name, values)| (name.clone(), json!(values.last()))).collect();
            let event = json!({
                "requestContext": {"elb": {"targetGroupArn": "arn"}}, "httpMethod": method, "path": path,
                "queryStringParameters": last, "multiValueQueryStringParameters": if one { Value::Null } else { json!(query) },
                "headers": single, "multiValueHeaders": multi, "body": body.0, "isBase64Encoded": body.1,
            });
            if nulls { event } else { without_nulls(event) }
        },
    )
}

fn method() -> impl Strategy<Value = &'static str> {
    select(vec!["GET", "POST", "PUT", "DELETE", "OPTIONS", "PURGE"])
}

fn stage() -> impl Strategy<Value = &'static str> {
    select(vec!["$default", "prod", "v2"])
}

/// No segment of dots alone: that difference has no rewriting.
fn path() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        select(vec!["query", "v1.0", "prod", "v2", "caf%C3%A9", "100%", "%zz", "..."]).prop_map(str::to_owned),
        "[a-zA-Z0-9 é東\"<>?#|^~:@!$&'()*,;=\\\\\\[\\]{}`\t\n\u{1}\u{7f}-]{0,6}",
    ];
    vec(segment, 0..4).prop_map(|segments| format!("/{}", segments.join("/")))
}

fn host() -> impl Strategy<Value = Option<&'static str>> {
    select(vec![
        None,
        Some("abcdefghij.execute-api.eu-central-1.amazonaws.com"),
        Some("Flights.Example.com"),
        Some("127.0.0.1:9000"),
        Some("[::1]:8080"),
        Some("localhost"),
    ])
}

/// The values of each header, `host` and `x-forwarded-proto` among them.
fn several() -> impl Strategy<Value = Vec<(String, Vec<String>)>> {
    let others = btree_map("[a-z][a-z0-9-]{0,6}", vec("[ -~é]{0,6}", 1..4), 0..4);
    let proto = option::of(select(vec!["http", "https", "HTTP"]));
    (others, host(), proto).prop_map(|(others, host, proto)| {
        let own = [("host", host), ("x-forwarded-proto", proto)];
        let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), vec![value?.to_owned()])));
        own.chain(others).collect()
    })
}

fn single_headers() -> impl Strategy<Value = Value> {
    several().prop_map(|headers| last_of(&headers))
}

/// Both maps, or one of them.
fn headers() -> impl Strategy<Value = (Value, Value)> {
    (several(), 0..3).prop_map(|(headers, maps)| {
        let all: Map<_, _> = headers.iter().map(|(name, values)| (name.clone(), json!(values))).collect();
        match maps {
            0 => (last_of(&headers), Value::Null),
            1 => (Value::Null, all.into()),
            _ => (last_of(&headers), all.into()),
        }
    })
}

fn last_of(headers: &[(String, Vec<String>)]) -> Value {
    headers.iter().map(|(name, values)| (name.clone(), json!(values.last()))).collect::<Map<_, _>>().into()
}

/// A body and whether it is base64.
fn body() -> impl Strategy<Value = (Option<String>, Option<bool>)> {
    prop_oneof![
        Just((None, None)),
        Just((None, Some(true))),
        Just((Some(String::new()), Some(true))),
        ("\\PC{0,12}", option::of(Just(false))).prop_map(|(text, flag)| (Some(text), flag)),
        // Now and then not base64 at all.
        "([A-Za-z0-9+/]{4}){0,3}([A-Za-z]{0,2}=)?".prop_map(|text| (Some(text), Some(true))),
    ]
}

fn without_nulls(mut event: Value) -> Value {
    for object in ["", "/requestContext"] {
        if let Some(fields) = event.pointer_mut(object).and_then(Value::as_object_mut) {
            fields.retain(|_, value| !value.is_null());
        }
    }
    event
}

/// A response without the differences: text is UTF-8, and only a cookie comes twice.
pub(crate) fn response() -> impl Strategy<Value = Response<Bytes>> {
    let text = select(vec![
        None,
        Some("text/plain"),
        Some("text/csv; charset=utf-8"),
        Some("application/json"),
        Some("application/problem+json"),
        Some("application/xml; charset=UTF-8"),
        Some("image/svg+xml"),
        Some("application/yaml;"),
        Some("application/ld+json ; a=b"),
    ]);
    let binary =
        select(vec!["application/octet-stream", "image/png", "application/vnd.sqlite3", "x", ""]).prop_map(Some);
    let contents = prop_oneof![
        (text, "[^\u{feff}]{0,12}").prop_map(|(kind, text)| (kind, text.into_bytes())),
        (binary, vec(any::<u8>(), 0..12)),
    ];
    let others = btree_map("[a-z][a-z0-9-]{0,6}", "[ -~é]{0,6}", 0..4);
    let cookies = vec("[a-z]=[a-z0-9;]{0,4}", 0..3);
    let encoding = option::weighted(0.2, Just("gzip"));
    (200..600_u16, contents, others, cookies, encoding).prop_map(|(status, (kind, body), others, cookies, encoding)| {
        let mut response = Response::builder().status(status);
        let cookies = cookies.iter().map(|cookie| ("set-cookie", &**cookie));
        let known = [("content-type", kind), ("content-encoding", encoding)];
        let known = known.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let others = others.iter().map(|(name, value)| (&**name, &**value));
        for (name, value) in others.chain(cookies).chain(known) {
            response = response.header(name, value);
        }
        response.body(Bytes::from(body)).expect("a response")
    })
}
