//! A warm lookup by primary key, and its parts, to be counted: event JSON to response JSON, the statement kept.

use bytes::Bytes;
use http::{Request, Response};
use limbda::{Event, Function, Settings, SystemHost, Trigger};
use query_core::{Config, Service, Source};

const EVENT: &str = include_str!("../../events/cases/query-by-primary-key/event.json");

/// What can be counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Event JSON to request.
    Event,
    /// Request to response: route, decode, find the statement, bind, step, encode.
    Service,
    /// Response to response JSON.
    Response,
    /// All of it.
    Whole,
}

impl Part {
    /// The whole comes last.
    pub(crate) const ALL: [Self; 4] = [Self::Event, Self::Service, Self::Response, Self::Whole];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Part::Event => "event-to-request",
            Part::Service => "request-to-response",
            Part::Response => "response-to-event",
            Part::Whole => "whole",
        }
    }
}

/// How often it has run before it is warm.
const WARM_UP: usize = 16;

/// The function and the service in it, both warm.
pub(crate) struct Lookup {
    function: Function,
    service: Service,
    request: Request<Bytes>,
}

impl Lookup {
    pub(crate) fn open() -> Self {
        let source = || Source::File(benches::DEMO.to_owned());
        let function = Function::open_now(source(), Settings::default(), SystemHost::default()).unwrap();
        let service = Service::open_now(source(), Config::default(), SystemHost::default()).unwrap();
        let lookup = Self { function, service, request: translate() };
        for part in Part::ALL {
            lookup.prepared(part, WARM_UP).for_each(|run| run());
        }
        lookup
    }

    /// Runs of a part; what each of them uses up is made here, before the first.
    pub(crate) fn prepared(&self, part: Part, times: usize) -> impl Iterator<Item = Box<dyn FnOnce() + '_>> {
        let runs: Vec<Box<dyn FnOnce() + '_>> = (0..times)
            .map(|_| -> Box<dyn FnOnce() + '_> {
                match part {
                    Part::Event => Box::new(|| drop(translate())),
                    Part::Service => Box::new(|| drop(self.respond())),
                    Part::Response => {
                        let response = self.respond();
                        Box::new(|| drop(limbda::encode(Trigger::HttpApi, response)))
                    }
                    Part::Whole => Box::new(|| self.whole()),
                }
            })
            .collect();
        runs.into_iter()
    }

    /// All of it, the answer looked at.
    fn whole(&self) {
        let answer = self.function.invoke_now(EVENT.as_bytes());
        assert!(answer.status == 200 && answer.usage.rows_returned == 1, "{answer:?}");
    }

    fn respond(&self) -> Response<Bytes> {
        let response = self.service.handle_now(&self.request).response;
        assert_eq!(response.status(), 200);
        response
    }
}

fn translate() -> Request<Bytes> {
    Event::parse(EVENT.as_bytes()).unwrap().into_request("").unwrap()
}
