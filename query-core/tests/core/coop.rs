use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::test;
use super::*;

/// A service whose requests give the host its turn every ten looks at the clock.
fn service_with_turns() -> Service {
    service_with(Limits { turn: Some(Duration::from_millis(1)), ..Limits::default() })
}

fn request(path: &str, body: &Value) -> Request<Bytes> {
    let request = Request::post(path).header("authorization", format!("Bearer {WRITER}"));
    request.body(body.to_string().into()).unwrap()
}

fn counting(rows: u32) -> Value {
    let sql = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) select i from n";
    json!({ "sql": sql, "params": [rows] })
}

/// Polls a request to its end, and does something at each turn of the host.
fn poll(service: &Service, request: &Request<Bytes>, mut turn: impl FnMut()) -> Response<Bytes> {
    let mut future = pin!(service.handle(request));
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(answer) => return answer.response,
            Poll::Pending => turn(),
        }
    }
}

#[test]
fn turns_change_no_byte() {
    let request = request("/query", &counting(1_000));
    let mut turns = 0;
    let response = poll(&service_with_turns(), &request, || turns += 1);
    assert!((50..200).contains(&turns), "{turns}");
    assert_eq!(response.body(), poll(&service(), &request, || panic!("nobody asked for turns")).body());
}

#[test]
fn others_are_answered_in_a_turn() {
    let service = service_with_turns();
    let mut answered = 0;
    let response = poll(&service, &request("/query", &counting(100)), || {
        assert_eq!(rows(&service, "select 6 * 7"), json!([[42]]));
        answered += 1;
    });
    assert!(answered > 3, "{answered}");
    assert_eq!(body(&response)["rows"].as_array().map(Vec::len), Some(100));
}

#[test]
fn an_export_waits_for_the_request() {
    let service = service_with_turns();
    run(&service, "create table t(i)");
    let mut refused = 0;
    poll(&service, &request("/query", &counting(100)), || {
        let error = drive(service.export()).unwrap_err();
        assert_eq!(
            (error.code().as_str(), error.detail()),
            ("busy", "a request is still running; export again when it is done")
        );
        refused += 1;
    });
    assert!(refused > 3, "{refused}");
    assert!(drive(service.export()).unwrap().is_some());
}

#[test]
fn a_request_dropped_in_a_turn_leaves_nothing() {
    let service = service_with_turns();
    run(&service, "create table t(i)");
    let insert = json!({ "sql": "insert into t select 1" });
    let batch = request("/batch", &json!({ "statements": [insert, counting(1_000), insert] }));
    let mut context = Context::from_waker(Waker::noop());
    for polls in 1..20 {
        let mut future = Box::pin(service.handle(&batch));
        for _ in 0..polls {
            assert!(future.as_mut().poll(&mut context).is_pending());
        }
        drop(future);
        assert_eq!(rows(&service, "select count(*) from t"), json!([[0]]), "{polls}");
    }
    assert_eq!(poll(&service, &batch, || {}).status(), 200);
    assert_eq!(rows(&service, "select count(*) from t"), json!([[2]]));
}
