//! The tables that the engine brings: a reader cannot tell when they are made.

use super::test;
use super::*;

/// A service that reads what another has written.
fn reading(statements: &[&str]) -> Service {
    let service = service();
    statements.iter().for_each(|sql| _ = run(&service, sql));
    let bytes = drive(service.export()).unwrap().unwrap();
    Service::open_now(Source::Bytes(bytes), Config::default(), host()).unwrap()
}

const TABLE: &str = "create table box(id integer primary key, list text)";
const ROWS: &str = "insert into box values (1, '[1,2,3]'), (2, '{\"a\":5}')";

#[test]
fn they_are_there_for_whoever_names_them() {
    let service = reading(&[TABLE, ROWS]);
    assert_eq!(rows(&service, "select list from box where id = 1"), json!([["[1,2,3]"]]));
    let each = "select box.id, each.value from box, JSON_EACH(box.list) as each order by 1, 2";
    assert_eq!(rows(&service, each), json!([[1, 1], [1, 2], [1, 3], [2, 5]]));
    assert_eq!(rows(&service, each).as_array().unwrap().len(), 4);
    assert_eq!(rows(&service, "select fullkey from [json_tree]('{\"a\":[7]}') where atom = 7"), json!([["$.a[0]"]]));
    assert_eq!(rows(&service, "select name from \"pragma_table_info\"('box')"), json!([["id"], ["list"]]));
    assert_eq!(rows(&service, "select count(*) from box"), json!([[2]]));
}

#[test]
fn they_are_there_in_the_middle_of_a_batch() {
    let batch = json!({"statements": [
        {"sql": "select count(*) from box"},
        {"sql": "select sum(value) from json_each((select list from box where id = 1))"},
        {"sql": "select count(*) from box"},
    ]});
    let response = post(&reading(&[TABLE, ROWS]), "/batch", &batch);
    let results = body(&response);
    let counts: Vec<_> = results["results"].as_array().unwrap().iter().map(|result| &result["rows"][0][0]).collect();
    assert_eq!(counts, [2, 6, 2]);
}

#[test]
fn they_are_there_after_a_batch_that_failed() {
    let service = reading(&[TABLE, ROWS]);
    let each = "select count(*) from json_each('[1,2]')";
    let batch = json!({"statements": [{"sql": each}, {"sql": "select * from nowhere"}]});
    fails(&service, "/batch", &batch, "sql-error", "nowhere");
    assert_eq!(rows(&service, each), json!([[2]]));
    assert_eq!(rows(&service, "select count(*) from json_each('[1,2,3]')"), json!([[3]]));
}

#[test]
fn a_view_over_one_has_its_columns() {
    let service =
        reading(&[TABLE, ROWS, "create view items as select box.id, each.* from box, json_each(box.list) as each"]);
    let all = run(&service, "select * from items where id = 2");
    assert_eq!(all["columns"].as_array().unwrap()[..4], [json!("id"), json!("key"), json!("value"), json!("type")]);
    assert_eq!(all["rows"][0].as_array().unwrap()[..4], [json!(2), json!("a"), json!(5), json!("integer")]);
    let schema = body(&send(&service, Method::GET, "/schema", ""));
    assert_eq!(schema["views"][0]["columns"][2]["name"], "value");
}

#[test]
fn the_schema_needs_them_and_has_them() {
    let service = reading(&[TABLE]);
    let schema = body(&send(&service, Method::GET, "/schema", ""));
    assert_eq!(schema["tables"][0]["columns"][1]["name"], "list");
}

#[test]
fn the_list_of_tables_is_the_same_before_and_after() {
    let service = reading(&[TABLE]);
    let list = rows(&service, "pragma table_list");
    assert_eq!(rows(&service, "select count(*) from json_each('[1]')"), json!([[1]]));
    assert_eq!(rows(&service, "pragma table_list"), list);
    assert_eq!(list, rows(&service, "select * from pragma_table_list"));
}

#[test]
fn a_table_of_such_a_name_in_a_file_is_left_out() {
    let service = service();
    run(&service, "create table json_eacx(x)");
    let mut bytes = drive(service.export()).unwrap().unwrap().to_vec();
    for at in 0..bytes.len() {
        if bytes[at..].starts_with(b"json_eacx") {
            bytes[at + 8] = b'h';
        }
    }
    let service = Service::open_now(Source::Bytes(bytes.into()), Config::default(), host()).unwrap();
    let [omission] = service.left_out() else { panic!("{:?}", service.left_out()) };
    assert!(omission.name == "json_each" && omission.reason.contains("already exists"), "{omission:?}");
    let named = json!({ "sql": "select * from json_each" });
    fails(&service, "/query", &named, "engine-limitation", "json_each is not served");
}
