use super::test;
use super::*;

#[track_caller]
fn refused(sql: &str, code: &str) {
    let service = shop();
    fails(&service, "/query", &json!({ "sql": sql }), code, "");
    fails(&service, "/query", &json!({ "sql": format!("explain {sql}") }), code, "");
    assert_eq!(rows(&service, "select count(*) from item"), json!([[3]]));
}

#[test]
fn statements_that_are_never_run() {
    for sql in [
        "begin",
        "begin immediate",
        "commit",
        "rollback",
        "savepoint s",
        "release s",
        "attach 'other.db' as other",
        "detach other",
        "vacuum",
        "vacuum into 'copy.db'",
        "create temp table t(a)",
        "create temp view v as select 1",
        "create temp trigger g after insert on item begin select 1; end",
        "create virtual table v using fts5(a)",
        "pragma journal_mode",
        "pragma journal_mode = 'mvcc'",
        "pragma query_only = 0",
        "pragma main.query_only(0)",
        "pragma user_version = 3",
        "pragma user_version(3)",
        "pragma wal_checkpoint",
        "pragma foreign_keys = off",
        "pragma writable_schema = 1",
        "pragma nonesuch",
        "pragma database_list",
        "select file from pragma_database_list",
        "select file from \"PRAGMA_database_list\"",
        "select (select file from [pragma_database_list])",
        "PRAGMA \"query_only\" = 0",
    ] {
        refused(sql, "statement-not-allowed");
    }
}

#[test]
fn a_read_only_service_changes_nothing() {
    let service = Service::open_now(Source::Bytes(Bytes::new()), Config::default(), host()).unwrap();
    for sql in [
        "insert into t values (1)",
        "with c as (select 1) insert into t select * from c",
        "update t set a = 1",
        "delete from t",
        "replace into t values (1)",
        "create table t(a)",
        "create index i on t(a)",
        "create view v as select 1",
        "create trigger g after insert on t begin select 1; end",
        "drop table t",
        "drop index i",
        "drop view v",
        "drop trigger g",
        "alter table t add column b",
        "analyze",
        "reindex",
    ] {
        fails(&service, "/query", &json!({ "sql": sql }), "read-only", "LIMBDA_ACCESS=write");
        fails(&service, "/batch", &json!({"statements": [{ "sql": sql }]}), "read-only", "");
    }
}

#[test]
fn reading_pragmas_and_explain_run() {
    let service = shop();
    assert_eq!(rows(&service, "pragma table_info(item)")[0][1], "id");
    assert_eq!(rows(&service, "pragma foreign_key_list(sale)")[0][2], "item");
    assert_eq!(rows(&service, "PRAGMA main.page_size"), json!([[4096]]));
    assert_eq!(rows(&service, "select count(*) from pragma_index_list('item')"), json!([[1]]));
    assert!(!rows(&service, "explain delete from item").as_array().unwrap().is_empty());
    assert_eq!(
        rows(&service, "explain query plan select * from item where id = 1")[0][3],
        "SEARCH item USING INTEGER PRIMARY KEY (rowid=?)"
    );
    assert_eq!(rows(&service, "select count(*) from item"), json!([[3]]));
}

#[track_caller]
fn too_complex(sql: &str) {
    let service = shop();
    fails(&service, "/query", &json!({ "sql": sql }), "sql-too-complex", "");
    assert_eq!(rows(&service, "select count(*) from item"), json!([[3]]));
}

fn nested(depth: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// CTEs that each use the one before twice.
fn doubling(steps: usize) -> String {
    let mut sql = "with c0 as (select 1 as x)".to_owned();
    for i in 1..=steps {
        sql += &format!(", c{i} as (select a.x from c{0} a join c{0} b)", i - 1);
    }
    sql + &format!(" select count(*) from c{steps}")
}

#[test]
fn sql_that_would_overflow_the_compiler_never_reaches_it() {
    too_complex(&vec!["select 1"; 1_000].join(" union all "));
    too_complex(&nested(50, "select * from (", "select 1", ")"));
    too_complex(&format!("select {}", nested(200, "(", "1", ")")));
    too_complex(&doubling(18));
    too_complex(&doubling(10).to_uppercase().replace("C9", "\"c9\""));
    too_complex(&format!("select * from item{}", " join item".repeat(300)));
    too_complex(&format!("select 1{}", "+1".repeat(20_000)));
    too_complex(&format!("select {}1", "not ".repeat(20_000)));
    too_complex(&format!("select {}1{}", "case when 1 then ".repeat(3_000), " end".repeat(3_000)));
}

#[test]
fn a_length_is_a_number_and_not_a_large_one() {
    for sql in [
        "select zeroblob(900000000)",
        "select length(ZeroBlob ( 1000001 ))",
        "select \"zeroblob\"(1000001)",
        "select randomblob(/* a comment */ 1000001)",
        "select zeroblob(1000 * 1000)",
        "select zeroblob((9))",
        "select zeroblob(-1)",
        "select zeroblob(0xffff)",
        "select zeroblob(?)",
        "select zeroblob(99999999999999999999)",
        "select zeroblob(",
        "select zeroblob()",
        "select repeat('x', 1000001)",
        "select repeat(repeat('x', 10), id) from item",
        "select lpad((select 'x, y' from item where id in (1, 2)), 1000001, 'y')",
        "select rpad('x')",
        "select 'x' where length(zeroblob(600000)) = length(zeroblob(600000))",
    ] {
        too_complex(sql);
    }
    let service = shop();
    let sql = "select length(zeroblob(500000)), length(repeat('ab', 3)), lpad('x', 3, 'y'), length(randomblob(16)), 'zeroblob(9e9)'";
    assert_eq!(rows(&service, sql), json!([[500_000, 6, "yyx", 16, "zeroblob(9e9)"]]));
    assert_eq!(rows(&service, "with repeat as (select 1 as zeroblob) select zeroblob from repeat"), json!([[1]]));
}

#[test]
fn nothing_is_loaded_and_no_file_is_read() {
    for sql in [
        "select load_extension('x')",
        "select readfile('/etc/hostname')",
        "select writefile('x', 'y')",
        "select edit('x')",
    ] {
        fails(&shop(), "/query", &json!({ "sql": sql }), "sql-error", "");
    }
}

#[test]
fn sql_below_the_limits_runs() {
    let service = shop();
    run(&service, &vec!["select 1"; 100].join(" union all "));
    run(&service, &nested(20, "select * from (", "select 1 as a", ")"));
    assert_eq!(rows(&service, &doubling(5)), json!([[1]]));
    run(&service, &format!("select {}", nested(60, "(", "1", ")")));
}
