use super::test;
use super::*;

#[test]
fn all_statements_are_one_transaction() {
    let service = shop();
    let response = post(
        &service,
        "/batch",
        &json!({"statements": [
            {"sql": "insert into item(name, price) values (?, ?)", "params": ["oil", 9.5]},
            {"sql": "update item set price = price + 1 where price is not null returning id, price"},
            {"sql": "select count(*) as n from item"},
        ], "shape": "objects"}),
    );
    assert_eq!(response.status(), 200);
    let results = &body(&response)["results"];
    assert_eq!(results[0]["last_insert_rowid"], 4);
    assert_eq!(results[0]["durability"], "ephemeral");
    assert_eq!(results[1]["rows_affected"], 3);
    assert_eq!(results[1]["rows"][2], json!({"id": 4, "price": 10.5}));
    assert_eq!(results[2]["rows"], json!([{"n": 4}]));
    assert_eq!(results[2].get("durability"), None);
}

#[track_caller]
fn fails_whole(service: &Service, last: &Value, code: &str) {
    let before = rows(service, "select * from item");
    let statements = json!([
        {"sql": "delete from sale"},
        {"sql": "delete from item where id = 3"},
        last,
    ]);
    let problem = fails(service, "/batch", &json!({ "statements": statements }), code, "");
    assert_eq!(problem["statement"], 2);
    assert_eq!(rows(service, "select * from item"), before);
    assert_eq!(rows(service, "select count(*) from sale"), json!([[3]]));
}

#[test]
fn a_statement_that_fails_leaves_nothing_behind() {
    let service = shop();
    fails_whole(&service, &json!({"sql": "insert into item(name) values ('tea')"}), "constraint-violation");
    fails_whole(&service, &json!({"sql": "insert into item(name) values (null)"}), "constraint-violation");
    fails_whole(&service, &json!({"sql": "insert into nowhere values (1)"}), "sql-error");
    fails_whole(&service, &json!({"sql": "insert into"}), "sql-syntax");
    fails_whole(&service, &json!({"sql": "insert into item(name) values (?)"}), "invalid-parameter");
    fails_whole(&service, &json!({"sql": "commit"}), "statement-not-allowed");
    fails_whole(&service, &json!({"sql": "select 1", "parms": []}), "invalid-body");
    fails_whole(&service, &json!({"sql": "select 1; select 2"}), "multiple-statements");
    fails_whole(&service, &json!(1), "invalid-body");
    // The engine has rolled the transaction back by itself here.
    fails_whole(&service, &json!({"sql": "insert or rollback into item(name) values ('tea')"}), "constraint-violation");
}

#[test]
fn a_foreign_key_holds_at_the_end_of_the_statement() {
    let service = shop();
    let delete = json!({"statements": [{"sql": "delete from item where id = 1"}]});
    fails(&service, "/batch", &delete, "constraint-violation", "FOREIGN KEY");
    assert_eq!(rows(&service, "select count(*) from item"), json!([[3]]));
}

#[test]
fn an_empty_batch_is_an_empty_answer() {
    let response = post(&service(), "/batch", &json!({"statements": []}));
    assert_eq!(response.body(), r#"{"results":[]}"#);
}

#[test]
fn a_batch_of_a_reader_writes_nothing() {
    let service = shop();
    let statements = json!({"statements": [{"sql": "select 1"}, {"sql": "delete from sale"}]}).to_string();
    let request = Request::post("/batch").body(statements.into()).unwrap();
    let response = service.handle_now(&request).response;
    assert_eq!(response.status(), 401);
    assert_eq!(body(&response)["statement"], 1);
    assert_eq!(rows(&service, "select count(*) from sale"), json!([[3]]));
}
