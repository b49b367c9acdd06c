//! `warm`: event JSON to response JSON, the database open, the statement kept or not. `year`: the same of the whole year.

use std::hint::black_box;
use std::time::Duration;

use benches::{Query, same};
use criterion::Criterion;
use events::{Case, Event};
use limbda::{Function, Settings, SystemHost};
use query_core::Source;
use serde_json::value::RawValue;

use crate::bare;

/// More statements than a connection keeps: each comes back when it is no longer kept.
const STATEMENTS: usize = 256;

pub(crate) fn bench(criterion: &mut Criterion, queries: &[Query]) {
    let mut warm = criterion.benchmark_group("warm");
    let function = open(benches::DEMO);
    for query in queries {
        agrees(&function, benches::DEMO, query);
        let (event, status) = (query.event(), if query.rows.is_some() { 200 } else { 400 });
        warm.bench_function(&query.name, |bencher| bencher.iter(|| invoke(&function, &event, status)));
    }

    let again = not_kept(&queries[0]);
    for event in &again {
        queries[0].rows_of(function.invoke_now(event.as_bytes()).json.get().as_bytes()).unwrap();
    }
    let mut turn = again.iter().cycle();
    warm.bench_function("lookup-not-kept", |bencher| {
        bencher.iter(|| invoke(&function, turn.next().unwrap(), 200));
    });

    for (name, case, status) in [
        ("schema", "schema", 200),
        ("no-such-path", "error-not-found", 404),
        ("no-json", "error-body-malformed", 400),
        ("no-sql", "error-sql-syntax", 400),
        ("no-event", "error-event-queue", 400),
    ] {
        let case = Case::find(case).unwrap();
        let answer = function.invoke_now(case.event.as_bytes());
        assert_eq!(answer.json.get(), case.response.trim_end(), "events/cases/{}", case.name);
        warm.bench_function(name, |bencher| bencher.iter(|| invoke(&function, case.event, status)));
    }
    warm.finish();

    let year = benches::target_dir().join("data/nycflights-full.db");
    if !year.is_file() {
        println!("year: not measured, there is no {}: `cargo xtask data --full` makes it", year.display());
        return;
    }
    let year = year.to_str().unwrap();
    let mut group = criterion.benchmark_group("year");
    group.sample_size(10);
    let function = open(year);
    for query in queries.iter().filter(|query| query.rows.is_some()) {
        agrees(&function, year, query);
        let event = query.event();
        group.bench_function(&query.name, |bencher| bencher.iter(|| invoke(&function, &event, 200)));
    }
    group.finish();
}

pub(crate) fn open(path: &str) -> Function {
    let mut settings = Settings::default();
    // A debug build on a busy machine is to be measured too, not stopped.
    settings.config.limits.time = Duration::from_secs(60);
    Function::open_now(Source::File(path.to_owned()), settings, SystemHost::default()).unwrap()
}

fn invoke(function: &Function, event: &str, status: u16) -> Box<RawValue> {
    let answer = function.invoke_now(black_box(event.as_bytes()));
    assert_eq!(answer.status, status);
    answer.json
}

/// The function answers what SQLite answers.
#[track_caller]
fn agrees(function: &Function, path: &str, query: &Query) {
    let rows = query.rows_of(function.invoke_now(query.event().as_bytes()).json.get().as_bytes()).unwrap();
    if query.rows.is_some() {
        let sqlite = bare::sqlite(path);
        let expected = bare::rows_of_sqlite(&mut sqlite.prepare(&query.sql).unwrap(), query);
        // As text and back, as ours: the parser is not exact to the last bit of a real.
        let expected = serde_json::from_str(&expected.to_string()).unwrap();
        assert!(same(&rows, &expected), "query `{}`: {rows}, and SQLite has {expected}", query.name);
    }
}

/// One query in so many texts that none of them is kept until it comes again.
fn not_kept(query: &Query) -> Vec<String> {
    let event = |i| {
        let query = Query { sql: format!("{} /* {i:03} */", query.sql), ..query.clone() };
        Event::post("/query").json(query.body()).http_api()
    };
    (0..STATEMENTS).map(event).collect()
}
