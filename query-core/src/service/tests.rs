//! The service suspends where its storage does, and nowhere else; dropped there, it leaves nothing behind.

use events::{DEMO_DATABASE, test};
use serde_json::json;

use super::*;
use crate::access::{Access, Tokens};
use crate::engine::storage::faulty::Faults;
use crate::engine::{Mode, Place};
use crate::host::FixedHost;

/// The digest of the token `demo-write-token`.
const WRITER: &str = "write:66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624";

fn config(access: Access) -> Config {
    Config { access, tokens: Tokens::parse(WRITER).unwrap(), ..Config::default() }
}

fn demo() -> Source {
    Source::Bytes(Bytes::from_static(DEMO_DATABASE))
}

fn at_once() -> Service {
    Service::open_now(demo(), config(Access::Write), FixedHost::new(0)).unwrap()
}

/// A service whose storage has faults; `late` from its opening on, which is polled to its end: how often it suspended.
fn faulty(access: Access, late: bool) -> (Service, Arc<Faults>, usize) {
    let (place, faults) = Place::of(demo()).unwrap().faulty();
    if late {
        faults.late();
    }
    let host: Arc<dyn Host> = Arc::new(FixedHost::new(0));
    let config = config(access);
    let (engine, waited) = poll(Engine::open_at(place, config.options(), host.clone()), 100_000);
    (Service::with(engine.unwrap().unwrap(), config, host).unwrap(), faults, waited)
}

fn late() -> Service {
    faulty(Access::Write, true).0
}

fn request(path: &str, body: &serde_json::Value) -> Request<Bytes> {
    let request = Request::post(path).header("authorization", "Bearer demo-write-token");
    request.body(body.to_string().into()).unwrap()
}

fn count(table: &str) -> Request<Bytes> {
    request("/query", &json!({ "sql": format!("select count(*) from {table}") }))
}

/// Polls at most `most` times; what came of it, and how often nothing had.
fn poll<T>(future: impl Future<Output = T>, most: usize) -> (Option<T>, usize) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for waited in 0..most {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return (Some(output), waited);
        }
    }
    (None, most)
}

/// Polls a request at most `most` times.
fn ask(service: &Service, request: &Request<Bytes>, most: usize) -> (Option<Response<Bytes>>, usize) {
    let (answer, waited) = poll(service.handle(request), most);
    (answer.map(|answer| answer.response), waited)
}

#[test]
fn a_storage_that_completes_later_suspends_and_changes_no_byte() {
    let sql = "select dest, count(*) from flights where origin = 'JFK' group by dest order by 2 desc, 1";
    let request = request("/query", &json!({ "sql": sql }));
    let (expected, waited) = ask(&at_once(), &request, 1);
    assert_eq!(waited, 0, "with the data in memory one poll answers");
    let (service, faults, opening) = faulty(Access::Read, true);
    assert!(opening > 0, "the open suspends too");
    let (response, waited) = ask(&service, &request, 100_000);
    assert_eq!(response.unwrap().body(), expected.unwrap().body());
    assert!(waited > 10, "{waited}");
    assert!(faults.completed() >= waited, "each wait was for an operation that completed later");
}

#[test]
fn begin_commit_and_export_suspend_where_the_storage_does() {
    let (service, faults, opening) = faulty(Access::Write, true);
    assert!(opening > 0);
    let insert = request("/query", &json!({"sql": "insert into airlines values ('ZZ', 'Zeppelin')"}));
    let before = faults.completed();
    let (response, waited) = ask(&service, &insert, 100_000);
    assert_eq!(response.unwrap().status(), 200);
    assert!(waited > 0 && faults.completed() - before <= waited, "nothing completed but in a wait of ours");
    let before = faults.completed();
    let (bytes, waited) = poll(service.export(), 100_000);
    assert!(waited > 0 && faults.completed() - before <= waited, "nothing completed but in a wait of ours");
    let copy =
        Service::open_now(Source::Bytes(bytes.unwrap().unwrap().unwrap()), config(Access::Read), FixedHost::new(0));
    let counted = copy.unwrap().handle_now(&count("airlines")).response;
    assert!(counted.body().starts_with(br#"{"columns":["count(*)"],"rows":[[17]]"#));
}

#[test]
fn a_query_that_is_dropped_leaves_its_connection_clean() {
    let service = late();
    let mut dropped = 0;
    for polls in 1..20 {
        let (response, _) = ask(&service, &count("flights"), polls);
        dropped += usize::from(response.is_none());
        let (response, _) = ask(&service, &count("airlines"), 10_000);
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
        let (response, _) = ask(&service, &batch, polls);
        assert!(response.is_none());
    }
    let (response, _) = ask(&service, &count("airlines"), 10_000);
    assert!(response.unwrap().body().starts_with(br#"{"columns":["count(*)"],"rows":[[16]]"#));
    let (response, _) = ask(&service, &batch, 100_000);
    assert_eq!(response.unwrap().status(), 200);
    let (response, _) = ask(&service, &count("airlines"), 10_000);
    assert!(response.unwrap().body().starts_with(br#"{"columns":["count(*)"],"rows":[[17]]"#));
}

#[test]
fn a_second_writer_is_told_to_come_back() {
    let service = at_once();
    let insert = request("/query", &json!({"sql": "insert into airlines values ('ZZ', 'Second')"}));
    let mut holder = drive(service.engine.session()).unwrap();
    drive(holder.begin(Mode::Write)).unwrap();
    let response = service.handle_now(&insert).response;
    assert_eq!(response.status(), 503, "{:?}", response.body());
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(service.handle_now(&count("airlines")).response.status(), 200, "who only reads is not held up");
    drop(holder);
    assert_eq!(service.handle_now(&insert).response.status(), 200);
}

#[test]
fn a_full_disk_is_told_and_nothing_is_written() {
    let (service, faults, _) = faulty(Access::Write, false);
    let insert = request("/query", &json!({"sql": "insert into airlines values ('ZZ', 'Zeppelin')"}));
    let both =
        json!({"statements": [{"sql": "insert into airlines values ('YY', 'Yacht')"}, {"sql": "create table t(a)"}]});
    for request in [&insert, &request("/batch", &both)] {
        faults.full(true);
        let response = service.handle_now(request).response;
        let problem: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!((response.status().as_u16(), &problem["code"]), (500, &json!("disk-full")), "{problem}");
        // Reading needs no room.
        let response = service.handle_now(&count("airlines")).response;
        assert!(response.body().starts_with(br#"{"columns":["count(*)"],"rows":[[16]]"#), "{:?}", response.body());
    }
    faults.full(false);
    assert_eq!(service.handle_now(&insert).response.status(), 200);
    assert!(
        service.handle_now(&count("airlines")).response.body().starts_with(br#"{"columns":["count(*)"],"rows":[[17]]"#)
    );
}
