//! Builds the event that an HTTP API with the stage `$default` would send for a request.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HOST, HeaderName, USER_AGENT};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Request};
use percent_encoding::percent_decode_str;
use query_core::Host;

use super::payload::{Context, Http, Payload};
use crate::content_type::is_text;

/// How and when a request reached the gateway.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The client's address.
    pub client: IpAddr,
    /// The scheme of the URL that the client used.
    pub scheme: Scheme,
    /// The time since the Unix epoch.
    pub time: Duration,
    /// Random, to make the request id from.
    pub id: u128,
}

impl Arrival {
    /// A request that arrives now, by the host's clock and randomness.
    pub fn now(client: IpAddr, scheme: Scheme, host: &dyn Host) -> Self {
        let id = u128::from(host.random()) << 64 | u128::from(host.random());
        Self { client, scheme, time: host.now(), id }
    }

    fn request_id(&self) -> String {
        let mut id = BASE64.encode(self.id.to_be_bytes());
        id.truncate(15);
        id + "="
    }

    /// The time in the common log format: `12/Mar/2020:19:03:58 +0000`.
    fn log_time(&self) -> String {
        let time = i64::try_from(self.time.as_secs()).ok();
        let time = time.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
        time.map(|time| time.format("%d/%b/%Y:%H:%M:%S +0000").to_string()).unwrap_or_default()
    }
}

/// The event that an HTTP API would send for this request.
pub fn event<'a>(request: &'a Request<Bytes>, arrival: &Arrival) -> Payload<'a> {
    let header = |name: HeaderName| text(request.headers(), name);
    let query = request.uri().query().unwrap_or_default();
    // An HTTP API decodes the path, though its field is called raw.
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
    let authority = request.uri().authority().map_or_else(|| header(HOST), Authority::as_str);
    let domain = authority.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(authority, |(domain, _)| domain);
    let (body, is_base64_encoded) = body(request.body(), header(CONTENT_TYPE));
    let cookies = request.headers().get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    Payload {
        version: "2.0",
        route_key: "$default",
        raw_path: path.clone(),
        raw_query_string: query,
        cookies: cookies.flat_map(|value| value.split("; ")).map(Cow::Borrowed).collect(),
        headers: headers(request.headers(), authority, arrival),
        query_string_parameters: parameters(query),
        request_context: Context {
            account_id: "000000000000",
            api_id: "local",
            domain_name: domain,
            domain_prefix: domain.split('.').next().unwrap_or_default(),
            http: Http {
                method: request.method().as_str(),
                path,
                protocol: "HTTP/1.1",
                source_ip: arrival.client.to_string(),
                user_agent: header(USER_AGENT),
            },
            request_id: arrival.request_id(),
            route_key: "$default",
            stage: "$default",
            time: arrival.log_time(),
            time_epoch: u64::try_from(arrival.time.as_millis()).unwrap_or(u64::MAX),
        },
        body,
        is_base64_encoded,
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Text stays text; every other body is base64, including forms and bodies without a content type.
fn body(body: &Bytes, content_type: &str) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    match std::str::from_utf8(body) {
        Ok(text) if is_text(content_type) => (Some(text.to_owned()), false),
        _ => (Some(BASE64.encode(body)), true),
    }
}

/// The request's headers, repeated ones joined with commas, and those that a gateway adds. Cookies have their own field.
fn headers<'a>(sent: &'a HeaderMap, authority: &str, arrival: &Arrival) -> BTreeMap<&'a str, String> {
    let mut headers = BTreeMap::new();
    for (name, value) in sent.iter().filter(|(name, _)| **name != COOKIE) {
        join(&mut headers, name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
    }
    let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|port| is_port(port));
    let usual = if arrival.scheme == Scheme::HTTP { "80" } else { "443" };
    headers.insert("x-forwarded-for", arrival.client.to_string());
    headers.insert("x-forwarded-port", port.unwrap_or(usual).to_owned());
    headers.insert("x-forwarded-proto", arrival.scheme.to_string());
    headers
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        join(&mut parameters, name.into_owned(), &value);
    }
    parameters
}

/// Adds a value after those that the name already has, separated by a comma.
fn join<K: Ord>(map: &mut BTreeMap<K, String>, name: K, value: &str) {
    map.entry(name)
        .and_modify(|values| {
            values.push(',');
            values.push_str(value);
        })
        .or_insert_with(|| value.to_owned());
}
