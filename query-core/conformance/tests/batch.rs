//! `POST /batch` beside a transaction of SQLite's: all of it is done, or nothing.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on ends")]

use conformance::{Database, Limbo, Sqlite, Value};
use serde_json::json;

const SCHEMA: &[&str] = &[
    "create table account(id integer primary key, balance integer not null check (balance >= 0))",
    "create table entry(account integer references account(id) deferrable initially deferred, amount integer)",
    "insert into account values (1, 100), (2, 0)",
];

/// Each is a transaction, and whether it is done.
const BATCHES: &[(&[&str], bool)] = &[
    (
        &[
            "update account set balance = balance - 30 where id = 1",
            "update account set balance = balance + 30 where id = 2",
        ],
        true,
    ),
    (
        &[
            "update account set balance = balance + 500 where id = 2",
            "update account set balance = balance - 500 where id = 1",
        ],
        false,
    ),
    (&["insert into account values (3, 5)", "insert into entry values (3, 5)", "select sum(amount) from entry"], true),
    (&["insert into entry values (4, 1)", "insert into account values (4, 0)"], true),
    (&["insert into entry values (9, 1)", "delete from account where id = 2"], false),
    (&["create table made(a)", "insert into made values (1)", "insert into nosuch values (1)"], false),
    (&["create table made(a)", "insert into made values (1)", "alter table made add column b default 2"], true),
    (&["insert or ignore into account values (1, 1), (5, 1)", "delete from account where id = 5"], true),
];

#[test]
fn a_batch_is_a_transaction() {
    let mut limbo = Limbo::open(b"").unwrap();
    let mut sqlite = Sqlite::open(b"").unwrap();
    for statement in SCHEMA {
        limbo.run(statement).unwrap();
        sqlite.run(statement).unwrap();
    }
    for (batch, done) in BATCHES {
        let statements: Vec<_> = batch.iter().map(|sql| json!({ "sql": sql })).collect();
        let (status, body) = limbo.post("/batch", json!({ "statements": statements }).to_string()).unwrap();
        assert_eq!(status.is_success(), *done, "{batch:?}: {body:?}");
        assert_eq!(transaction(&mut sqlite, batch), *done, "{batch:?}");
        assert_eq!(everything(&mut limbo), everything(&mut sqlite), "{batch:?}");
    }
}

fn transaction(sqlite: &mut Sqlite, batch: &[&str]) -> bool {
    sqlite.run("begin").unwrap();
    let done = batch.iter().try_for_each(|sql| sqlite.run(sql).map(drop)).and_then(|()| sqlite.run("commit").map(drop));
    if done.is_err() {
        sqlite.run("rollback").unwrap();
    }
    done.is_ok()
}

fn everything(database: &mut impl Database) -> Vec<Vec<Vec<Value>>> {
    let mut rows = |sql| database.run(sql).unwrap().rows;
    let tables = rows("select name from sqlite_schema where type = 'table' order by name");
    let made = if tables.len() == 3 { rows("select * from made") } else { Vec::new() };
    vec![tables, rows("select * from account order by id"), rows("select * from entry order by rowid"), made]
}
