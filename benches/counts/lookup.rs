//! A warm lookup by primary key, and its parts, to be counted: event JSON to response JSON, the statement kept.

use bytes::Bytes;
use http::{Request, Response};
use lambda::{Event, Function, Settings, SystemHost, Trigger};
use query_core::{Config, Service, Source};

const EVENT: &str = include_str!("../../events/query-by-primary-key/event.json");

/// How often it has run before it is warm.
const WARM_UP: usize = 16;

/// The function and its parts, all warm.
pub(crate) struct Lookup {
    function: Function,
    service: Service,
}

impl Lookup {
    pub(crate) fn open() -> Self {
        let source = || Source::File(benches::DEMO.to_owned());
        let function = Function::open(source(), Settings::default(), SystemHost::default()).unwrap();
        let service = Service::open(source(), Config::default(), SystemHost::default()).unwrap();
        let lookup = Self { function, service };
        for _ in 0..WARM_UP {
            lookup.whole();
            lookup.service(&lookup.translate_event());
        }
        lookup
    }

    /// All of it, the answer looked at.
    pub(crate) fn whole(&self) {
        let answer = self.function.invoke_now(EVENT.as_bytes());
        assert!(answer.status == 200 && answer.usage.rows_returned == 1, "{answer:?}");
    }

    /// Event JSON to request.
    pub(crate) fn translate_event(&self) -> Request<Bytes> {
        Event::parse(EVENT.as_bytes()).unwrap().into_request("").unwrap()
    }

    /// Request to response: route, decode, find the statement, bind, step, encode.
    pub(crate) fn service(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let response = self.service.handle_now(request);
        assert_eq!(response.status(), 200);
        response
    }

    /// Response to response JSON.
    pub(crate) fn translate_response(&self, response: Response<Bytes>) -> Vec<u8> {
        lambda::encode(Trigger::HttpApi, response)
    }
}
