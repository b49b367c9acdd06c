//! The headers of an event.

use std::borrow::Cow;
use std::mem::take;

use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use query_core::Error;

use super::invalid;
use super::wire::{Pairs, Text, Wire};

/// Takes the headers out of an event. Where both maps have a name, the one with all its values wins.
pub(super) fn build(wire: &mut Wire<'_>) -> Result<HeaderMap, Error> {
    let single = take(&mut wire.headers);
    let multi = take(&mut wire.multi_value_headers);
    let mut headers = HeaderMap::try_with_capacity(single.0.len().max(multi.0.len())).map_err(too_many)?;
    set(&mut headers, single)?;
    set(&mut headers, multi)?;
    // Payload 2.0 has the cookies apart, and not all of its senders have the header as well.
    if let Some(cookies) = take(&mut wire.cookies).filter(|cookies| !cookies.is_empty()) {
        let cookies: Vec<&str> = cookies.iter().map(|cookie| &**cookie).collect();
        headers.try_insert(COOKIE, value("cookie", Cow::Owned(cookies.join("; ")))?).map_err(too_many)?;
    }
    Ok(headers)
}

fn set(headers: &mut HeaderMap, pairs: Pairs<'_>) -> Result<(), Error> {
    let mut last = Text::default();
    for (text, content) in pairs.0 {
        let content = value(&text, content.into_cow())?;
        let name = HeaderName::from_bytes(text.as_bytes());
        let name = name.map_err(|_| invalid(format!("`{}` is not a header name", &*text)))?;
        if *last == *text {
            headers.try_append(name, content).map_err(too_many)?;
        } else {
            headers.try_insert(name, content).map_err(too_many)?;
        }
        last = text;
    }
    Ok(())
}

fn value(name: &str, value: Cow<'_, str>) -> Result<HeaderValue, Error> {
    let value = match value {
        Cow::Borrowed(text) => HeaderValue::from_str(text),
        Cow::Owned(text) => HeaderValue::try_from(text),
    };
    value.map_err(|_| invalid(format!("header `{name}` holds a character that no header may")))
}

fn too_many(_: http::header::MaxSizeReached) -> Error {
    invalid("there are too many headers")
}

/// The seconds in `x-amzn-trace-id: Root=1-<8 hex digits>-...`, in milliseconds.
pub(super) fn trace_time(wire: &Wire<'_>) -> Option<u64> {
    let mut pairs = wire.headers.0.iter().chain(&wire.multi_value_headers.0);
    let (_, trace) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("x-amzn-trace-id"))?;
    let (_, root) = trace.split_once("Root=1-")?;
    let seconds = u32::from_str_radix(root.get(..8)?, 16).ok()?;
    Some(u64::from(seconds) * 1000)
}
