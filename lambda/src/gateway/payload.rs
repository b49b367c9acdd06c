//! Payload format 2.0, with the fields in the order in which AWS sends them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

/// Replaces a secret in a recording.
const REDACTED: &str = "[redacted]";

/// An event of an HTTP API.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload<'a> {
    pub(super) version: &'static str,
    pub(super) route_key: &'static str,
    pub(super) raw_path: Cow<'a, str>,
    pub(super) raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cookies: Vec<Cow<'a, str>>,
    pub(super) headers: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) query_string_parameters: BTreeMap<String, String>,
    pub(super) request_context: Context<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<String>,
    pub(super) is_base64_encoded: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Context<'a> {
    pub(super) account_id: &'static str,
    pub(super) api_id: &'static str,
    pub(super) domain_name: &'a str,
    pub(super) domain_prefix: &'a str,
    pub(super) http: Http<'a>,
    pub(super) request_id: String,
    pub(super) route_key: &'static str,
    pub(super) stage: &'static str,
    pub(super) time: String,
    pub(super) time_epoch: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Http<'a> {
    pub(super) method: &'a str,
    pub(super) path: Cow<'a, str>,
    pub(super) protocol: &'static str,
    pub(super) source_ip: String,
    pub(super) user_agent: &'a str,
}

impl Payload<'_> {
    /// The JSON on one line, as AWS sends it.
    pub fn to_json(&self) -> String {
        // Strings, numbers and maps of strings always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The JSON with indentation, for a person to read.
    pub fn to_json_pretty(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The event without its bearer token and without the values of its cookies.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        if let Some(token) = self.headers.get_mut("authorization") {
            *token = format!("Bearer {REDACTED}");
        }
        for cookie in &mut self.cookies {
            let name = cookie.split('=').next().unwrap_or_default();
            *cookie = format!("{name}={REDACTED}").into();
        }
        self
    }
}
