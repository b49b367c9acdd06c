//! Builds the header map of a request from an event.

use std::mem::take;

use bytes::BytesMut;
use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use query_core::Error;

use super::invalid::invalid;
use super::wire::{Pairs, Text, Wire};

/// Headers that AWS adds to every request and that `http` has no constants for.
static USUAL: [HeaderName; 4] = [
    HeaderName::from_static("x-amzn-trace-id"),
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-forwarded-proto"),
];

/// Takes the headers out of an event. If a name is in both maps, the one with all of its values wins.
pub(super) fn build(wire: &mut Wire<'_>) -> Result<HeaderMap, Error> {
    let single = take(&mut wire.headers);
    let multi = take(&mut wire.multi_value_headers);
    let mut headers = HeaderMap::try_with_capacity(single.0.len().max(multi.0.len())).map_err(too_many)?;
    let length = single.0.iter().chain(&multi.0).map(|(_, value)| value.len()).sum();
    let mut room = BytesMut::with_capacity(length);
    set(&mut headers, single, &mut room)?;
    set(&mut headers, multi, &mut room)?;
    // Payload 2.0 has a field for cookies, and not every sender repeats them in a header.
    if let Some(cookies) = take(&mut wire.cookies).filter(|cookies| !cookies.is_empty()) {
        let cookies: Vec<&str> = cookies.iter().map(|cookie| &**cookie).collect();
        headers.try_insert(COOKIE, value("cookie", &cookies.join("; "), &mut room)?).map_err(too_many)?;
    }
    Ok(headers)
}

fn set(headers: &mut HeaderMap, pairs: Pairs<'_>, room: &mut BytesMut) -> Result<(), Error> {
    let mut last = Text::default();
    for (text, content) in pairs.0 {
        let content = value(&text, &content, room)?;
        let name = name(&text)?;
        if *last == *text {
            headers.try_append(name, content).map_err(too_many)?;
        } else {
            headers.try_insert(name, content).map_err(too_many)?;
        }
        last = text;
    }
    Ok(())
}

fn name(text: &str) -> Result<HeaderName, Error> {
    if let Some(usual) = USUAL.iter().find(|usual| **usual == *text) {
        return Ok(usual.clone());
    }
    HeaderName::from_bytes(text.as_bytes()).map_err(|_| invalid(format!("`{text}` is not a valid header name")))
}

/// All values share one allocation.
fn value(name: &str, text: &str, room: &mut BytesMut) -> Result<HeaderValue, Error> {
    room.extend_from_slice(text.as_bytes());
    let value = HeaderValue::from_maybe_shared(room.split().freeze());
    value.map_err(|_| invalid(format!("header `{name}` contains a character that is not allowed in a header")))
}

fn too_many(_: http::header::MaxSizeReached) -> Error {
    invalid("too many headers")
}

/// The time in `x-amzn-trace-id: Root=1-<seconds as 8 hex digits>-...`, in milliseconds.
pub(super) fn trace_time(wire: &Wire<'_>) -> Option<u64> {
    let mut pairs = wire.headers.0.iter().chain(&wire.multi_value_headers.0);
    let (_, trace) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("x-amzn-trace-id"))?;
    let (_, root) = trace.split_once("Root=1-")?;
    let seconds = u32::from_str_radix(root.get(..8)?, 16).ok()?;
    Some(u64::from(seconds) * 1000)
}
