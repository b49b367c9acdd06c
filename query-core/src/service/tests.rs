//! The service suspends where the engine waits, and nowhere else; dropped there, it leaves nothing behind.

use events::{DEMO_DATABASE, test};
use serde_json::json;

use super::*;
use crate::access::Access;
use crate::access::Tokens;
use crate::engine::{Mode, faulty_io};
use crate::host::FixedHost;

/// The digest of the token `demo-write-token`.
const WRITER: &str = "write:66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624";

fn config() -> Config {
    Config { access: Access::Write, tokens: Tokens::parse(WRITER).unwrap(), ..Config::default() }
}

fn faulty() -> (Service, Arc<faulty_io::Faults>) {
    let host: Arc<dyn Host> = Arc::new(FixedHost::new(0));
    let (engine, faults) = faulty_io::engine(Bytes::from_static(DEMO_DATABASE), &config(), host.clone());
    (Service::with(engine, config(), host).unwrap(), faults)
}

fn late() -> Service {
    let (service, faults) = faulty();
    faults.late();
    service
}

fn request(path: &str, body: &serde_json::Value) -> Request<Bytes> {
    let request = Request::post(path).header("authorization", "Bearer demo-write-token");
    request.body(body.to_string().into()).unwrap()
}

fn count(table: &str) -> Request<Bytes> {
    request("/query", &json!({ "sql": format!("select count(*) from {table}") }))
}

/// Polls at most `most` times; the response, and how often there was none.
fn poll(service: &Service, request: &Request<Bytes>, most: usize) -> (Option<Response<Bytes>>, usize) {
    let mut future = pin!(service.handle(request));
    let mut context = Context::from_waker(Waker::noop());
    for waited in 0..most {
        if let Poll::Ready(response) = future.as_mut().poll(&mut context) {
            return (Some(response), waited);
        }
    }
    (None, most)
}

#[test]
fn a_read_that_completes_later_suspends_and_changes_no_byte() {
    let sql = "select dest, count(*) from flights where origin = 'JFK' group by dest order by 2 desc, 1";
    let request = request("/query", &json!({ "sql": sql }));
    let at_once = Service::open(Source::Bytes(Bytes::from_static(DEMO_DATABASE)), config(), FixedHost::new(0)).unwrap();
    let (expected, waited) = poll(&at_once, &request, 1);
    assert_eq!(waited, 0, "with the data in memory one poll answers");
    let (response, waited) = poll(&late(), &request, 100_000);
    assert_eq!(response.unwrap().body(), expected.unwrap().body());
    assert!(waited > 10, "{waited}");
}

#[test]
fn a_query_that_is_dropped_leaves_its_connection_clean() {
    let service = late();
    let mut dropped = 0;
    for polls in 1..20 {
        let (response, _) = poll(&service, &count("flights"), polls);
        dropped += usize::from(response.is_none());
        let (response, _) = poll(&service, &count("airlines"), 10_000);
        assert!(response.unwrap().body().starts_with(br#"{"columns":["count(*)"],"rows":[[16]]"#));
    }
    // The pages that were read before the drop are kept: later requests have less to wait for.
    assert!(dropped > 3, "{dropped}");
}

#[test]
fn a_batch_that_is_dropped_writes_nothing_and_holds_no_lock() {
    let service = late();
    let batch = request(
        "/batch",
        &json!({"statements": [
            {"sql": "insert into airlines values ('ZZ', 'Dropped')"},
            {"sql": "select count(*) from flights"},
        ]}),
    );
    for polls in 1..30 {
        let (response, _) = poll(&service, &batch, polls);
        assert!(response.is_none());
    }
    let (response, _) = poll(&service, &count("airlines"), 10_000);
    assert!(response.unwrap().body().starts_with(br#"{"columns":["count(*)"],"rows":[[16]]"#));
    let (response, _) = poll(&service, &batch, 100_000);
    assert_eq!(response.unwrap().status(), 200);
    let (response, _) = poll(&service, &count("airlines"), 10_000);
    assert!(response.unwrap().body().starts_with(br#"{"columns":["count(*)"],"rows":[[17]]"#));
}

#[test]
fn a_second_writer_is_told_to_come_back() {
    let service = Service::open(Source::Bytes(Bytes::from_static(DEMO_DATABASE)), config(), FixedHost::new(0)).unwrap();
    let insert = request("/query", &json!({"sql": "insert into airlines values ('ZZ', 'Second')"}));
    let mut holder = service.engine.session().unwrap();
    holder.begin(Mode::Write).unwrap();
    let response = service.handle_now(&insert);
    assert_eq!(response.status(), 503, "{:?}", response.body());
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(service.handle_now(&count("airlines")).status(), 200, "who only reads is not held up");
    drop(holder);
    assert_eq!(service.handle_now(&insert).status(), 200);
}

#[test]
fn a_full_disk_is_told_and_nothing_is_written() {
    let (service, faults) = faulty();
    let insert = request("/query", &json!({"sql": "insert into airlines values ('ZZ', 'Zeppelin')"}));
    let both =
        json!({"statements": [{"sql": "insert into airlines values ('YY', 'Yacht')"}, {"sql": "create table t(a)"}]});
    for request in [&insert, &request("/batch", &both)] {
        faults.full(true);
        let response = service.handle_now(request);
        let problem: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!((response.status().as_u16(), &problem["code"]), (500, &json!("disk-full")), "{problem}");
        // Reading needs no room.
        let response = service.handle_now(&count("airlines"));
        assert!(response.body().starts_with(br#"{"columns":["count(*)"],"rows":[[16]]"#), "{:?}", response.body());
    }
    faults.full(false);
    assert_eq!(service.handle_now(&insert).status(), 200);
    assert!(service.handle_now(&count("airlines")).body().starts_with(br#"{"columns":["count(*)"],"rows":[[17]]"#));
}
