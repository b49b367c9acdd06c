//! Definitions and writes that the engine would carry out otherwise than SQLite: right, or rejected before anything is written.

use super::test;
use super::*;

/// A statement that SQLite runs and the engine does not.
#[track_caller]
fn limited(service: &Service, sql: &str, text: &str) {
    fails(service, "/query", &json!({ "sql": sql }), "engine-limitation", text);
}

/// A statement that SQLite rejects too.
#[track_caller]
fn rejected(service: &Service, sql: &str, text: &str) {
    fails(service, "/query", &json!({ "sql": sql }), "sql-error", text);
}

fn with(statements: &[&str]) -> Service {
    let service = service();
    for sql in statements {
        run(&service, sql);
    }
    service
}

const NAMES: &str = "select type, name, tbl_name, sql from sqlite_schema order by rowid";

#[test]
fn names_and_texts_are_kept_as_written() {
    let service = with(&[
        "create table Users(Id integer primary key, Name varchar ( 10 ), n decimal(8,2), unique (Name))",
        "create  view  OpenItems as select Id from users where n > 1;",
        "create unique index if not exists ByName on users(Name desc)",
        "create trigger Clean after delete on USERS begin delete from users where id = old.id; end",
    ]);
    let expected = json!([
        [
            "table",
            "Users",
            "Users",
            "CREATE TABLE Users(Id integer primary key, Name varchar ( 10 ), n decimal(8,2), unique (Name))"
        ],
        ["index", "sqlite_autoindex_Users_1", "Users", null],
        ["view", "OpenItems", "OpenItems", "CREATE VIEW OpenItems as select Id from users where n > 1"],
        ["index", "ByName", "Users", "CREATE UNIQUE INDEX ByName on users(Name desc)"],
        [
            "trigger",
            "Clean",
            "USERS",
            "CREATE TRIGGER Clean after delete on USERS begin delete from users where id = old.id; end"
        ],
    ]);
    assert_eq!(rows(&service, NAMES), expected);
    let types = "select type from pragma_table_info('users')";
    assert_eq!(rows(&service, types), json!([["INTEGER"], ["varchar(10)"], ["decimal(8,2)"]]));
}

#[test]
fn objects_with_capitals_are_renamed_and_dropped() {
    let service = with(&[
        "create table Invoice(Id integer primary key autoincrement, Total real, up int references Invoice(Id), x default -1)",
        "create index InvTotal on Invoice(Total)",
        "create view Totals as select Total from Invoice",
        "insert into Invoice(Total) values (9.5)",
    ]);
    assert_eq!(rows(&service, "select * from sqlite_sequence"), json!([["Invoice", 1]]));
    run(&service, "alter table invoice add column Note varchar(5) default 'a'");
    run(&service, "alter table INVOICE rename to Bill");
    run(&service, "alter table bill rename column total to Sum");
    run(&service, "alter table bill drop column X");
    let dropped = run(&service, "drop view totals");
    assert_eq!(dropped["rows_affected"], 0);
    assert_eq!(rows(&service, "select * from sqlite_sequence"), json!([["Bill", 1]]));
    let user = format!("select * from ({NAMES}) where name not like '%turso%' and name <> 'sqlite_sequence'");
    assert_eq!(
        rows(&service, &user),
        json!([
            [
                "table",
                "Bill",
                "Bill",
                "CREATE TABLE \"Bill\"(Id integer primary key autoincrement, Sum real, \
              up int references \"Bill\"(Id), Note varchar(5) default 'a')"
            ],
            ["index", "InvTotal", "Bill", "CREATE INDEX InvTotal on \"Bill\"(Sum)"],
        ])
    );
    assert_eq!(rows(&service, "select Sum, Note from Bill"), json!([[9.5, "a"]]));
}

#[test]
fn a_definition_in_a_batch_is_settled_before_the_next_statement() {
    let service = service();
    let statements = json!([
        {"sql": "create table Users(Id integer primary key)"},
        {"sql": "select name from sqlite_schema"},
        {"sql": "alter table users rename to People"},
        {"sql": "select name from sqlite_schema"},
    ]);
    let response = body(&post(&service, "/batch", &json!({ "statements": statements })));
    assert_eq!(response["results"][1]["rows"], json!([["Users"]]));
    assert_eq!(response["results"][3]["rows"], json!([["People"]]));
}

#[test]
fn definitions_that_sqlite_cannot_read_are_rejected() {
    let service = with(&["create table t(a)"]);
    rejected(&service, "create table x(id int primary key autoincrement)", "only allowed on an INTEGER PRIMARY KEY");
    rejected(&service, "create index ti on t(a desc nulls last)", "unsupported use of NULLS LAST");
    rejected(&service, "create view v as select a from t where a = ?1", "parameters are not allowed in views");
    rejected(&service, "create table x(a check (lpad(a, 2) > 0))", "no such function: lpad");
    rejected(&service, "alter table generate_series rename to numbers", "no such table: generate_series");
    rejected(&service, "create table x(a varchar) strict", "unknown datatype");
    let view = "create view v as select percentile_cont(0.5) within group (order by a) as m from t";
    fails(&service, "/query", &json!({ "sql": view }), "sql-syntax", "near \"within\"");
    limited(&service, "create table c(x references \"a\"\"b\"(y))", "a name with a quote");
    limited(&service, "create table __turso_internal_x(a)", "belong to the engine");
    limited(&service, "create table s(code text check (code > 0)) strict", "type mismatch in CHECK");
    assert_eq!(rows(&service, NAMES), json!([["table", "t", "t", "CREATE TABLE t(a)"]]));
}

#[test]
fn not_null_may_follow_references() {
    let service = with(&["create table p(id integer primary key)", "create table c(x int references p(id) not null)"]);
    let null = json!({"sql": "insert into c values (null)"});
    fails(&service, "/query", &null, "constraint-violation", "NOT NULL constraint failed");
    let orphan = json!({"sql": "insert into c values (1)"});
    fails(&service, "/query", &orphan, "constraint-violation", "FOREIGN KEY constraint failed");
}

#[test]
fn foreign_keys_hold_at_the_statements_end() {
    let service = with(&[
        "create table node(id integer primary key, up integer references node(id))",
        "insert into node values (1, null), (2, 1), (3, 2)",
    ]);
    let parent = json!({"sql": "delete from node where id = 1"});
    fails(&service, "/query", &parent, "constraint-violation", "FOREIGN KEY constraint failed");
    assert_eq!(run(&service, "delete from node")["rows_affected"], 3);
    let orphan = json!({"sql": "insert into node values (1, 7)"});
    fails(&service, "/query", &orphan, "constraint-violation", "FOREIGN KEY constraint failed");

    let service = with(&[
        "create table team(id integer primary key)",
        "create table member(id integer primary key, team integer references team(id))",
        "create trigger clear after delete on team when old.id < 9 begin delete from member where team = old.id; end",
        "insert into team values (1), (9)",
        "insert into member values (5, 1), (6, 9)",
        "delete from team where id = 1",
    ]);
    assert_eq!(rows(&service, "select * from member"), json!([[6, 9]]));
    let parent = json!({"sql": "delete from team"});
    fails(&service, "/query", &parent, "constraint-violation", "FOREIGN KEY constraint failed");
    assert_eq!(rows(&service, "select * from team"), json!([[9]]));
}

#[test]
fn a_cascade_finds_children_of_another_type() {
    let service = with(&[
        "create table p(id integer primary key)",
        "create table c(x references p(id) on delete cascade)",
        "insert into p values (1), (2)",
        "insert into c values ('1'), (1), ('2')",
        "delete from p where id = 1",
    ]);
    assert_eq!(rows(&service, "select x from c"), json!([["2"]]));
    limited(
        &with(&[
            "create table q(a int, b int, unique (a, b))",
            "create table d(x int, y int, foreign key (x, y) references q(b, a))",
        ]),
        "insert into d values (1, 2)",
        "in another order",
    );
}

#[test]
fn writes_that_the_engine_gets_wrong_are_refused() {
    let service = with(&[
        "create table c(k text primary key, n int)",
        "create table r(k text unique on conflict replace, n int)",
        "create table g(a text, b as (upper(a)) unique)",
        "create table s(x real) strict",
        "create trigger b before insert on s begin select new.x; end",
        "create table u(id integer primary key, v int)",
        "create trigger t after insert on u begin delete from c where n = new.id; end",
        "create table k(x int, y int references u(id))",
    ]);
    let upsert = "insert into c values ('a', 9) on conflict(k) do update set n = (select max(n) from c)";
    limited(&service, upsert, "a subquery in ON CONFLICT DO UPDATE");
    limited(&service, "replace into c values ('a', 1) on conflict(k) do update set n = 2", "use one of the two");
    limited(&service, "insert into r values ('a', 1) on conflict(k) do update set n = 2", "declared ON CONFLICT");
    limited(&service, "reindex", "drop the index and create it again");
    limited(&service, "insert into s values ('1')", "make it an AFTER trigger");
    limited(&service, "insert or ignore into u values (1, 2)", "use ON CONFLICT DO NOTHING");
    limited(&service, "alter table k drop column y", "DROP COLUMN");
    run(&service, "create table implicit(x references u)");
    limited(&service, "select \"to\" from pragma_foreign_key_list('implicit')", "sqlite_schema");
    assert_eq!(rows(&service, "select \"to\" from pragma_foreign_key_list('k')"), json!([["id"]]));
    let from = "update c set n = w.r from (select k, row_number() over () as r from c) w where w.k = c.k";
    limited(&service, from, "window function");
}
