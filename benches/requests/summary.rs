//! The ratios, of the medians that criterion has written.

use std::collections::BTreeMap;

use benches::Query;
use serde_json::Value;

use crate::cold;

/// Prints what there is to say of the benches that have run, now or before.
pub(crate) fn print(queries: &[Query]) {
    hops();
    shares(queries);
    wasm();
    curve();
    if let (Some(path), Some(engine), Some(parse)) =
        (median("warm/lookup"), median("floor/limbo/lookup"), median("floor/json/parse-event"))
    {
        println!("lookup: path / (engine + parse) = {:.2}; it is to be at most 2", path / (engine + parse));
    }
}

/// Where the time of a warm lookup goes.
fn hops() {
    let all = ["route", "decode", "policy", "not-kept", "no-row", "whole"]
        .map(|name| median(&format!("hops/service/{name}")));
    let [Some(route), Some(decode), Some(policy), Some(not_kept), Some(no_row), Some(whole)] = all else { return };
    let (Some(before), Some(after), Some(theirs)) =
        (median("hops/event-to-request"), median("hops/response-to-event"), median("hops/lambda-http-both"))
    else {
        return;
    };
    println!("a warm lookup, hop by hop, in us:");
    for (hop, time) in [
        ("event to request", before),
        ("route, with an error's response", route),
        ("decode", decode - route),
        ("policy, where the statement is not kept", policy - decode),
        ("prepare, where the statement is not kept", not_kept - whole - (policy - decode)),
        ("the row: step and encode", whole - no_row),
        ("request to response, whole, statement kept", whole),
        ("response to event", after),
        ("lambda_http's two translations", theirs),
    ] {
        println!("  {hop:<43} {:>9.3}", time / 1e3);
    }
}

/// What of a warm request is the engine's, and what SQLite would take.
fn shares(queries: &[Query]) {
    let mut lines = Vec::new();
    for query in queries {
        let name = &query.name;
        let of = |group: &str| median(&format!("{group}/{name}"));
        if let (Some(warm), Some(limbo), Some(sqlite)) = (of("warm"), of("floor/limbo"), of("floor/sqlite")) {
            lines.push(format!(
                "  {name:<10} {:>10.3} {:>10.3} {:>10.3} {:>9.0}% {:>13.2}",
                warm / 1e3,
                limbo / 1e3,
                sqlite / 1e3,
                limbo / warm * 100.0,
                limbo / sqlite
            ));
        }
    }
    if !lines.is_empty() {
        println!(
            "  {:<10} {:>10} {:>10} {:>10} {:>10} {:>13}",
            "us", "warm", "limbo", "SQLite", "engine's", "limbo/SQLite"
        );
        println!("{}", lines.join("\n"));
    }
}

/// The same in WebAssembly, if it has run.
fn wasm() {
    let file = benches::target_dir().join("bench/wasm.json");
    let Ok(json) = std::fs::read_to_string(file) else { return };
    let benches: BTreeMap<String, Value> = serde_json::from_str(&json).unwrap();
    println!("  {:<20} {:>10} {:>10} {:>10}", "us", "native", "wasm", "wasm/native");
    for (id, bench) in benches {
        let wasm = bench["estimates"]["median"]["point_estimate"].as_f64();
        if let (Some(native), Some(wasm)) = (median(&id), wasm) {
            println!("  {id:<20} {:>10.3} {:>10.3} {:>10.2}", native / 1e3, wasm / 1e3, wasm / native);
        }
    }
}

/// Whether a cold start knows how large the database is.
fn curve() {
    let sizes = cold::SIZES.map(|size| Some((size, median(&format!("cold/{size}-mb"))?)));
    let sizes: Vec<_> = sizes.into_iter().flatten().collect();
    if let [(_, first), _, ..] = sizes[..] {
        let curve = sizes.iter().map(|(size, time)| format!("{size} MB {:.0} us ({:.2}x)", time / 1e3, time / first));
        println!("cold, open and first answer: {}", curve.collect::<Vec<_>>().join(", "));
    }
}

/// The median of a bench in nanoseconds, if it has run.
fn median(id: &str) -> Option<f64> {
    let path = benches::target_dir().join("criterion").join(id).join("new/estimates.json");
    let estimates: Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}
