//! The function as Lambda invokes it: the bytes of an event in, the bytes of the response out. Every target runs this code.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{Request, StatusCode};
use query_core::{Answer, Code, Error, Host, Service, Source, Usage};
use serde_json::value::RawValue;

use crate::event::{Event, Trigger};
use crate::response;
use crate::settings::Settings;

/// The most bytes that Lambda lets a function return.
const LARGEST_RESPONSE: usize = 6 * 1024 * 1024;

/// Room for everything in a response but the body: our headers and the JSON around them.
const AROUND_A_BODY: usize = 4 * 1024;

/// A service together with the translation of events.
pub struct Function {
    service: Service,
    base_path: String,
    /// Whether any claim grants access; otherwise claims are not read.
    reads_claims: bool,
    /// Whether an event has been answered; `None` if responses carry no timing.
    warm: Option<AtomicBool>,
}

/// The result of one invocation: the response, and facts for the log.
#[derive(Debug)]
pub struct Invocation {
    /// The response, as the JSON that Lambda expects.
    pub json: Box<RawValue>,
    /// The response's HTTP status.
    pub status: StatusCode,
    /// The resources that the request used.
    pub usage: Usage,
    /// The error that the response reports, with its cause, which the response omits.
    pub error: Option<Error>,
    /// The gateway's id for the request, if the event has one.
    pub request_id: Option<String>,
    /// The content of the `server-timing` header, if responses carry it.
    pub timing: Option<Timing>,
}

/// How long an invocation took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Whether it was the first one.
    pub cold: bool,
    /// From receiving the event to having the HTTP response, before that is encoded for Lambda.
    pub took: Duration,
}

impl Function {
    /// Opens the database. On Lambda this happens during init, before the first invocation.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub async fn open(source: Source, settings: Settings, host: impl Host) -> Result<Self, Error> {
        let Settings { mut config, base_path, reads_claims, .. } = settings;
        config.limits.envelope_bytes = Some(LARGEST_RESPONSE - AROUND_A_BODY);
        Ok(Self { service: Service::open(source, config, host).await?, base_path, reads_claims, warm: None })
    }

    /// [`Function::open`] for a host without an executor.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub fn open_now(source: Source, settings: Settings, host: impl Host) -> Result<Self, Error> {
        query_core::drive(Self::open(source, settings, host))
    }

    /// Adds a `server-timing` header to every response: the duration, and `cold` on the first one.
    ///
    /// Replays do without, because the same event must give the same bytes.
    #[must_use]
    pub fn with_timing(self) -> Self {
        Self { warm: Some(AtomicBool::new(false)), ..self }
    }

    /// Answers an event. Whatever its bytes are, the result is a response that a gateway can pass on.
    pub async fn invoke(&self, event: &[u8]) -> Invocation {
        let begun = self.warm.as_ref().map(|_| self.service.host().monotonic());
        let (trigger, request_id, request) = self.request(event);
        let Answer { mut response, usage, error } = match request {
            Ok(request) => self.service.handle(&request).await,
            Err(error) => error.into(),
        };
        let timing = begun.and_then(|begun| self.timing(begun));
        response.headers_mut().extend(timing.and_then(Timing::header));
        let status = response.status();
        let json = response::encode(trigger, response);
        if json.get().len() <= LARGEST_RESPONSE {
            return Invocation { json, status, usage, error, request_id, timing };
        }
        let detail = format!(
            "the response is {} bytes as an event, and Lambda allows {LARGEST_RESPONSE}; request fewer rows or columns",
            json.get().len()
        );
        let error = Error::new(Code::ResponseTooLarge, detail);
        let json = response::encode(trigger, error.to_response());
        Invocation { json, status: error.code().status(), usage, error: Some(error), request_id, timing }
    }

    /// [`Function::invoke`] for a host without an executor.
    pub fn invoke_now(&self, event: &[u8]) -> Invocation {
        query_core::drive(self.invoke(event))
    }

    /// The host that the function was opened with.
    pub fn host(&self) -> &dyn Host {
        self.service.host()
    }

    fn timing(&self, begun: Duration) -> Option<Timing> {
        let cold = !self.warm.as_ref()?.swap(true, Relaxed);
        Some(Timing { cold, took: self.service.host().monotonic().saturating_sub(begun) })
    }

    /// The request in an event, and what is needed to respond even if there is none.
    fn request(&self, event: &[u8]) -> (Trigger, Option<String>, Result<Request<Bytes>, Error>) {
        match Event::parse(event) {
            Ok(event) => {
                let request_id = event.request_id().map(str::to_owned);
                let claims = if self.reads_claims { event.claims() } else { None };
                let trigger = event.trigger();
                let mut request = event.into_request(&self.base_path);
                if let (Ok(request), Some(claims)) = (&mut request, claims) {
                    request.extensions_mut().insert(claims);
                }
                (trigger, request_id, request)
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
