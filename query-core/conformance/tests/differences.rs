//! The list of differences is neither too long nor a secret.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on ends")]

use conformance::{DIFFERENCES, Database, Difference, Limbo, Outcome, Sqlite};

/// A difference that has gone, as it may with a newer engine, is struck from the list.
#[test]
fn every_difference_is_still_there() {
    for Difference { name, example, .. } in DIFFERENCES {
        let limbo = answer(&mut Limbo::open(b"").unwrap(), example);
        let sqlite = answer(&mut Sqlite::open(b"").unwrap(), example);
        assert!(limbo.is_ok() || sqlite.is_ok(), "{name}: neither side runs its example: {limbo:?}, {sqlite:?}");
        assert_ne!(limbo.map(|answer| answer.rows), sqlite.map(|answer| answer.rows), "{name} is gone");
    }
}

#[test]
fn the_readme_tells_every_difference() {
    let readme = include_str!("../README.md");
    for Difference { name, .. } in DIFFERENCES {
        assert!(readme.contains(&format!("`{name}`")), "{name} is not in the README");
    }
}

/// What a side makes of the last of some statements.
fn answer(database: &mut impl Database, statements: &[&str]) -> Outcome {
    let (last, first) = statements.split_last().unwrap();
    for statement in first {
        database.run(statement).unwrap();
    }
    database.run(last)
}
