//! A fixture as plain HTTP: what is sent, and what has to come.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use events::Case;
use serde_json::Value;

use super::answer::Answer;
use super::plain::Plain;

/// A case of `events/`.
pub(super) struct Fixture {
    pub(super) name: &'static str,
    /// The request, or why HTTP has none.
    pub(super) request: Result<Plain, String>,
    /// The function's variables.
    pub(super) settings: BTreeMap<String, String>,
    /// Whether an authorizer tells of the caller what the answer depends on.
    pub(super) claims: bool,
    pub(super) recorded: Answer,
}

impl Fixture {
    pub(super) fn of(case: &Case) -> Result<Self> {
        let settings = case.variables().with_context(|| format!("events/cases/{}/settings.json", case.name))?;
        let base_path = settings.get("LIMBDA_BASE_PATH").map(String::as_str).unwrap_or_default();
        let event: Value = serde_json::from_str(case.event).unwrap_or_default();
        let authorizer = event.pointer("/requestContext/authorizer").is_some_and(|value| !value.is_null());
        Ok(Self {
            name: case.name,
            request: Plain::of(case.event, base_path),
            claims: authorizer && settings.contains_key("LIMBDA_CLAIMS"),
            recorded: Answer::recorded(case.response)
                .with_context(|| format!("events/cases/{}/response.json", case.name))?,
            settings,
        })
    }
}
