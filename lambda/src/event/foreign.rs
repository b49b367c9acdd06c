//! Describes an event that is not an HTTP event, for the text of the error.

use std::collections::BTreeMap;

use query_core::Error;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use super::invalid::invalid;

/// How many of the event's fields the text names.
const NAMED: usize = 5;

/// The error for these bytes, saying what they are.
pub(super) fn error(json: &[u8]) -> Error {
    let found = match serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(json) {
        Ok(fields) if fields.is_empty() => "an empty object".to_owned(),
        Ok(fields) => match serde_json::from_slice::<Sourced>(json).ok().and_then(Sourced::source) {
            Some(source) => format!("an event from `{source}`"),
            None => {
                let names: Vec<_> = fields.keys().take(NAMED).map(|name| format!("`{name}`")).collect();
                let more = if fields.len() > NAMED { " and more" } else { "" };
                format!("an object with {}{more}", names.join(", "))
            }
        },
        Err(error) if error.classify() == Category::Data => "JSON that is not an object".to_owned(),
        Err(error) => format!("invalid JSON ({error})"),
    };
    invalid(format!("expected an event from API Gateway, a function URL or a load balancer, found {found}"))
}

/// Where other services name themselves: queues, buckets and streams in each record, EventBridge at the top level.
#[derive(Deserialize)]
struct Sourced {
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "eventSource", alias = "EventSource")]
    source: String,
}

impl Sourced {
    fn source(self) -> Option<String> {
        self.records.into_iter().next().map(|record| record.source).or(self.source)
    }
}
