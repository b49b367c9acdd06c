//! What API Gateway does: an HTTP request to an event of payload 2.0, and the function's response to an HTTP response.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue, SET_COOKIE, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Response, StatusCode};
use query_core::Host;
use serde::{Deserialize, Serialize};

/// What stands where a secret stood.
const BLANK: &str = "[blanked]";

/// An event in the order of fields in which AWS sends it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    version: &'a str,
    route_key: &'a str,
    raw_path: &'a str,
    raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<Cow<'a, str>>,
    headers: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query_string_parameters: BTreeMap<String, String>,
    request_context: Context<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    account_id: &'a str,
    api_id: &'a str,
    domain_name: &'a str,
    domain_prefix: &'a str,
    http: Http<'a>,
    request_id: String,
    route_key: &'a str,
    stage: &'a str,
    time: String,
    time_epoch: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    method: &'a str,
    path: &'a str,
    protocol: &'a str,
    source_ip: String,
    user_agent: &'a str,
}

impl<'a> Event<'a> {
    /// The event that an HTTP API with the stage `$default` would send for this request.
    pub(super) fn of(parts: &'a Parts, body: &Bytes, peer: SocketAddr, host: &dyn Host) -> Self {
        let header =
            |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let domain = parts.uri.host().unwrap_or_else(|| header(HOST));
        let now = host.now();
        let (body, is_base64_encoded) = match body.len() {
            0 => (None, false),
            _ => match std::str::from_utf8(body) {
                Ok(text) if is_text(header(CONTENT_TYPE)) => (Some(text.to_owned()), false),
                _ => (Some(BASE64.encode(body)), true),
            },
        };
        let cookies = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        Self {
            version: "2.0",
            route_key: "$default",
            raw_path: parts.uri.path(),
            raw_query_string: parts.uri.query().unwrap_or_default(),
            cookies: cookies.flat_map(|value| value.split("; ")).map(Cow::Borrowed).collect(),
            headers: joined(&parts.headers, peer),
            query_string_parameters: parameters(parts.uri.query().unwrap_or_default()),
            request_context: Context {
                account_id: "000000000000",
                api_id: "local",
                domain_name: domain,
                domain_prefix: domain.split(['.', ':']).next().unwrap_or_default(),
                http: Http {
                    method: parts.method.as_str(),
                    path: parts.uri.path(),
                    protocol: "HTTP/1.1",
                    source_ip: peer.ip().to_string(),
                    user_agent: header(USER_AGENT),
                },
                request_id: format!("{}=", &BASE64.encode(id(host))[..15]),
                route_key: "$default",
                stage: "$default",
                time: time(now.as_secs()),
                time_epoch: u64::try_from(now.as_millis()).unwrap_or(u64::MAX),
            },
            body,
            is_base64_encoded,
        }
    }

    /// As AWS sends it.
    pub(super) fn json(&self) -> String {
        // Strings, numbers and maps of strings always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Without its token and the values of its cookies, laid out to be read.
    pub(super) fn blanked(mut self) -> String {
        if let Some(token) = self.headers.get_mut("authorization") {
            *token = format!("Bearer {BLANK}");
        }
        for cookie in &mut self.cookies {
            let name = cookie.split('=').next().unwrap_or_default();
            *cookie = format!("{name}={BLANK}").into();
        }
        serde_json::to_string_pretty(&self).unwrap_or_default()
    }
}

/// The content types that API Gateway passes on as text; everything else comes in base64, a form too.
fn is_text(content_type: &str) -> bool {
    let mime = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    mime.starts_with("text/")
        || ["application/json", "application/javascript", "application/xml"].contains(&mime.as_str())
        || mime.ends_with("+json")
        || mime.ends_with("+xml")
}

/// The headers as a gateway passes them on: repeated ones joined by commas, cookies apart, its own added.
fn joined(headers: &HeaderMap, peer: SocketAddr) -> BTreeMap<&str, String> {
    let mut joined = BTreeMap::<_, String>::new();
    for (name, value) in headers.iter().filter(|(name, _)| **name != COOKIE) {
        let value = String::from_utf8_lossy(value.as_bytes());
        let entry = joined.entry(name.as_str()).or_default();
        if !entry.is_empty() {
            entry.push(',');
        }
        entry.push_str(&value);
    }
    joined.insert("x-forwarded-for", peer.ip().to_string());
    joined.insert("x-forwarded-port", peer.port().to_string());
    joined.insert("x-forwarded-proto", "http".to_owned());
    joined
}

fn parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::<String, String>::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match parameters.get_mut(name.as_ref()) {
            Some(values) => {
                values.push(',');
                values.push_str(&value);
            }
            None => {
                parameters.insert(name.into_owned(), value.into_owned());
            }
        }
    }
    parameters
}

fn id(host: &dyn Host) -> [u8; 16] {
    let (high, low) = (host.random().to_be_bytes(), host.random().to_be_bytes());
    let mut id = [0; 16];
    id[..8].copy_from_slice(&high);
    id[8..].copy_from_slice(&low);
    id
}

/// Seconds since the Unix epoch as a gateway writes them: `12/Mar/2020:19:03:58 +0000`.
fn time(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    time.map(|time| time.format("%d/%b/%Y:%H:%M:%S +0000").to_string()).unwrap_or_default()
}

/// The function's response, as far as a gateway reads it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    cookies: Vec<String>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// The HTTP response that a gateway makes of the function's; the error is the text of its own 502.
pub(super) fn response(json: &str) -> Result<Response<Bytes>, String> {
    let malformed = |text: String| format!("the function's response is malformed: {text}");
    let answer: Answer = serde_json::from_str(json).map_err(|error| malformed(error.to_string()))?;
    let body = answer.body.unwrap_or_default();
    let body = match answer.is_base64_encoded {
        true => BASE64.decode(body).map_err(|error| malformed(error.to_string()))?,
        false => body.into_bytes(),
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(answer.status_code).map_err(|error| malformed(error.to_string()))?;
    let cookies = answer.cookies.into_iter().map(|cookie| (SET_COOKIE.to_string(), cookie));
    for (name, value) in answer.headers.into_iter().chain(cookies) {
        let name = HeaderName::try_from(name).map_err(|error| malformed(error.to_string()))?;
        let value = HeaderValue::try_from(value).map_err(|error| malformed(error.to_string()))?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}
