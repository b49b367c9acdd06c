//! The function as Lambda invokes it: an event's bytes in, the response's bytes out. Every target runs this.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{Request, StatusCode};
use query_core::{Code, Error, Host, Service, Source, Usage};
use serde_json::value::RawValue;

use crate::event::{Event, Trigger};
use crate::response;
use crate::settings::Settings;

/// What Lambda lets a function return, in bytes.
const LARGEST_RESPONSE: usize = 6 * 1024 * 1024;

/// Room for what stands around a body in a response: our headers, and JSON's own.
const AROUND_A_BODY: usize = 4 * 1024;

/// An open service behind the translation of events.
pub struct Function {
    service: Service,
    base_path: String,
    /// Where responses tell their time: whether one has been answered.
    warm: Option<AtomicBool>,
}

/// What an invocation returns to Lambda, and what there is to log about it.
#[derive(Debug)]
pub struct Answer {
    /// The response as Lambda's JSON.
    pub json: Box<RawValue>,
    /// The status in it.
    pub status: StatusCode,
    /// What the request has used.
    pub usage: Usage,
    /// The error in it, with a cause that the response does not tell.
    pub error: Option<Error>,
    /// The gateway's id of the request, where the event has one.
    pub request_id: Option<String>,
    /// What `server-timing` says, where responses tell their time.
    pub timing: Option<Timing>,
}

/// How an invocation went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Whether it was the first one.
    pub cold: bool,
    /// From the event's bytes to the response, before it is an event's JSON again.
    pub took: Duration,
}

impl Function {
    /// Opens the database. On Lambda that is part of the init, before the first invocation.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub async fn open(source: Source, settings: Settings, host: impl Host) -> Result<Self, Error> {
        let Settings { mut config, base_path, .. } = settings;
        config.limits.envelope_bytes = Some(LARGEST_RESPONSE - AROUND_A_BODY);
        Ok(Self { service: Service::open(source, config, host).await?, base_path, warm: None })
    }

    /// [`Function::open`] for a host that has no executor.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub fn open_now(source: Source, settings: Settings, host: impl Host) -> Result<Self, Error> {
        query_core::drive(Self::open(source, settings, host))
    }

    /// The same function, each response with a `server-timing` header: how long it took, and `cold` on the first.
    ///
    /// A replay has none: there the same event is to give the same bytes.
    #[must_use]
    pub fn telling_time(self) -> Self {
        Self { warm: Some(AtomicBool::new(false)), ..self }
    }

    /// Answers an event. Whatever the bytes are, the answer is a response that a gateway can pass on.
    pub async fn invoke(&self, event: &[u8]) -> Answer {
        let begun = self.warm.as_ref().map(|_| self.service.host().monotonic());
        let (trigger, request_id, request) = self.request(event);
        let query_core::Answer { mut response, usage, error } = match request {
            Ok(request) => self.service.handle(&request).await,
            Err(error) => error.into(),
        };
        let timing = begun.and_then(|begun| self.timing(begun));
        response.headers_mut().extend(timing.and_then(Timing::header));
        let status = response.status();
        let json = response::encode(trigger, response);
        if json.get().len() <= LARGEST_RESPONSE {
            return Answer { json, status, usage, error, request_id, timing };
        }
        let detail = format!(
            "the response would have {} bytes as an event, and Lambda lets pass {LARGEST_RESPONSE}; \
             ask for fewer rows or columns",
            json.get().len()
        );
        let error = Error::new(Code::ResponseTooLarge, detail);
        let json = response::encode(trigger, error.to_response());
        Answer { json, status: error.code().status(), usage, error: Some(error), request_id, timing }
    }

    /// [`Function::invoke`] for a host that has no executor.
    pub fn invoke_now(&self, event: &[u8]) -> Answer {
        query_core::drive(self.invoke(event))
    }

    /// The host, as it was given.
    pub fn host(&self) -> &dyn Host {
        self.service.host()
    }

    fn timing(&self, begun: Duration) -> Option<Timing> {
        let cold = !self.warm.as_ref()?.swap(true, Relaxed);
        Some(Timing { cold, took: self.service.host().monotonic().saturating_sub(begun) })
    }

    /// The request in an event, and how to answer even if there is none.
    fn request(&self, event: &[u8]) -> (Trigger, Option<String>, Result<Request<Bytes>, Error>) {
        match Event::parse(event) {
            Ok(event) => {
                let request_id = event.request_id().map(str::to_owned);
                (event.trigger(), request_id, event.into_request(&self.base_path))
            }
            Err(error) => (Trigger::HttpApi, None, Err(error)),
        }
    }
}

impl Timing {
    fn header(self) -> Option<(HeaderName, HeaderValue)> {
        let milliseconds = self.took.as_secs_f64() * 1e3;
        let text = format!("{}function;dur={milliseconds:.3}", if self.cold { "cold, " } else { "" });
        Some((HeaderName::from_static("server-timing"), HeaderValue::try_from(text).ok()?))
    }
}
