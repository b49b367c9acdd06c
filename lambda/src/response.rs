//! Encodes an HTTP response as the JSON that the function returns to its trigger.

use std::borrow::Cow;

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, SET_COOKIE};
use http::{Response, StatusCode};
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::content_type::is_text;
use crate::event::Trigger;

/// Encodes the response in the shape that the trigger expects.
///
/// A text body is a string. Any other body, and text that is not UTF-8, is base64 and marked as such.
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
        // A REST API merges the two maps, and would send twice what is in both.
        Trigger::RestApi => wire.multi_value_headers = Several(&headers),
        // A target group reads one of the two, depending on its settings, and the event does not always show which.
        Trigger::LoadBalancer => {
            wire.status_description = Some(description(status));
            wire.headers = Joined(&headers);
            wire.multi_value_headers = Several(&headers);
        }
    }
    // Strings and numbers always serialize.
    to_raw_value(&wire).unwrap_or_default()
}

/// All three shapes. Fields that a shape lacks are empty or omitted; the order suits each.
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

/// Headers with one string each. Repeated ones are joined with commas, except cookies, which would become invalid: only the
/// first is sent.
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

/// Headers with an array of strings each.
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

/// The body as text, if it is UTF-8 and the headers do not say otherwise.
fn text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Option<&'a str> {
    let content_type = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    if !content_type.is_none_or(is_text) || headers.contains_key(CONTENT_ENCODING) {
        return None;
    }
    std::str::from_utf8(body).ok()
}

fn description(status: StatusCode) -> String {
    format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default())
}

fn lossy(value: &HeaderValue) -> Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}
