//! Generated queries over the demo database: the service and SQLite give the same rows.
//!
//! `LIMBDA_CONFORMANCE_QUERIES` says how many queries (2,000), `LIMBDA_CONFORMANCE_SEED` which ones (7).
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "the counts that the README has")]

mod expression;
mod query;
mod schema;

use std::cell::RefCell;
use std::collections::BTreeMap;

use conformance::{Answer, DIFFERENCES, Database, Limbo, Outcome, Sqlite};
use events::DEMO_DATABASE;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestError, TestRng, TestRunner};

/// How two answers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    SameRows,
    BothEmpty,
    BothFail,
    /// The service says that the engine does not support the statement.
    Refused,
    /// They differ, as it is known that they do.
    Known(&'static str),
    Differ,
}

#[test]
fn generated_queries_have_the_same_answers() {
    let queries: u32 = setting("LIMBDA_CONFORMANCE_QUERIES", 2_000);
    let seed: u64 = setting("LIMBDA_CONFORMANCE_SEED", 7);
    let databases = RefCell::new((Limbo::open(DEMO_DATABASE).unwrap(), Sqlite::open(DEMO_DATABASE).unwrap()));
    let counts = RefCell::new(BTreeMap::<Verdict, u32>::new());

    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let runs = Runs { cases: queries, failure_persistence: None, max_shrink_iters: 300, ..Runs::default() };
    let mut runner = TestRunner::new_with_rng(runs, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let outcome = runner.run(&vec(any::<u32>(), 60..120), |choices| {
        let sql = query::query(&choices);
        let (limbo, sqlite) = &mut *databases.borrow_mut();
        let (limbo, sqlite) = (limbo.run(&sql), sqlite.run(&sql));
        let verdict = compare(&sql, &limbo, &sqlite);
        *counts.borrow_mut().entry(verdict).or_default() += 1;
        prop_assert!(
            verdict != Verdict::Differ,
            "\n{sql}\n\nthe service: {}\nSQLite:      {}\n",
            show(&limbo, &sqlite),
            show(&sqlite, &limbo)
        );
        Ok(())
    });
    let counts = counts.into_inner();
    println!("seed {seed}, {queries} queries: {counts:?}");
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(difference, _)) => panic!("seed {seed}: the answers differ:\n{difference}"),
        Err(TestError::Abort(reason)) => panic!("seed {seed}: {reason}"),
    }
    let count = |verdict| counts.get(&verdict).copied().unwrap_or_default();
    assert!(count(Verdict::SameRows) > queries / 2, "most queries find rows: {counts:?}");
    assert!(count(Verdict::Refused) * 200 <= queries, "at most 0.5 % are refused: {counts:?}");
    assert!(count(Verdict::BothFail) < queries / 10, "few queries fail: {counts:?}");
}

/// The same rows in any order: where a query has an order it is a total one, and a limit shows it.
fn compare(sql: &str, limbo: &Outcome, sqlite: &Outcome) -> Verdict {
    match (limbo, sqlite) {
        (Err(_), Err(_)) => Verdict::BothFail,
        (Ok(limbo), Ok(sqlite)) if same(sql, limbo, sqlite) => {
            if sqlite.rows.is_empty() {
                Verdict::BothEmpty
            } else {
                Verdict::SameRows
            }
        }
        (Err(failure), Ok(_)) if failure.0.starts_with("engine-limitation: ") => Verdict::Refused,
        _ => {
            let explains = |difference: &&conformance::Difference| {
                difference.explains.is_some_and(|explains| explains(sql, limbo, sqlite))
            };
            DIFFERENCES.iter().find(explains).map_or(Verdict::Differ, |difference| Verdict::Known(difference.name))
        }
    }
}

fn same(sql: &str, limbo: &Answer, sqlite: &Answer) -> bool {
    limbo.columns == sqlite.columns && ordered(sql, limbo) == ordered(sql, sqlite)
}

/// The rows as they are where the whole query is in order, else in an order of ours.
fn ordered(sql: &str, answer: &Answer) -> Vec<String> {
    let mut rows: Vec<_> = answer.rows.iter().map(|row| format!("{row:?}")).collect();
    let tail = sql.rsplit_once(')').map_or(sql, |(_, tail)| tail);
    if !tail.contains(" order by ") {
        rows.sort_unstable();
    }
    rows
}

/// An answer, and the first of its rows that are not in the other.
fn show(answer: &Outcome, other: &Outcome) -> String {
    match answer {
        Ok(Answer { rows, .. }) => {
            let others = other.as_ref().map_or(&[][..], |other| &other.rows);
            let own: Vec<_> = rows.iter().filter(|row| !others.contains(row)).take(8).collect();
            format!("{} rows: {:?}; only here: {own:?}", rows.len(), &rows[..rows.len().min(8)])
        }
        Err(failure) => failure.to_string(),
    }
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).map_or(default, |text| text.parse().ok().expect(name))
}
