//! A file that SQLite made, with what the engine lacks. It was made by these statements, with a page size of 512:
//!
//! ```sql
//! create table plain(a integer primary key, b text); insert into plain values (1, 'one');
//! create virtual table notes using fts5(title, body); insert into notes values ('first', 'text'), ('second', 'more');
//! create view titles as select title from notes;
//! create table child(x int references plain(a) not null); insert into child values (1);
//! create table priced(net int, gross int as (net * 2) stored); insert into priced values (4);
//! create table named(id integer primary key, name text collate unicase); insert into named values (1, 'b'), (2, 'A');
//! create table counted(n); insert into counted values (1), (2); create index halves on counted(twice(n));
//! ```

use query_core::{Effect, Error};

use super::test;
use super::*;

const FILE: &[u8] = include_bytes!("left_out.db");

fn open(access: Access) -> Result<Service, Error> {
    let tokens = Tokens::parse(&format!("read:*,write:{WRITER_DIGEST}")).unwrap();
    let config = Config { access, tokens, ..Config::default() };
    Service::open_now(Source::Bytes(Bytes::from_static(FILE)), config, host())
}

#[track_caller]
fn refused(service: &Service, sql: &str, text: &str) -> Value {
    fails(service, "/query", &json!({ "sql": sql }), "engine-limitation", text)
}

#[test]
fn the_rest_of_the_file_is_served() {
    for access in [Access::Read, Access::Write] {
        let service = open(access).unwrap();
        assert_eq!(rows(&service, "select * from plain"), json!([[1, "one"]]));
        assert_eq!(rows(&service, "select * from child join plain on x = a"), json!([[1, 1, "one"]]));
        assert_eq!(rows(&service, "select * from priced"), json!([[4, 8]]));
        assert_eq!(rows(&service, "select * from named order by id"), json!([[1, "b"], [2, "A"]]));
        assert_eq!(rows(&service, "select n from counted order by n"), json!([[1], [2]]));
        assert_eq!(rows(&service, "select c0 from notes_content order by id"), json!([["first"], ["second"]]));
    }
}

#[test]
fn what_is_left_out_is_an_error_where_a_statement_names_it() {
    let service = open(Access::Write).unwrap();
    let problem = refused(&service, "select 1 from plain, Notes", "virtual table of the module fts5");
    assert_eq!((&problem["status"], &problem["offset"]), (&json!(422), &json!(21)));
    refused(&service, "select * from titles", "fts5");
    refused(&service, "select name from named order by name", "collation");
    refused(&service, "insert into counted values (3)", "twice()");
    refused(&service, "insert into priced(net) values (3)", "stored generated");
    refused(&service, "create table other(a)", "change it with SQLite");
    assert_eq!(rows(&service, "with notes(x) as (values (1)) select x, 'notes' from notes"), json!([[1, "notes"]]));
}

#[test]
fn the_table_of_the_schema_has_the_words_of_the_file() {
    let service = open(Access::Read).unwrap();
    let counts =
        "select type, count(*) from sqlite_schema where name in ('notes', 'halves', 'plain', 'titles') group by 1";
    assert_eq!(rows(&service, counts), json!([["index", 1], ["table", 2], ["view", 1]]));
    let schema = body(&send(&service, Method::GET, "/schema", ""));
    let left_out = schema["left_out"].as_array().unwrap();
    let named: Vec<_> = left_out.iter().map(|omission| omission["name"].as_str().unwrap()).collect();
    for name in ["notes", "titles", "priced", "name", "halves"] {
        assert!(named.contains(&name), "{name}: {named:?}");
    }
    let hidden = service.left_out().iter().filter(|omission| omission.effect == Effect::Hidden);
    assert_eq!(hidden.map(|omission| &*omission.name).collect::<Vec<_>>(), ["notes", "halves", "titles"]);
}

#[test]
fn a_write_leaves_the_schema_as_it_was() {
    let service = open(Access::Write).unwrap();
    for n in 0..50 {
        run(&service, &format!("insert into plain(b) values ('{n}')"));
    }
    let written = drive(service.export()).unwrap().unwrap();
    let schema = b"tableplainplain";
    assert!(written.windows(schema.len()).any(|bytes| bytes == schema));
    for word in [&b"tABLE"[..], b"iNDEX", b"vIEW", b"tRIGGER"] {
        assert!(!written.windows(word.len()).any(|bytes| bytes == word), "{}", String::from_utf8_lossy(word));
    }
    let config = Config::default();
    let again = Service::open_now(Source::Bytes(written), config, host()).unwrap();
    assert_eq!(rows(&again, "select count(*) from plain"), json!([[51]]));
    assert_eq!(again.left_out(), service.left_out());
}
