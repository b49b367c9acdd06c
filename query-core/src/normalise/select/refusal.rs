//! The error for what the engine cannot answer as SQLite does.

use crate::error::{Code, Error};

/// Names the construct, and how to write it instead.
pub(super) fn limitation(detail: &str) -> Error {
    Error::new(Code::EngineLimitation, detail)
}
