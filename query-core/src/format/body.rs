//! The body of an answer, never longer than the limits allow. Every answer but an error goes through here.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::error::{Code, Error};
use crate::limits::Limits;

/// A body while it is written.
pub(crate) struct Body {
    bytes: Vec<u8>,
    limit: usize,
    /// How long the body may be as a string within JSON.
    envelope: Option<usize>,
}

impl Body {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { bytes: Vec::with_capacity(512), limit: limits.response_bytes, envelope: limits.envelope_bytes }
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes from a place on.
    pub(crate) fn since(&self, start: usize) -> &[u8] {
        self.bytes.get(start..).unwrap_or_default()
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends a value as JSON.
    pub(crate) fn json(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        serde_json::to_writer(&mut self.bytes, value).map_err(|error| Error::new(Code::Internal, error.to_string()))
    }

    /// Checks that the body may grow by `more` bytes: asked before a large value is written, not only after.
    pub(crate) fn room_for(&self, more: usize) -> Result<(), Error> {
        if self.bytes.len().saturating_add(more) <= self.limit { Ok(()) } else { Err(too_large(self.limit)) }
    }

    /// The whole body, if it is within its limits.
    pub(crate) fn seal(self) -> Result<Sealed, Error> {
        self.room_for(0)?;
        match self.envelope {
            // A JSON string takes another byte for each of these, and for nothing else in a body of JSON.
            Some(limit) if self.bytes.len() > limit / 2 => {
                let escapes = self.bytes.iter().filter(|byte| matches!(byte, b'"' | b'\\')).count();
                if self.bytes.len() + escapes > limit {
                    return Err(too_large(limit));
                }
            }
            _ => {}
        }
        Ok(Sealed(self.bytes))
    }
}

/// A body that may be sent.
pub(crate) struct Sealed(Vec<u8>);

impl Sealed {
    pub(super) fn into_response(self, content_type: &'static str) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(self.0));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        response
    }
}

fn too_large(limit: usize) -> Error {
    Error::new(Code::ResponseTooLarge, format!("the response exceeds {limit} bytes; select fewer rows or columns"))
}
