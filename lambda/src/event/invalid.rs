//! The error for every event that cannot become a request.

use query_core::{Code, Error};

pub(super) fn invalid(detail: impl Into<String>) -> Error {
    Error::new(Code::InvalidEvent, detail)
}
