//! The scripts of `slt/`, on the service and on SQLite.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "the counts that the README has")]

mod record;

use std::fs;
use std::path::{Path, PathBuf};

use conformance::{DIFFERENCES, Database, Failure, Limbo, Script, Sqlite, Type};
use query_core::drive;
use record::{Record, records};
use sqllogictest::Runner;

/// What ran.
#[derive(Debug, Default)]
struct Counts {
    passed: usize,
    /// Records of the other side, which fail here: the differences.
    differ: usize,
}

#[test]
fn the_service_answers_as_the_scripts_say() {
    check(|| Limbo::open(b""));
}

#[test]
fn the_scripts_say_what_sqlite_answers() {
    check(|| Sqlite::open(b""));
}

/// Runs every script, each on a database of its own, and reports all that fails.
fn check<D: Database + Send>(open: fn() -> Result<D, Failure>) {
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    for script in scripts() {
        let mut runner = Runner::new(|| async { open().map(Script) });
        runner.with_normalizer(String::clone);
        runner.with_column_validator(types_agree);
        for Record { record, place, excused, .. } in records(&script, D::NAME) {
            match (runner.run(record), excused) {
                (Ok(_), false) => counts.passed += 1,
                (Err(_), true) => counts.differ += 1,
                (Err(error), false) => failures.push(error.to_string()),
                (Ok(_), true) => failures.push(format!("{place}: passes on {}; strike its condition", D::NAME)),
            }
        }
    }
    println!("{} on {} scripts: {counts:?}", D::NAME, scripts().len());
    assert!(failures.is_empty(), "{} failures on {}:\n\n{}", failures.len(), D::NAME, failures.join("\n"));
}

/// The columns' types are compared too, not only the values' text.
#[allow(clippy::ptr_arg, reason = "sqllogictest's signature")]
fn types_agree(actual: &Vec<Type>, expected: &Vec<Type>) -> bool {
    actual == expected
}

/// A record that a side does not pass names a difference.
#[test]
fn every_exception_has_a_name() {
    for script in scripts() {
        for Record { place, difference, conditional, .. } in records(&script, "") {
            let known = difference.as_deref().is_some_and(|name| DIFFERENCES.iter().any(|known| known.name == name));
            assert!(known || !conditional, "{place}: `# differs: {difference:?}` is not in src/differences.rs");
        }
    }
}

#[test]
fn there_are_many_records() {
    let records: usize = scripts().iter().map(|script| records(script, "").len()).sum();
    println!("{records} records");
    assert!(records >= 600, "{records}");
}

/// Writes into the scripts what SQLite answers: `cargo test -p conformance --test slt fill -- --ignored`.
#[test]
#[ignore = "it rewrites the scripts"]
fn fill() {
    for script in scripts() {
        let mut runner = Runner::new(|| async { Sqlite::open(b"").map(Script) });
        let update = runner.update_test_file(&script, " ", |_, _, _| false, String::clone, types_agree);
        drive(update).unwrap();
    }
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("slt");
    let mut scripts: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|extension| extension == "slt"));
    scripts.sort();
    scripts
}
