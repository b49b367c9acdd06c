//! Reads a Lambda event as an HTTP request, in one pass over the JSON that copies only strings with escapes.

mod authorizer;
mod foreign;
mod headers;
mod invalid;
mod trigger;
mod uri;
mod wire;

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request};
use query_core::{Claims, Error};

pub use trigger::Trigger;

use invalid::invalid;
use wire::Wire;

/// A parsed HTTP event. Fields that no request needs are skipped.
#[derive(Debug)]
pub struct Event<'a> {
    trigger: Trigger,
    wire: Wire<'a>,
}

impl<'a> Event<'a> {
    /// Parses the JSON of an event.
    ///
    /// # Errors
    /// [`Code::InvalidEvent`](query_core::Code::InvalidEvent) unless the event comes from one of the [`Trigger`]s. The text
    /// says what was found instead.
    pub fn parse(json: &'a [u8]) -> Result<Self, Error> {
        if json.trim_ascii_start().first() != Some(&b'{') {
            return Err(foreign::error(json));
        }
        let wire: Wire<'a> =
            serde_json::from_slice(json).map_err(|error| invalid(format!("cannot parse the event: {error}")))?;
        let context = &wire.request_context;
        let trigger = if context.http.is_some() {
            Trigger::HttpApi
        } else if context.elb.is_some() {
            Trigger::LoadBalancer
        } else if !wire.http_method.is_empty() {
            Trigger::RestApi
        } else {
            return Err(foreign::error(json));
        };
        Ok(Self { trigger, wire })
    }

    /// The service that invoked the function.
    pub fn trigger(&self) -> Trigger {
        self.trigger
    }

    /// When the gateway received the request, in milliseconds since the Unix epoch.
    ///
    /// A load balancer gives whole seconds only, in its trace id.
    pub fn time(&self) -> Option<u64> {
        let context = &self.wire.request_context;
        context.time_epoch.or(context.request_time_epoch).map(milliseconds).or_else(|| headers::trace_time(&self.wire))
    }

    /// The gateway's id for the request. Load balancers do not send one.
    pub fn request_id(&self) -> Option<&str> {
        Some(&*self.wire.request_context.request_id).filter(|id| !id.is_empty())
    }

    /// The claims about the caller that an authorizer in front of the function has verified.
    pub fn claims(&self) -> Option<Claims> {
        authorizer::claims(&self.wire.request_context)
    }

    /// Converts the event to a request, removing the stage name and `base_path` (empty, or such as `/api`) from the path.
    ///
    /// The URI is absolute if the event names the host.
    ///
    /// # Errors
    /// [`Code::InvalidEvent`](query_core::Code::InvalidEvent), naming the part that is not valid in an HTTP request.
    pub fn into_request(mut self, base_path: &str) -> Result<Request<Bytes>, Error> {
        let method = self.method()?;
        let headers = headers::build(&mut self.wire)?;
        let uri = uri::build(self.trigger, &self.wire, &headers, base_path)?;
        let mut request = Request::new(self.body()?);
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn method(&self) -> Result<Method, Error> {
        let (field, method) = match &self.wire.request_context.http {
            Some(http) => ("requestContext.http.method", &http.method),
            None => ("httpMethod", &self.wire.http_method),
        };
        Method::from_bytes(method.as_bytes())
            .map_err(|_| invalid(format!("`{field}`: `{}` is not a valid HTTP method", &**method)))
    }

    fn body(self) -> Result<Bytes, Error> {
        let body = self.wire.body.into_cow();
        if self.wire.is_base64_encoded == Some(true) {
            let decoded = STANDARD.decode(&*body).map(Bytes::from);
            return decoded.map_err(|_| invalid("`body` is not valid base64, although `isBase64Encoded` is true"));
        }
        Ok(match body {
            Cow::Borrowed(text) => Bytes::copy_from_slice(text.as_bytes()),
            Cow::Owned(text) => Bytes::from(text),
        })
    }
}

/// AWS sends milliseconds. SAM's local HTTP API sends seconds; read as milliseconds, they would fall in January 1970.
fn milliseconds(epoch: f64) -> u64 {
    const LAST_SECOND: f64 = 1e11;
    (if epoch < LAST_SECOND { epoch * 1e3 } else { epoch }) as u64
}
