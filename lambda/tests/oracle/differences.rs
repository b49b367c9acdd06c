//! Where we differ from `lambda_http` 1.3 on purpose: each with its name, its reason and an example.

use bytes::Bytes;
use http::Response;
use limbda::Trigger;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// An event of which we make another request.
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    pub(crate) why: &'static str,
    pub(crate) example: fn() -> Value,
    /// Rewrites an event that has the difference into one of which `lambda_http` makes the request that we make of the
    /// original. `None` where there is no such event.
    pub(crate) rewrite: Option<fn(&mut Value)>,
}

pub(crate) const EVENTS: &[Difference] = &[
    Difference {
        name: "stage",
        why: "lambda_http puts the stage's name before the path or leaves it there; a path must not depend on where it is deployed",
        example: || payload_2("/prod/query", json!({"stage": "prod"})),
        rewrite: Some(without_stage),
    },
    Difference {
        name: "http-method-in-payload-2",
        why: "local emulators add httpMethod, and lambda_http, which tries REST first, then finds neither path nor cookies",
        example: || {
            let mut event = payload_2("/query", json!({"httpMethod": "GET"}));
            event["httpMethod"] = json!("GET");
            event
        },
        rewrite: Some(|event| {
            if event["requestContext"]["http"].is_object() {
                remove(event, "httpMethod");
                remove(&mut event["requestContext"], "httpMethod");
            }
        }),
    },
    Difference {
        name: "nulls",
        why: "null is how emulators and console events say that there is nothing; lambda_http refuses some of them",
        example: || with(payload_2("/query", json!({})), "isBase64Encoded", Value::Null),
        rewrite: Some(|event| {
            retain(event, |_, value| !value.is_null());
            retain(&mut event["requestContext"], |_, value| !value.is_null());
        }),
    },
    Difference {
        name: "no-cookies",
        why: "of an empty list of cookies, which SAM sends, lambda_http makes an empty cookie header",
        example: || with(payload_2("/query", json!({})), "cookies", json!([])),
        rewrite: Some(|event| {
            if event["cookies"] == json!([]) {
                remove(event, "cookies");
            }
        }),
    },
    Difference {
        name: "multi-value-headers",
        why: "lambda_http lets the map with the last value of each header replace the one with all of them",
        example: || {
            let event = with(rest_api(), "headers", json!({"x-tag": "b"}));
            with(event, "multiValueHeaders", json!({"x-tag": ["a", "b"]}))
        },
        rewrite: Some(|event| {
            let multi = event["multiValueHeaders"].clone();
            retain(&mut event["headers"], |name, value| [&Value::Null, &json!([value])].contains(&&multi[name]));
        }),
    },
    Difference {
        name: "host-in-multi-value-headers",
        why: "lambda_http looks for the host and the scheme among the single values only",
        example: || with(load_balancer(), "multiValueHeaders", json!({"host": ["a.example"]})),
        rewrite: Some(|event| {
            for name in ["host", "x-forwarded-proto"] {
                let value = event["multiValueHeaders"][name][0].clone();
                if value.is_string() {
                    if !event["headers"].is_object() {
                        event["headers"] = json!({});
                    }
                    event["headers"][name] = value;
                }
            }
        }),
    },
    Difference {
        name: "path-characters",
        why: "an HTTP API decodes the path; lambda_http takes a decoded ? or # for the path's end, drops tabs and line ends, \
              and makes a slash of a backslash",
        example: || payload_2("/a?b", json!({})),
        rewrite: Some(|event| {
            const DECODED: &AsciiSet = &CONTROLS.add(b' ').add(b'\\').add(b'?').add(b'#');
            for field in ["rawPath", "path"] {
                if let Some(path) = event[field].as_str() {
                    let slash = if path.starts_with('/') { "" } else { "/" };
                    event[field] = format!("{slash}{}", utf8_percent_encode(path, DECODED)).into();
                }
            }
        }),
    },
    Difference {
        name: "query-characters",
        why: "lambda_http drops what follows a # in the raw query, and passes on characters that no URI may hold",
        example: || with(payload_2("/", json!({})), "rawQueryString", json!("a=1#&b=é")),
        rewrite: Some(|event| {
            const RAW: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');
            if let Some(query) = event["rawQueryString"].as_str() {
                event["rawQueryString"] = utf8_percent_encode(query, RAW).to_string().into();
            }
        }),
    },
    Difference {
        name: "dot-segments",
        why: "lambda_http resolves them; nothing here has the paths of a file system, and the client sees what it asked for",
        example: || payload_2("/a/../query", json!({})),
        rewrite: None,
    },
    Difference {
        name: "default-port",
        why: "lambda_http takes it out of the URI; the host stays as it was sent",
        example: || with(payload_2("/query", json!({})), "headers", json!({"host": "a.example:443"})),
        rewrite: None,
    },
    Difference {
        name: "empty-host",
        why: "lambda_http then takes the first part of the path for the host",
        example: || with(payload_2("/a/query", json!({})), "headers", json!({"host": ""})),
        rewrite: None,
    },
    Difference {
        name: "other-scheme",
        why: "whatever else a proxy forwards, the client spoke HTTP or HTTPS",
        example: || {
            let headers = json!({"host": "a.example", "x-forwarded-proto": "wss"});
            with(payload_2("/query", json!({})), "headers", headers)
        },
        rewrite: None,
    },
    Difference {
        name: "empty-method",
        why: "lambda_http takes it for GET; an event without a method is broken",
        example: || payload_2("/query", json!({"http": {"method": ""}})),
        rewrite: None,
    },
    Difference {
        name: "broken-cookie",
        why: "lambda_http silently drops all cookies for one that no header may hold",
        example: || with(payload_2("/query", json!({})), "cookies", json!(["a=1", "b=\n"])),
        rewrite: None,
    },
];

/// A response of which we make other JSON: name, reason, trigger, example.
pub(crate) type Unlike = (&'static str, &'static str, Trigger, fn() -> Response<Bytes>);

pub(crate) const RESPONSES: &[Unlike] = &[
    (
        "repeated-headers",
        "lambda_http sends the first value only, where the gateway takes one string for a name; a list joins with commas",
        Trigger::HttpApi,
        || response(&[("vary", "accept"), ("vary", "origin")], b""),
    ),
    (
        "text-that-is-not-utf-8",
        "lambda_http replaces what it cannot decode; as base64 the bytes arrive as they are",
        Trigger::HttpApi,
        || response(&[("content-type", "text/plain")], b"\xff"),
    ),
    ("byte-order-mark", "lambda_http drops it; a body arrives as it is", Trigger::RestApi, || {
        response(&[("content-type", "text/plain")], "\u{feff}a".as_bytes())
    }),
    (
        "charset",
        "lambda_http decodes the charset that the header names, and the gateway encodes UTF-8 under that same header",
        Trigger::LoadBalancer,
        || response(&[("content-type", "text/plain; charset=iso-8859-1")], "é".as_bytes()),
    ),
    ("set-cookie-beyond-ascii", "lambda_http sends an empty cookie for it", Trigger::HttpApi, || {
        response(&[("set-cookie", "a=é")], b"")
    }),
];

fn response(headers: &[(&str, &str)], body: &'static [u8]) -> Response<Bytes> {
    let response = headers.iter().fold(Response::builder(), |response, (name, value)| response.header(*name, *value));
    response.body(Bytes::from_static(body)).expect("a response")
}

fn payload_2(path: &str, context: Value) -> Value {
    let mut event = json!({"version": "2.0", "rawPath": path, "requestContext": {"http": {"method": "GET"}}});
    for (name, value) in context.as_object().into_iter().flatten() {
        event["requestContext"][name] = value.clone();
    }
    event
}

fn rest_api() -> Value {
    json!({"httpMethod": "GET", "path": "/query", "requestContext": {"httpMethod": "GET"}})
}

fn load_balancer() -> Value {
    json!({"httpMethod": "GET", "path": "/query", "requestContext": {"elb": {"targetGroupArn": "arn"}}})
}

fn with(mut event: Value, field: &str, value: Value) -> Value {
    event[field] = value;
    event
}

fn remove(object: &mut Value, field: &str) {
    retain(object, |name, _| name != field);
}

fn retain(object: &mut Value, keep: impl Fn(&str, &Value) -> bool) {
    if let Some(fields) = object.as_object_mut() {
        *fields = std::mem::take(fields).into_iter().filter(|(name, value)| keep(name, value)).collect::<Map<_, _>>();
    }
}

/// Payload 2.0 has the stage in the path; payload 1.0 may have it, but for the path that the context shows behind it.
fn without_stage(event: &mut Value) {
    let context = &event["requestContext"];
    let Some(stage) = context["stage"].as_str().filter(|stage| *stage != "$default") else { return };
    let field = if event["rawPath"].is_string() { "rawPath" } else { "path" };
    let path = event[field].as_str().unwrap_or_default();
    let prefix = format!("/{stage}");
    let stays = field == "path" && context["path"] == json!(format!("{prefix}{path}"));
    let rest = path.strip_prefix(&prefix).filter(|rest| !stays && (rest.is_empty() || rest.starts_with('/')));
    event[field] = rest.unwrap_or(path).into();
    event["requestContext"]["stage"] = json!("$default");
}
