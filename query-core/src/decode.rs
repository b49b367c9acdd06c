//! The JSON of a request's body.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::error::Category;

use crate::error::{Code, Error};
use crate::params::Params;

/// One statement and its parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement<'a> {
    #[serde(borrow)]
    pub(crate) sql: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(crate) params: Params<'a>,
}

/// Reads JSON as what the endpoint takes; `expected` shows it.
pub(crate) fn decode<'a, T: Deserialize<'a>>(json: &'a [u8], expected: &str) -> Result<T, Error> {
    match json.trim_ascii_start() {
        [] => return Err(Error::new(Code::InvalidJson, format!("the body is empty; send {expected}"))),
        // Derived deserializers accept an array as a struct, field by field: that is not part of the interface.
        [b'[', ..] => return Err(Error::new(Code::InvalidBody, format!("expected a JSON object; send {expected}"))),
        _ => {}
    }
    serde_json::from_slice(json).map_err(|error| {
        let text = error.to_string();
        match error.classify() {
            Category::Data => Error::new(Code::InvalidBody, format!("{text}; send {expected}")),
            Category::Syntax | Category::Eof | Category::Io => Error::new(Code::InvalidJson, text),
        }
    })
}
