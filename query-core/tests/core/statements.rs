use super::test;
use super::*;

#[test]
fn a_kept_statement_sees_the_schema_change() {
    let service = shop();
    let all = "select * from item where id = 1";
    let before = run(&service, all);
    assert_eq!(before["columns"], json!(["id", "name", "price"]));
    run(&service, "alter table item add column origin text default 'here'");
    let after = run(&service, all);
    assert_eq!(after["columns"], json!(["id", "name", "price", "origin"]));
    assert_eq!(after["rows"], json!([[1, "tea", 2.5, "here"]]));
    run(&service, "alter table item rename column origin to source");
    assert_eq!(run(&service, all)["columns"], json!(["id", "name", "price", "source"]));
    run(&service, "drop table sale");
    run(&service, "drop table item");
    fails(&service, "/query", &json!({ "sql": all }), "sql-error", "no such table");
    run(&service, "create table item(id integer primary key, k)");
    assert_eq!(run(&service, all)["columns"], json!(["id", "k"]));
}

#[test]
fn a_kept_statement_sees_new_rows_and_new_values() {
    let service = shop();
    let by_name =
        |name| query(&service, &json!({"sql": "select id from item where name = ?", "params": [name]}))["rows"].clone();
    assert_eq!(by_name("tea"), json!([[1]]));
    assert_eq!(by_name("oil"), json!([]));
    run(&service, "insert into item(name) values ('oil')");
    assert_eq!(by_name("oil"), json!([[4]]));
    assert_eq!(by_name("tea"), json!([[1]]));
}

#[test]
fn more_statements_than_are_kept() {
    let service = shop();
    for round in 0..2 {
        for i in 0..200 {
            assert_eq!(
                rows(&service, &format!("select {i}, {round}, name from item where id = 2")),
                json!([[i, round, "bread"]])
            );
        }
    }
}

#[test]
fn a_statement_that_failed_runs_again() {
    let service = shop();
    let insert = json!({"sql": "insert into item(name) values (?)", "params": ["tea"]});
    for _ in 0..3 {
        fails(&service, "/query", &insert, "constraint-violation", "UNIQUE");
    }
    let good = json!({"sql": "insert into item(name) values (?)", "params": ["oil"]});
    assert_eq!(query(&service, &good)["last_insert_rowid"], 4);
}

#[test]
fn what_a_write_did_is_told() {
    let service = shop();
    let insert = run(&service, "insert into item(name) values ('oil'), ('rice')");
    assert_eq!((&insert["rows_affected"], &insert["last_insert_rowid"]), (&json!(2), &json!(5)));
    assert_eq!(insert["durability"], "ephemeral");
    let update = run(&service, "update item set price = 1 where id > 3");
    assert_eq!((&update["rows_affected"], &update["last_insert_rowid"]), (&json!(2), &json!(null)));
    let nothing = run(&service, "insert or ignore into item(name) values ('oil')");
    assert_eq!((&nothing["rows_affected"], &nothing["last_insert_rowid"]), (&json!(0), &json!(null)));
    let select = run(&service, "select 1");
    assert_eq!((&select["rows_affected"], &select["last_insert_rowid"]), (&json!(0), &json!(null)));
    assert_eq!(select.get("durability"), None);
}

#[test]
fn time_and_chance_are_the_hosts() {
    let service = service();
    let now = rows(&service, "select datetime('now'), current_timestamp, date(), unixepoch()");
    assert_eq!(now, json!([["2026-01-02 03:04:05", "2026-01-02 03:04:05", "2026-01-02", 1_767_323_045]]));
    let draw = "select random(), hex(randomblob(3))";
    let first = rows(&service, draw);
    assert_ne!(first, rows(&service, draw));
    assert_eq!(first, rows(&super::service(), draw));
}

#[test]
fn every_kind_of_write_runs_alone() {
    let service = shop();
    for sql in [
        "create index by_price on item(price)",
        "create view dear as select * from item where price > 2",
        "create trigger sold after insert on sale begin update item set price = price + 1 where id = new.item; end",
        "insert into sale(item, n) values (1, 1)",
        "analyze",
        "reindex",
        "alter table sale add column day text",
        "replace into item(id, name) values (3, 'pepper')",
        "drop trigger sold",
        "drop view dear",
        "drop index by_price",
    ] {
        run(&service, sql);
    }
    assert_eq!(rows(&service, "select price from item where id = 1"), json!([[3.5]]));
}
