//! Converts what a function returns to the HTTP response that a gateway or a load balancer sends.

use std::collections::BTreeMap;
use std::fmt::Display;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{HeaderName, HeaderValue, SET_COOKIE};
use http::{HeaderMap, Response, StatusCode};
use serde::Deserialize;

/// The fields of a function's response, whichever trigger it is for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FunctionResponse {
    status_code: u16,
    headers: Option<BTreeMap<String, String>>,
    multi_value_headers: Option<BTreeMap<String, Vec<String>>>,
    cookies: Option<Vec<String>>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

/// Converts a function's response, as JSON, to HTTP.
///
/// # Errors
/// The text says what is malformed; a gateway would answer 502.
pub fn response(json: &str) -> Result<Response<Bytes>, String> {
    let returned: FunctionResponse = serde_json::from_str(json).map_err(malformed)?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::from_u16(returned.status_code).map_err(malformed)?;
    let headers = response.headers_mut();
    for (name, values) in returned.multi_value_headers.unwrap_or_default() {
        values.iter().try_for_each(|value| append(headers, &name, value))?;
    }
    // A response to a load balancer has every header in both maps.
    for (name, value) in returned.headers.unwrap_or_default() {
        if !headers.contains_key(&name) {
            append(headers, &name, &value)?;
        }
    }
    for cookie in returned.cookies.unwrap_or_default() {
        append(headers, SET_COOKIE.as_str(), &cookie)?;
    }
    let body = returned.body.unwrap_or_default();
    *response.body_mut() = match returned.is_base64_encoded {
        Some(true) => BASE64.decode(body).map_err(malformed)?.into(),
        _ => body.into(),
    };
    Ok(response)
}

fn append(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), String> {
    let name = HeaderName::try_from(name).map_err(malformed)?;
    let value = HeaderValue::try_from(value).map_err(malformed)?;
    headers.try_append(name, value).map(|_| ()).map_err(malformed)
}

fn malformed(error: impl Display) -> String {
    format!("the function's response is malformed: {error}")
}
