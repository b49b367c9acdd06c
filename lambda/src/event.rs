//! A Lambda event as an HTTP request: one pass over the JSON, borrowing what it can.

mod authorizer;
mod foreign;
mod headers;
mod uri;
mod wire;

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request};
use query_core::{Code, Error};

use wire::Wire;

/// Which service called: decides the shape of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// An HTTP API or a function URL: payload format 2.0.
    HttpApi,
    /// A REST API, or an HTTP API with payload format 1.0.
    RestApi,
    /// An Application Load Balancer.
    LoadBalancer,
}

/// An HTTP event, read but not yet a request. Fields it does not need are skipped.
#[derive(Debug)]
pub struct Event<'a> {
    trigger: Trigger,
    wire: Wire<'a>,
}

impl<'a> Event<'a> {
    /// Reads an event from its JSON.
    ///
    /// # Errors
    /// [`Code::InvalidEvent`] for whatever is not an event of one of the [`Trigger`]s; the text says what it is.
    pub fn parse(json: &'a [u8]) -> Result<Self, Error> {
        if json.trim_ascii_start().first() != Some(&b'{') {
            return Err(foreign::error(json));
        }
        let wire: Wire<'a> =
            serde_json::from_slice(json).map_err(|error| invalid(format!("the event cannot be read: {error}")))?;
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

    /// Which service called.
    pub fn trigger(&self) -> Trigger {
        self.trigger
    }

    /// When the gateway took the request, in milliseconds since the Unix epoch.
    ///
    /// A load balancer tells it to the second, in its trace id.
    pub fn time(&self) -> Option<u64> {
        let context = &self.wire.request_context;
        context.time_epoch.or(context.request_time_epoch).map(milliseconds).or_else(|| headers::trace_time(&self.wire))
    }

    /// The gateway's id of the request. A load balancer gives none.
    pub fn request_id(&self) -> Option<&str> {
        Some(&*self.wire.request_context.request_id).filter(|id| !id.is_empty())
    }

    /// The request, its path without the stage's name and without `base_path` (empty, or such as `/api`).
    ///
    /// The URI is absolute where the event knows the host. What an authorizer claims of the caller is an extension,
    /// [`Claims`](query_core::Claims).
    ///
    /// # Errors
    /// [`Code::InvalidEvent`], naming the part that no HTTP request can have.
    pub fn into_request(mut self, base_path: &str) -> Result<Request<Bytes>, Error> {
        let method = self.method()?;
        let headers = headers::build(&mut self.wire)?;
        let uri = uri::build(self.trigger, &self.wire, &headers, base_path)?;
        let claims = authorizer::claims(&self.wire.request_context);
        let mut request = Request::new(self.body()?);
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        if let Some(claims) = claims {
            request.extensions_mut().insert(claims);
        }
        Ok(request)
    }

    fn method(&self) -> Result<Method, Error> {
        let (field, method) = match &self.wire.request_context.http {
            Some(http) => ("requestContext.http.method", &http.method),
            None => ("httpMethod", &self.wire.http_method),
        };
        Method::from_bytes(method.as_bytes())
            .map_err(|_| invalid(format!("`{field}`: `{}` is not a method", &**method)))
    }

    fn body(self) -> Result<Bytes, Error> {
        let body = self.wire.body.into_cow();
        if self.wire.is_base64_encoded == Some(true) {
            let decoded = STANDARD.decode(&*body).map(Bytes::from);
            return decoded.map_err(|_| invalid("`isBase64Encoded` is true, and `body` is not base64"));
        }
        Ok(match body {
            Cow::Borrowed(text) => Bytes::copy_from_slice(text.as_bytes()),
            Cow::Owned(text) => Bytes::from(text),
        })
    }
}

/// AWS gives milliseconds; SAM's local HTTP API gives seconds, which as milliseconds would lie in January 1970.
fn milliseconds(epoch: f64) -> u64 {
    const LAST_SECOND: f64 = 1e11;
    (if epoch < LAST_SECOND { epoch * 1e3 } else { epoch }) as u64
}

fn invalid(text: impl Into<String>) -> Error {
    Error::new(Code::InvalidEvent, text)
}
