//! Every case of `events/`: the event in, the recorded response out, byte for byte. The list is made from the folder, so that
//! none can be forgotten; it is compiled in, so that the same file runs where there is no file system.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on ends")]

use std::time::Duration;

use bytes::Bytes;
use events::{CASES, Case, DEMO_DATABASE, test};
use limbda::{Event, Function, Heap, Settings, heap};
use query_core::{FixedHost, Source};

#[global_allocator]
static HEAP: Heap = heap();

/// The response to a case, on a database of its own, at the event's own time. Each look at the clock costs a tenth of a
/// millisecond, so that a time limit is reached after the same steps everywhere.
fn answer(case: &Case) -> String {
    let settings = Settings::from_json(case.settings).expect(case.name);
    let time = Event::parse(case.event.as_bytes()).ok().and_then(|event| event.time()).unwrap_or_default();
    let host = FixedHost::new(time).ticking(Duration::from_micros(100)).counting(|| HEAP.allocated() as u64);
    let function =
        Function::open_now(Source::Bytes(Bytes::from_static(DEMO_DATABASE)), settings, host).expect(case.name);
    let answer = function.invoke_now(case.event.as_bytes());
    format!("{}\n", answer.json)
}

#[test]
fn every_case_gets_its_recorded_response() {
    let mut differing = Vec::new();
    for case in CASES {
        let answer = answer(case);
        if answer != case.response {
            differing.push(format!("events/cases/{}\n  recorded {}  answered {answer}", case.name, case.response));
        }
    }
    let count = differing.len();
    assert!(
        differing.is_empty(),
        "{count} of {} cases differ: `cargo run -- replay events/cases/NAME/event.json --check` shows how\n{}",
        CASES.len(),
        differing.join("\n")
    );
}

#[test]
fn an_altered_response_is_noticed() {
    let case = Case::find("query-by-primary-key").unwrap();
    assert_ne!(answer(case), case.response.replace("4242", "4243"));
}

#[test]
fn the_cases_reach_every_code_that_a_request_can_cause() {
    // What needs a broken machine, a second writer or a value of a gigabyte has tests of its own.
    let elsewhere = ["internal", "database-unreadable", "disk-full", "busy", "value-too-large"];
    for code in query_core::Code::ALL.iter().map(|code| code.as_str()).filter(|code| !elsewhere.contains(code)) {
        let sent = format!(r#"\"code\":\"{code}\""#);
        assert!(CASES.iter().any(|case| case.response.contains(&sent)), "no case in events/ is answered with {code}");
    }
}
