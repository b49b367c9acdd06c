//! `warm` and `cold` of `requests`, compiled to WebAssembly and run in Node by wasm-bindgen's test runner, which has its own
//! criterion. The demo database is in memory; the clock is JavaScript's, as in a page.
//!
//! The results go to the file named by `WASM_BINDGEN_BENCH_RESULT`, under the ids of the native benches.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

use std::hint::black_box;
use std::time::Duration;

use benches::Query;
use bytes::Bytes;
use events::{Case, DEMO_DATABASE};
use js_sys::Date;
use limbda::{Function, Settings};
use query_core::{Host, Source};
use serde_json::value::RawValue;
use wasm_bindgen_test::{Criterion, wasm_bindgen_bench};

/// JavaScript's clock, and a constant for randomness.
struct NodeHost;

impl Host for NodeHost {
    fn now(&self) -> Duration {
        self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs_f64(Date::now() / 1e3)
    }

    fn random(&self) -> u64 {
        4
    }
}

#[wasm_bindgen_bench]
fn requests(criterion: &mut Criterion) {
    let mut criterion = std::mem::take(criterion)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(30);
    let function = open();
    let queries = Query::all().unwrap();
    for query in &queries {
        let (event, status) = (query.event(), if query.rows.is_some() { 200 } else { 400 });
        query.rows_of(function.invoke_now(event.as_bytes()).json.get().as_bytes()).unwrap();
        criterion.bench_function(&format!("warm/{}", query.name), |bencher| {
            bencher.iter(|| invoke(&function, &event, status));
        });
    }

    let variants: Vec<_> = queries[0].variants().iter().map(Query::event).collect();
    let mut events = variants.iter().cycle();
    criterion.bench_function("warm/lookup-not-kept", |bencher| {
        bencher.iter(|| invoke(&function, events.next().unwrap(), 200));
    });

    for (name, case, status) in [("schema", "schema", 200), ("no-such-path", "error-not-found", 404)] {
        let case = Case::find(case).unwrap();
        let answer = function.invoke_now(case.event.as_bytes());
        assert_eq!(answer.json.get(), case.response.trim_end(), "events/cases/{}", case.name);
        criterion.bench_function(&format!("warm/{name}"), |bencher| {
            bencher.iter(|| invoke(&function, case.event, status));
        });
    }

    let event = queries[0].event();
    criterion.bench_function("cold/demo", |bencher| bencher.iter(|| invoke(&open(), &event, 200)));
}

fn open() -> Function {
    Function::open_now(Source::Bytes(Bytes::from_static(DEMO_DATABASE)), Settings::default(), NodeHost).unwrap()
}

fn invoke(function: &Function, event: &str, status: u16) -> Box<RawValue> {
    let answer = function.invoke_now(black_box(event.as_bytes()));
    assert_eq!(answer.status, status);
    answer.json
}
