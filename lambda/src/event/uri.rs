//! The URI of an event, out of what its trigger has left of the client's.

use bytes::Bytes;
use http::header::{HOST, HeaderValue};
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use http::{HeaderMap, Uri};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use query_core::Error;

use super::wire::Wire;
use super::{Trigger, invalid};

/// What a query may not hold as it is: WHATWG's query percent-encode set. What is encoded already stays as it is.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// What a path may not: WHATWG's path percent-encode set, and the backslash, which WHATWG would take for a slash.
const PATH: &AsciiSet = &QUERY.add(b'?').add(b'`').add(b'{').add(b'}').add(b'\\');

/// What a decoded name or value has to lose: all but RFC 3986's unreserved characters.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Absolute where the host is known, else the path and the query alone.
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
    parts.path_and_query = Some(target.map_err(|error| invalid(format!("the path and the query: {error}")))?);
    // The console's sample event has a placeholder for a domain; a request does not fail for it.
    let host = headers.get(HOST).map_or(&b""[..], HeaderValue::as_bytes);
    let hosts = [host, wire.request_context.domain_name.as_bytes()];
    parts.authority = hosts.into_iter().find_map(|host| Authority::try_from(host).ok());
    parts.scheme = parts.authority.is_some().then(|| scheme(headers));
    Uri::from_parts(parts).map_err(|error| invalid(format!("the URI: {error}")))
}

fn scheme(headers: &HeaderMap) -> Scheme {
    match headers.get("x-forwarded-proto") {
        Some(proto) if proto.as_bytes().eq_ignore_ascii_case(b"http") => Scheme::HTTP,
        _ => Scheme::HTTPS,
    }
}

/// The path as the client sees it behind the stage.
///
/// Payload 2.0 has the name of a stage in every path, also behind a custom domain. A REST API has it in the context's
/// path alone; an HTTP API with payload 1.0 has it in both.
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

/// The path behind `/stage`, if it begins with it. `$default` is the stage that has no name in any path.
fn strip_stage<'p>(path: &'p str, stage: &str) -> Option<&'p str> {
    let rest = path.strip_prefix('/')?.strip_prefix(stage)?;
    let named = !stage.is_empty() && stage != "$default";
    (named && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
}

/// The path behind the prefix, if that is where a segment ends.
fn strip<'p>(path: &'p str, prefix: &str) -> &'p str {
    path.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path)
}

/// Payload 2.0 has the query as it came, a load balancer its encoded parts, a REST API its decoded parts.
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
