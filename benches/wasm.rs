//! `warm` and `cold` of `requests`, compiled to WebAssembly: run in Node by wasm-bindgen's test runner, which has a criterion of
//! its own. The database is the demo's, in memory; the clock is JavaScript's, as in a page.
//!
//! Its numbers go, by the ids that the native benches have, into the file `WASM_BINDGEN_BENCH_RESULT`.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

use std::hint::black_box;
use std::time::Duration;

use benches::Query;
use bytes::Bytes;
use events::{Case, DEMO_DATABASE, Event};
use js_sys::Date;
use limbda::{Function, Settings};
use query_core::{Host, Source};
use serde_json::value::RawValue;
use wasm_bindgen_test::{Criterion, wasm_bindgen_bench};

/// More statements than a connection keeps.
const STATEMENTS: usize = 256;

/// JavaScript's time; chance that is none.
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

    let again: Vec<_> = (0..STATEMENTS)
        .map(|i| Query { sql: format!("{} /* {i:03} */", queries[0].sql), ..queries[0].clone() })
        .map(|query| Event::post("/query").json(query.body()).http_api())
        .collect();
    let mut turn = again.iter().cycle();
    criterion.bench_function("warm/lookup-not-kept", |bencher| {
        bencher.iter(|| invoke(&function, turn.next().unwrap(), 200));
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
