//! What `lambda_http` makes of an event and of a response, driven as its runtime drives it.

use std::cell::Cell;
use std::panic;
use std::pin::pin;
use std::sync::{Arc, Mutex, Once};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use lambda_http::{Adapter, Body, LambdaEvent, Service, service_fn};
use query_core::Error;

/// Why the oracle is silent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// It takes the event for none of its kinds.
    Refused,
    /// It panics.
    Panicked,
}

/// The request in an event.
pub(crate) fn request(json: &str) -> Result<Request<Body>, Silence> {
    run(json, Response::new(Bytes::new())).map(|(request, _)| request)
}

/// The JSON for a response to this event.
pub(crate) fn response(json: &str, response: Response<Bytes>) -> Result<String, Silence> {
    run(json, response).map(|(_, json)| json)
}

fn run(json: &str, response: Response<Bytes>) -> Result<(Request<Body>, String), Silence> {
    quietly(|| {
        let event = serde_json::from_str(json).map_err(|_| Silence::Refused)?;
        let request = Arc::new(Mutex::new(None));
        let service = service_fn(|seen| {
            *request.lock().expect("one thread") = Some(seen);
            let response = response.clone().map(|bytes| Body::Binary(bytes.to_vec()));
            async { Ok::<_, Error>(response) }
        });
        let answer = pin!(Adapter::from(service).call(LambdaEvent::new(event, lambda_http::Context::default())));
        let Poll::Ready(Ok(answer)) = answer.poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("nothing here waits or fails")
        };
        let json = serde_json::to_string(&answer).map_err(|_| Silence::Refused)?;
        let request = request.lock().expect("one thread").take().expect("the service was called");
        Ok((request, json))
    })
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs it, a panic being an answer like any other: no message, no backtrace.
fn quietly<T>(run: impl FnOnce() -> Result<T, Silence>) -> Result<T, Silence> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info)
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(panic::AssertUnwindSafe(run));
    QUIET.set(false);
    result.unwrap_or(Err(Silence::Panicked))
}
