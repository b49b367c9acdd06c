//! A warm lookup by primary key through the whole path, event JSON to response JSON, beside its two floors: the bare engine on
//! the same kept statement, and one parse of that event.
//!
//! `cargo bench -p benches` runs it and prints the ratio; `cargo bench -p benches -- --test` checks the answers.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and ends where it cannot go on")]

use std::hint::black_box;
use std::path::PathBuf;

use benches::Bare;
use criterion::Criterion;
use lambda::{Function, Settings, SystemHost};
use query_core::Source;

const DATABASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/data/nycflights.db");
const EVENT: &str = include_str!("../events/query-by-primary-key/event.json");
const SQL: &str = "select id, carrier, flight, origin, dest, dep_delay from flights where id = ?";

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let function =
        Function::open(Source::File(DATABASE.to_owned()), Settings::default(), SystemHost::default()).unwrap();
    let answer = function.invoke_now(EVENT.as_bytes());
    assert_eq!(answer.status, 200);
    let json = answer.json.to_string();
    assert!(json.contains(r#"[[4242,\""#), "{json}");

    let mut lookup = criterion.benchmark_group("lookup");
    lookup.bench_function("path", |bencher| bencher.iter(|| function.invoke_now(black_box(EVENT.as_bytes()))));

    let mut bare = Bare::open(DATABASE, SQL).unwrap();
    let mut rows = 0;
    bare.run(4242, |row| rows += usize::from(row.len() == 6)).unwrap();
    assert_eq!(rows, 1);
    lookup.bench_function("engine", |bencher| {
        bencher.iter(|| bare.run(black_box(4242), |row| _ = black_box(row.len())).unwrap());
    });

    let parse = || serde_json::from_str::<serde_json::Value>(black_box(EVENT)).unwrap();
    assert_eq!(parse()["version"], "2.0");
    lookup.bench_function("parse", |bencher| bencher.iter(parse));
    lookup.finish();
    criterion.final_summary();
    if let Some(ratio) = ratio() {
        println!("lookup: path / (engine + parse) = {ratio:.2}; it is to be at most 2");
    }
}

/// The ratio of the means that criterion has just written, if it has.
fn ratio() -> Option<f64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "../target".into(), PathBuf::from);
    let mean = |name: &str| {
        let path = target.join("criterion/lookup").join(name).join("new/estimates.json");
        let estimates: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
        estimates["mean"]["point_estimate"].as_f64()
    };
    Some(mean("path")? / (mean("engine")? + mean("parse")?))
}
