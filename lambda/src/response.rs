//! An HTTP response as the JSON that Lambda returns to the service that called.

use std::borrow::Cow;

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, SET_COOKIE};
use http::{Response, StatusCode};
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::event::Trigger;

/// The response in the shape that the trigger expects.
///
/// A body of text is a string; any other body, and text that is not UTF-8, is base64, and flagged so.
pub fn encode(trigger: Trigger, response: Response<Bytes>) -> Box<RawValue> {
    let (parts, body) = response.into_parts();
    let (status, mut headers) = (parts.status, parts.headers);
    let empty = HeaderMap::new();
    let text = text(&headers, &body);
    let mut wire = Wire {
        status_code: status.as_u16(),
        status_description: None,
        headers: Joined(&empty),
        multi_value_headers: Several(&empty),
        body: text.map_or(Body::Binary(&body), Body::Text),
        is_base64_encoded: text.is_none(),
        cookies: None,
    };
    let cookies: Vec<_>;
    match trigger {
        Trigger::HttpApi => {
            cookies = headers.get_all(SET_COOKIE).iter().cloned().collect();
            headers.remove(SET_COOKIE);
            wire.headers = Joined(&headers);
            wire.cookies = Some(cookies.iter().map(lossy).collect());
        }
        // The two maps are merged: what is in both would be sent twice.
        Trigger::RestApi => wire.multi_value_headers = Several(&headers),
        // A target group reads one of the two, as it is set up, and the event does not always tell which.
        Trigger::LoadBalancer => {
            wire.status_description = Some(description(status));
            wire.headers = Joined(&headers);
            wire.multi_value_headers = Several(&headers);
        }
    }
    // Strings and numbers always serialize.
    to_raw_value(&wire).unwrap_or_default()
}

/// All three shapes: what one has not is empty or left out, the order is AWS's for each.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_description: Option<String>,
    headers: Joined<'a>,
    multi_value_headers: Several<'a>,
    body: Body<'a>,
    is_base64_encoded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cookies: Option<Vec<Cow<'a, str>>>,
}

/// Headers, a string each. Repeats are joined with commas, except cookies, which would not survive it: the first is sent.
struct Joined<'a>(&'a HeaderMap);

impl Serialize for Joined<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.keys().map(|name| {
            let mut values = self.0.get_all(name).iter().map(lossy);
            let first = values.next().unwrap_or_default();
            let rest = values.filter(|_| name != SET_COOKIE);
            (name.as_str(), rest.fold(first, |joined, value| format!("{joined}, {value}").into()))
        }))
    }
}

/// Headers, an array of strings each.
struct Several<'a>(&'a HeaderMap);

impl Serialize for Several<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = |name| self.0.get_all(name).iter().map(lossy).collect::<Vec<_>>();
        serializer.collect_map(self.0.keys().map(|name| (name.as_str(), values(name))))
    }
}

enum Body<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Body::Text(text) => serializer.serialize_str(text),
            Body::Binary(bytes) => serializer.collect_str(&Base64Display::new(bytes, &STANDARD)),
        }
    }
}

/// The body as text, if the headers say that it is text and it is.
fn text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Option<&'a str> {
    const PREFIXES: [&str; 5] =
        ["text", "application/json", "application/javascript", "application/xml", "application/yaml"];
    const SUFFIXES: [&str; 3] = ["+xml", "+yaml", "+json"];

    let kind = headers.get(CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default());
    let is_text = kind.is_none_or(|kind| {
        let essence = kind.split(';').next().unwrap_or_default();
        PREFIXES.iter().any(|prefix| kind.starts_with(prefix)) || SUFFIXES.iter().any(|end| essence.ends_with(end))
    });
    let text = std::str::from_utf8(body).ok();
    text.filter(|_| is_text && !headers.contains_key(CONTENT_ENCODING))
}

fn description(status: StatusCode) -> String {
    format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default())
}

fn lossy(value: &HeaderValue) -> Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}
