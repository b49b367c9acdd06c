//! Which format an answer has.

use bytes::Bytes;
use http::{HeaderMap, Response};

use super::body::Sealed;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
}

impl Format {
    /// The format that a request's headers ask for. JSON is the only one so far: every `accept` gets it.
    pub(crate) fn negotiate(_headers: &HeaderMap) -> Self {
        Format::Json
    }

    fn content_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
        }
    }

    /// The response of a finished body.
    pub(crate) fn respond(self, body: Sealed) -> Response<Bytes> {
        body.into_response(self.content_type())
    }
}
