//! The HTTP request inside a Lambda event: what the client sent, before a trigger wrapped it up.
//!
//! It is not the function's own translation, on purpose: what is sent here takes the way through a real gateway.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use ureq::http::{HeaderName, HeaderValue, Method};

/// A request, as it follows an endpoint's address.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    pub(super) method: Method,
    /// Path and query.
    pub(super) target: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Vec<u8>,
}

/// What no path may hold as it is. What is encoded already stays so.
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

/// What a decoded part of a query has to lose.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Headers of one connection, and those that AWS adds: another connection has its own.
const HOP: [&str; 8] =
    ["host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect", "via", "user-agent"];
const ADDED: [&str; 3] = ["x-forwarded-", "x-amzn-", "cloudfront-"];

impl Plain {
    /// The request of an event, on a service whose paths begin with no stage and no base path; or why HTTP has none.
    pub(super) fn of(event: &str, base_path: &str) -> Result<Self, String> {
        let event: Value = serde_json::from_str(event).map_err(|error| format!("the event is not JSON: {error}"))?;
        let method = event.pointer("/requestContext/http/method").or_else(|| event.get("httpMethod"));
        let path = event.get("rawPath").or_else(|| event.get("path"));
        let (Some(Value::String(method)), Some(Value::String(path))) = (method, path) else {
            return Err("it is no HTTP event".to_owned());
        };
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| format!("HTTP has no method `{method}`"))?;
        let path =
            without_prefix(without_stage(&event, path), base_path).unwrap_or_else(|| without_stage(&event, path));
        let path = if path.is_empty() { "/" } else { path };
        let mut target = utf8_percent_encode(path, PATH).to_string();
        let query = query(&event);
        if !query.is_empty() {
            target = format!("{target}?{query}");
        }
        Ok(Self { method, target, headers: headers(&event)?, body: body(&event)? })
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| *other == name).and_then(|(_, value)| value.to_str().ok())
    }
}

/// An HTTP API has the stage's name in the path; a REST API in the context's path alone.
fn without_stage<'e>(event: &'e Value, path: &'e str) -> &'e str {
    let context = |name| event.pointer(&format!("/requestContext/{name}")).and_then(Value::as_str);
    let Some(stage) = context("stage").filter(|stage| !stage.is_empty() && *stage != "$default") else {
        return path;
    };
    let stage = format!("/{stage}");
    let alone = event.get("rawPath").is_none()
        && context("path").and_then(|in_context| without_prefix(in_context, &stage)) == Some(path);
    if alone { path } else { without_prefix(path, &stage).unwrap_or(path) }
}

/// What comes behind a prefix that ends where a segment does.
fn without_prefix<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    path.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn query(event: &Value) -> String {
    if let Some(raw) = event.get("rawQueryString").and_then(Value::as_str) {
        return raw.to_owned();
    }
    // A load balancer gives the parts as they were sent, a REST API decoded ones.
    let sent = event.pointer("/requestContext/elb").is_some();
    let part = |text: &str| if sent { text.to_owned() } else { utf8_percent_encode(text, PART).to_string() };
    let pairs = pairs(event, "multiValueQueryStringParameters", "queryStringParameters");
    pairs.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect::<Vec<_>>().join("&")
}

/// The names and values of a map of lists; where there is none, of the map of single values.
fn pairs<'e>(event: &'e Value, multi: &str, single: &str) -> Vec<(&'e str, &'e str)> {
    let entries = |name| event.get(name).and_then(Value::as_object).into_iter().flatten();
    let lists: Vec<_> = entries(multi)
        .flat_map(|(name, values)| values.as_array().into_iter().flatten().map(|value| (name.as_str(), value)))
        .collect();
    let chosen =
        if lists.is_empty() { entries(single).map(|(name, value)| (name.as_str(), value)).collect() } else { lists };
    chosen.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?))).collect()
}

fn headers(event: &Value) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
    let mut headers = Vec::new();
    for (name, value) in pairs(event, "multiValueHeaders", "headers") {
        let name = HeaderName::try_from(name).map_err(|_| format!("HTTP has no header `{name}`"))?;
        let text = name.as_str();
        if HOP.contains(&text) || text == "cookie" || ADDED.iter().any(|prefix| text.starts_with(prefix)) {
            continue;
        }
        let value = HeaderValue::try_from(value).map_err(|_| format!("HTTP cannot carry the header `{name}`"))?;
        headers.push((name, value));
    }
    let listed = event.get("cookies").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut cookies: Vec<_> = listed.collect();
    if cookies.is_empty() {
        let sent = pairs(event, "multiValueHeaders", "headers").into_iter();
        cookies = sent.filter(|(name, _)| name.eq_ignore_ascii_case("cookie")).map(|(_, value)| value).collect();
    }
    if !cookies.is_empty() {
        let value =
            HeaderValue::try_from(cookies.join("; ")).map_err(|_| "HTTP cannot carry the cookies".to_owned())?;
        headers.push((HeaderName::from_static("cookie"), value));
    }
    Ok(headers)
}

fn body(event: &Value) -> Result<Vec<u8>, String> {
    let body = event.get("body").and_then(Value::as_str).unwrap_or_default();
    if event.get("isBase64Encoded") != Some(&Value::Bool(true)) {
        return Ok(body.as_bytes().to_vec());
    }
    STANDARD.decode(body).map_err(|_| "its body is flagged as base64 and is none: no client sends that".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn target(event: &str) -> String {
        Plain::of(event, "/api").unwrap().target
    }

    #[test]
    fn the_path_is_without_stage_and_base_path() {
        let http = |path: &str, stage: &str| {
            format!(r#"{{"rawPath":"{path}","requestContext":{{"stage":"{stage}","http":{{"method":"GET"}}}}}}"#)
        };
        assert_eq!(target(&http("/live/api/health", "live")), "/health");
        assert_eq!(target(&http("/live", "live")), "/");
        assert_eq!(target(&http("/apiary", "$default")), "/apiary");
        assert_eq!(target(&http("/health/health", "health")), "/health");
        let rest = r#"{"path":"/live/x","httpMethod":"GET","requestContext":{"stage":"live","path":"/live/live/x"}}"#;
        assert_eq!(target(rest), "/live/x");
    }

    #[test]
    fn what_a_trigger_decoded_is_encoded_again() {
        let decoded = r#"{"rawPath":"/café du","rawQueryString":"a=%20&b","requestContext":{"http":{"method":"GET"}}}"#;
        assert_eq!(target(decoded), "/caf%C3%A9%20du?a=%20&b");
        let rest = r#"{"path":"/x","httpMethod":"GET","multiValueQueryStringParameters":{"a":["1 2","&"]}}"#;
        assert_eq!(target(rest), "/x?a=1%202&a=%26");
        let balancer =
            r#"{"path":"/x","httpMethod":"GET","queryStringParameters":{"a":"1%202"},"requestContext":{"elb":{}}}"#;
        assert_eq!(target(balancer), "/x?a=1%202");
    }

    #[test]
    fn headers_of_the_connection_stay_behind() {
        let event = r#"{"path":"/","httpMethod":"POST","headers":{"Host":"a","Accept":"*/*","X-Amzn-Trace-Id":"1"},
            "cookies":["a=1","b=2"],"body":"aGk=","isBase64Encoded":true}"#;
        let plain = Plain::of(event, "").unwrap();
        assert_eq!(plain.headers.len(), 2);
        assert_eq!(plain.header("accept"), Some("*/*"));
        assert_eq!(plain.header("cookie"), Some("a=1; b=2"));
        assert_eq!(plain.body, b"hi");
    }

    #[test]
    fn what_http_cannot_carry_says_why() {
        let why = |event: &str| Plain::of(event, "").unwrap_err();
        assert_eq!(why("{}"), "it is no HTTP event");
        assert_eq!(why(r#"{"path":"/","httpMethod":"GE T"}"#), "HTTP has no method `GE T`");
        assert_eq!(why(r#"{"path":"/","httpMethod":"GET","headers":{"a b":""}}"#), "HTTP has no header `a b`");
    }
}
