//! Recovers the HTTP request from an event, as its client sent it.

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderMap, Request, Uri};
use query_core::Error;

use crate::event::Event;

/// Headers that belong to one connection; a request sent over another one has its own.
const CONNECTION: [&str; 8] =
    ["host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect", "via", "user-agent"];

/// What the names of headers begin with that AWS adds.
const ADDED: [&str; 3] = ["x-forwarded-", "x-amzn-", "cloudfront-"];

/// Recovers the request that a client would send to get this event, without the headers of its connection.
///
/// The URI is a path and a query, for a service whose paths have neither the event's stage nor `base_path`.
///
/// # Errors
/// As [`Event::parse`] and [`Event::into_request`]: no client can send such an event over HTTP.
pub fn request(event: &[u8], base_path: &str) -> Result<Request<Bytes>, Error> {
    let mut request = Event::parse(event)?.into_request(base_path)?;
    let target = request.uri().path_and_query().cloned();
    *request.uri_mut() = Uri::from(target.unwrap_or_else(|| PathAndQuery::from_static("/")));
    let headers = std::mem::take(request.headers_mut());
    *request.headers_mut() = sent(headers);
    Ok(request)
}

fn sent(headers: HeaderMap) -> HeaderMap {
    let mut sent = HeaderMap::new();
    let mut last = None;
    for (name, value) in headers {
        // `HeaderMap` names the first of several values only.
        last = name.or(last);
        let Some(name) = &last else { continue };
        let text = name.as_str();
        if !CONNECTION.contains(&text) && !ADDED.iter().any(|prefix| text.starts_with(prefix)) {
            sent.append(name, value);
        }
    }
    sent
}
