//! `hops`: where the time of a warm lookup goes.
//!
//! The core's hops are private, and stay so: a surface for benches would be one more thing to keep. What is public is measured
//! as it is: the translations of an event and of a response (ours and `lambda_http`'s), and the service between them. Within
//! the service a hop is the difference of two requests, of which the second goes one hop further:
//!
//! | request | ends at |
//! |---|---|
//! | `PUT /query` | the route: 405 |
//! | a body that breaks off after its parameters | decode: 400 |
//! | a `delete` with the lookup's condition | the policy, which has scanned and parsed it: 403 |
//! | the lookup, its statement not kept | encode, having been judged and prepared |
//! | the lookup of an id that nobody has | encode, without a row |
//! | the lookup | encode |
//!
//! The first three each build an error's response, which the lookup does not: the differences between them are free of it, the
//! hop `route` is not, and is an upper bound.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use benches::Query;
use bytes::Bytes;
use criterion::{BenchmarkId, Criterion};
use http::{Method, Request, Response, Uri};
use lambda_http::{Adapter, Body, LambdaEvent, Service as _, service_fn};
use limbda::{Event, SystemHost, Trigger};
use query_core::{Config, Service, Source};

/// More statements than a connection keeps.
const STATEMENTS: usize = 256;

pub(crate) fn bench(criterion: &mut Criterion, queries: &[Query]) {
    let lookup = &queries[0];
    let service = Service::open_now(Source::File(benches::DEMO.to_owned()), Config::default(), SystemHost::default());
    let service = service.unwrap();
    translations(criterion, lookup, &service);
    within(criterion, lookup, &service);
}

/// The hops on both sides of the service.
fn translations(criterion: &mut Criterion, lookup: &Query, service: &Service) {
    let event = lookup.event();
    let ours = || Event::parse(black_box(event.as_bytes())).unwrap().into_request("").unwrap();
    let request = ours();
    let response = service.handle_now(&request).response;
    let encoded = || limbda::encode(Trigger::HttpApi, response.clone());
    assert_eq!(request.body(), lookup.body().to_string().as_bytes());
    assert!(lookup.rows_of(encoded().get().as_bytes()).is_ok());
    let theirs = || theirs(&event, &response);
    assert_eq!(request.uri(), &theirs().0);
    assert!(lookup.rows_of(theirs().1.as_bytes()).is_ok());

    let mut hops = criterion.benchmark_group("hops");
    hops.bench_function("event-to-request", |bencher| bencher.iter(ours));
    hops.bench_function("response-to-event", |bencher| bencher.iter(encoded));
    // It has one way in: the event, a handler that has its response ready, and the JSON of that.
    hops.bench_function("lambda-http-both", |bencher| bencher.iter(theirs));
    hops.finish();
}

/// `lambda_http`'s translation of an event and of a response, driven as its runtime drives it.
fn theirs(event: &str, response: &Response<Bytes>) -> (Uri, String) {
    let event = serde_json::from_str(black_box(event)).unwrap();
    let mut uri = Uri::default();
    let service = service_fn(|request: Request<Body>| {
        uri = request.uri().clone();
        let response = response.clone().map(|bytes| Body::from(String::from_utf8(bytes.into()).unwrap()));
        async { Ok::<_, lambda_http::Error>(response) }
    });
    let json = {
        let answer = pin!(Adapter::from(service).call(LambdaEvent::new(event, lambda_http::Context::default())));
        match answer.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => serde_json::to_string(&answer.unwrap()).unwrap(),
            Poll::Pending => panic!("nothing here waits"),
        }
    };
    (uri, json)
}

/// The service's own.
fn within(criterion: &mut Criterion, lookup: &Query, service: &Service) {
    let body = lookup.body().to_string();
    let delete = lookup.sql.replacen("select id, carrier, flight, origin, dest, dep_delay", "delete", 1);
    let delete = Query { sql: delete, ..lookup.clone() }.body().to_string();
    let nobody = Query { params: vec![(-1).into()], ..lookup.clone() }.body().to_string();
    let ends = [
        ("route", Method::PUT, body.clone(), 405),
        ("decode", Method::POST, body.strip_suffix('}').unwrap_or_default().to_owned(), 400),
        ("policy", Method::POST, delete, 403),
        ("no-row", Method::POST, nobody, 200),
        ("whole", Method::POST, body, 200),
    ];
    let mut hops = criterion.benchmark_group("hops");
    for (name, method, body, status) in ends {
        let request = request(method, body);
        assert_eq!(service.handle_now(&request).response.status(), status, "{name}");
        let id = BenchmarkId::new("service", name);
        hops.bench_function(id, |bencher| bencher.iter(|| service.handle_now(black_box(&request)).response));
    }
    let again: Vec<_> = (0..STATEMENTS)
        .map(|i| Query { sql: format!("{} /* {i:03} */", lookup.sql), ..lookup.clone() })
        .map(|query| request(Method::POST, query.body().to_string()))
        .collect();
    assert!(again.iter().all(|request| service.handle_now(request).response.status() == 200));
    let mut turn = again.iter().cycle();
    hops.bench_function(BenchmarkId::new("service", "not-kept"), |bencher| {
        bencher.iter(|| service.handle_now(black_box(turn.next().unwrap())).response);
    });
    hops.finish();
}

fn request(method: Method, body: String) -> Request<Bytes> {
    let mut request = Request::new(Bytes::from(body));
    *request.method_mut() = method;
    *request.uri_mut() = Uri::from_static("/query");
    request
}
