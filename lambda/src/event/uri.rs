//! Rebuilds the URI that the client requested, as far as the trigger passes it on.

use bytes::Bytes;
use http::header::{HOST, HeaderValue};
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use http::{HeaderMap, Uri};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use query_core::Error;

use super::invalid::invalid;
use super::trigger::Trigger;
use super::wire::Wire;

/// Characters to encode in a query: WHATWG's query percent-encode set. `%` is not in it, so nothing is encoded twice.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// Characters to encode in a path: WHATWG's path percent-encode set and the backslash, which WHATWG reads as a slash.
const PATH: &AsciiSet = &QUERY.add(b'?').add(b'`').add(b'{').add(b'}').add(b'\\');

/// Characters to encode in a decoded name or value: all but RFC 3986's unreserved ones.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An absolute URI if the host is known, otherwise a path and a query.
pub(super) fn build(trigger: Trigger, wire: &Wire<'_>, headers: &HeaderMap, base_path: &str) -> Result<Uri, Error> {
    let path = strip(without_stage(trigger, wire), base_path);
    let mut target = String::with_capacity(path.len() + wire.raw_query_string.len() + 2);
    if !path.starts_with('/') {
        target.push('/');
    }
    target.extend(utf8_percent_encode(path, PATH));
    push_query(&mut target, trigger, wire);

    let mut parts = Parts::default();
    let target = PathAndQuery::from_maybe_shared(Bytes::from(target));
    parts.path_and_query = Some(target.map_err(|error| invalid(format!("invalid path or query: {error}")))?);
    // The console's sample event has a placeholder as its domain; ignore it.
    let host = headers.get(HOST).map_or(&b""[..], HeaderValue::as_bytes);
    let hosts = [host, wire.request_context.domain_name.as_bytes()];
    parts.authority = hosts.into_iter().find_map(|host| Authority::try_from(host).ok());
    parts.scheme = parts.authority.is_some().then(|| scheme(headers));
    Uri::from_parts(parts).map_err(|error| invalid(format!("invalid URI: {error}")))
}

fn scheme(headers: &HeaderMap) -> Scheme {
    match headers.get("x-forwarded-proto") {
        Some(proto) if proto.as_bytes().eq_ignore_ascii_case(b"http") => Scheme::HTTP,
        _ => Scheme::HTTPS,
    }
}

/// The path after the stage.
///
/// Payload 2.0 begins every path with the name of the stage, even behind a custom domain. A REST API does so only in the
/// context's path, an HTTP API with payload 1.0 in both.
fn without_stage<'w>(trigger: Trigger, wire: &'w Wire<'_>) -> &'w str {
    let context = &wire.request_context;
    let path = match trigger {
        Trigger::HttpApi => &wire.raw_path,
        Trigger::RestApi | Trigger::LoadBalancer => &wire.path,
    };
    let behind = |path| strip_stage(path, &context.stage);
    match trigger {
        Trigger::RestApi if behind(&context.path) == Some(path) => path,
        _ => behind(path).unwrap_or(path),
    }
}

/// The path after `/stage`, if it begins with it. No path ever contains the name of the stage `$default`.
fn strip_stage<'p>(path: &'p str, stage: &str) -> Option<&'p str> {
    let rest = path.strip_prefix('/')?.strip_prefix(stage)?;
    let named = !stage.is_empty() && stage != "$default";
    (named && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
}

/// The path after the prefix, if a segment ends there.
fn strip<'p>(path: &'p str, prefix: &str) -> &'p str {
    path.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path)
}

/// Payload 2.0 has the query as it was sent, a load balancer its encoded parts, a REST API its decoded parts.
fn push_query(target: &mut String, trigger: Trigger, wire: &Wire<'_>) {
    let set = match trigger {
        Trigger::HttpApi => {
            if !wire.raw_query_string.is_empty() {
                target.push('?');
                target.extend(utf8_percent_encode(&wire.raw_query_string, QUERY));
            }
            return;
        }
        Trigger::RestApi => COMPONENT,
        Trigger::LoadBalancer => QUERY,
    };
    let multi = &wire.multi_value_query_string_parameters.0;
    let pairs = if multi.is_empty() { &wire.query_string_parameters.0 } else { multi };
    for (i, (name, value)) in pairs.iter().enumerate() {
        target.push(if i == 0 { '?' } else { '&' });
        target.extend(utf8_percent_encode(name, set));
        target.push('=');
        target.extend(utf8_percent_encode(value, set));
    }
}
