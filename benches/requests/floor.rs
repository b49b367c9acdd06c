//! `floor`: the same SQL on the bare engine and on SQLite, the same paths on bare matchit, the same JSON by bare serde_json.
//! What a request takes beyond that is limbda's.

use std::hint::black_box;

use benches::{Query, same};
use criterion::{BenchmarkId, Criterion};
use matchit::Router;
use serde_json::Value;

use crate::bare;

pub(crate) fn bench(criterion: &mut Criterion, queries: &[Query]) {
    engines(criterion, queries);
    prepare(criterion, &queries[0]);
    json(criterion, queries);
    paths(criterion);
}

/// A kept statement: its parameters bound, every row stepped to, every value looked at. SQLite's time includes locking the file
/// for each statement and checking whether another process has written to it.
fn engines(criterion: &mut Criterion, queries: &[Query]) {
    let (limbo, sqlite) = (bare::limbo(benches::DEMO), bare::sqlite(benches::DEMO));
    let mut floor = criterion.benchmark_group("floor");
    for query in queries.iter().filter(|query| query.rows.is_some()) {
        let mut statement = limbo.prepare(&query.sql).unwrap();
        let mut other = sqlite.prepare(&query.sql).unwrap();
        let (one, two) = (bare::rows_of_limbo(&mut statement, query), bare::rows_of_sqlite(&mut other, query));
        assert!(same(&one, &two), "query `{}`: limbo returns {one}, SQLite {two}", query.name);
        assert_eq!(one.as_array().map(Vec::len), query.rows);

        let params = bare::limbo_params(query);
        floor.bench_function(BenchmarkId::new("limbo", &query.name), |bencher| {
            bencher.iter(|| {
                let look = |row: &limbo::Row| row.get_values().for_each(|value| _ = black_box(value));
                bare::run_limbo(&mut statement, black_box(&params), look);
            });
        });
        let params = bare::sqlite_params(query);
        floor.bench_function(BenchmarkId::new("sqlite", &query.name), |bencher| {
            bencher.iter(|| bare::run_sqlite(&mut other, black_box(&params), |_, value| _ = black_box(value)));
        });
    }
    floor.finish();
}

/// SQL to a statement ready to run.
fn prepare(criterion: &mut Criterion, lookup: &Query) {
    let (limbo, sqlite) = (bare::limbo(benches::DEMO), bare::sqlite(benches::DEMO));
    assert_eq!(limbo.prepare(&lookup.sql).unwrap().num_columns(), 6);
    assert_eq!(sqlite.prepare(&lookup.sql).unwrap().column_count(), 6);
    let mut floor = criterion.benchmark_group("floor");
    floor.bench_function(BenchmarkId::new("limbo", "prepare"), |bencher| {
        bencher.iter(|| limbo.prepare(black_box(&lookup.sql)).unwrap());
    });
    floor.bench_function(BenchmarkId::new("sqlite", "prepare"), |bencher| {
        bencher.iter(|| sqlite.prepare(black_box(&lookup.sql)).map(drop).unwrap());
    });
    floor.finish();
}

/// What any implementation has to read and write: the event, the body, the rows.
fn json(criterion: &mut Criterion, queries: &[Query]) {
    let mut floor = criterion.benchmark_group("floor");
    let event = events::Case::find("query-by-primary-key").unwrap().event;
    let parse = |json: &str| serde_json::from_str::<Value>(json).unwrap();
    assert_eq!(parse(event)["version"], "2.0");
    floor.bench_function(BenchmarkId::new("json", "parse-event"), |bencher| {
        bencher.iter(|| parse(black_box(event)));
    });
    let body = queries[0].body().to_string();
    assert_eq!(parse(&body), queries[0].body());
    floor.bench_function(BenchmarkId::new("json", "parse-body"), |bencher| bencher.iter(|| parse(black_box(&body))));
    let sqlite = bare::sqlite(benches::DEMO);
    for query in queries.iter().filter(|query| query.rows.is_some()) {
        let rows = bare::rows_of_sqlite(&mut sqlite.prepare(&query.sql).unwrap(), query);
        let text = serde_json::to_string(&rows).unwrap();
        assert_eq!(parse(&text).as_array().map(Vec::len), query.rows);
        // The rows as text, and that text as a string in the response's JSON.
        floor.bench_function(BenchmarkId::new("json-write", &query.name), |bencher| {
            bencher.iter(|| {
                let body = serde_json::to_string(black_box(&rows)).unwrap();
                serde_json::to_string(&body).unwrap()
            });
        });
    }
    floor.finish();
}

/// The service's paths, and an unknown one.
fn paths(criterion: &mut Criterion) {
    let mut router = Router::new();
    for (number, path) in ["/query", "/batch", "/schema", "/health"].into_iter().enumerate() {
        router.insert(path, number).unwrap();
    }
    let find = |path| router.at(path).map(|found| *found.value);
    assert_eq!((find("/query"), find("/health")), (Ok(0), Ok(3)));
    assert!(find("/nowhere").is_err());
    let mut floor = criterion.benchmark_group("floor");
    for (name, path) in [("query", "/query"), ("no-such-path", "/nowhere")] {
        floor.bench_function(BenchmarkId::new("matchit", name), |bencher| bencher.iter(|| find(black_box(path))));
    }
    floor.finish();
}
