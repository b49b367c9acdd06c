//! The hostile table: every row of it is answered in bounds, and gives back what memory it took.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on ends")]

use std::time::Duration;

use bytes::Bytes;
use events::{DEMO_DATABASE, Event, hostile, test};
use limbda::{Function, Heap, Settings, heap};
use query_core::{FixedHost, Source};
use serde_json::json;

#[global_allocator]
static HEAP: Heap = heap();

/// What a request may leave behind: pages that the engine has read, a statement that is kept prepared.
const LEFT: usize = 16 << 20;

// One test, so that nothing else takes memory meanwhile.
#[test]
fn every_case_is_answered_in_bounds_and_gives_its_memory_back() {
    let settings = [("LIMBDA_MAX_TIME_MS", "100"), ("LIMBDA_MAX_MEMORY_BYTES", "67108864")];
    let settings = Settings::from_vars(settings.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap();
    let host =
        FixedHost::new(1_767_323_045_000).ticking(Duration::from_micros(100)).counting(|| HEAP.allocated() as u64);
    let function = Function::open_now(Source::Bytes(Bytes::from_static(DEMO_DATABASE)), settings, host).unwrap();
    let count = Event::post("/query").json(json!({"sql": "select count(*) from flights"})).http_api();
    let before = HEAP.allocated();
    for case in hostile() {
        let event = Event::post("/query").json(case.body()).http_api();
        let answer = function.invoke_now(event.as_bytes());
        let code = answer.error.as_ref().map_or("ok", |error| error.code().as_str());
        assert!(case.codes.contains(&code), "{}: {code}, expected {:?}", case.name, case.codes);
        let good = function.invoke_now(count.as_bytes()).json;
        assert!(good.get().contains("[[27004]]"), "after {}", case.name);
        drop((event, answer));
        let left = HEAP.allocated().saturating_sub(before);
        assert!(left < LEFT, "{}: {left} bytes are left", case.name);
    }
}
