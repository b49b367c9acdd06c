//! Generated definitions and writes: the service does what SQLite does, or says that the engine cannot; and SQLite reads the
//! file after each of them.
//!
//! `LIMBDA_WRITES_CASES` says how many scripts (120), `LIMBDA_WRITES_SEED` which ones (7).
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "the counts of what was tried")]

mod data;
mod generate;
mod judge;
mod random;

use std::collections::BTreeMap;

use judge::{Outcome, judge};

/// How many differences are looked for before the test ends.
const MOST: usize = 12;

#[test]
fn generated_writes_do_what_sqlite_does() {
    let cases: u64 = setting("LIMBDA_WRITES_CASES", 120);
    let seed: u64 = setting("LIMBDA_WRITES_SEED", 7);
    let mut counts = BTreeMap::<&'static str, u32>::new();
    let mut refusals = BTreeMap::<String, u32>::new();
    let mut differences = Vec::new();
    for case in 0..cases {
        let script = generate::script(seed.wrapping_mul(1_000_003).wrapping_add(case));
        match judge(&script, &mut |outcome| match outcome {
            Outcome::Same => *counts.entry("same").or_default() += 1,
            Outcome::BothFail => *counts.entry("both fail").or_default() += 1,
            Outcome::Refused(why) => {
                *counts.entry("refused").or_default() += 1;
                *refusals.entry(why.chars().take(60).collect()).or_default() += 1;
            }
        }) {
            Ok(()) => {}
            Err(difference) => {
                let (script, difference) = reduce(script, difference);
                differences.push(format!("case {case}:\n  {}\n  => {difference}", script.join(";\n  ")));
                if differences.len() == MOST {
                    break;
                }
            }
        }
    }
    println!("seed {seed}, {cases} scripts: {counts:?}; refused: {refusals:#?}");
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n\n"));
    let count = |name| counts.get(name).copied().unwrap_or_default();
    assert!(count("same") > count("both fail") + count("refused"), "most statements run: {counts:?}");
}

/// The script without the statements that the difference does not need.
fn reduce(mut script: Vec<String>, mut difference: String) -> (Vec<String>, String) {
    let mut at = script.len();
    while at > 0 {
        at -= 1;
        let mut shorter = script.clone();
        shorter.remove(at);
        if let Err(found) = judge(&shorter, &mut |_| {}) {
            script = shorter;
            difference = found;
            at = at.min(script.len());
        }
    }
    (script, difference)
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).map_or(default, |text| text.parse().ok().expect(name))
}
