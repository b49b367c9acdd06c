use query_core::{Code, Error};

use super::test;
use super::*;

#[test]
fn every_code_is_in_the_documentation_and_nowhere_twice() {
    let readme = include_str!("../../../README.md");
    for (i, code) in Code::ALL.iter().enumerate() {
        let row = format!("| {} | `{}` |", code.status().as_u16(), code.as_str());
        assert!(readme.contains(&row), "README.md has no row {row}");
        assert!(!Code::ALL[..i].iter().any(|earlier| earlier.as_str() == code.as_str()));
    }
    let rows = readme.lines().filter(|line| line.starts_with("| 4") || line.starts_with("| 5"));
    assert_eq!(rows.count(), Code::ALL.len());
}

#[test]
fn an_error_is_a_problem_document() {
    let response = Error::new(Code::SqlSyntax, "near \"x\"").at_offset(7).in_statement(2).to_response();
    assert_eq!(response.status(), 400);
    assert_eq!(
        body(&response),
        json!({
            "type": "urn:limbda:problem:sql-syntax", "title": "the SQL cannot be parsed", "status": 400,
            "code": "sql-syntax", "detail": "near \"x\"", "statement": 2, "offset": 7,
        })
    );
}

#[track_caller]
fn check(method: Method, path: &str, sent: &str, code: &str, text: &str) {
    let service = shop();
    let response = send(&service, method, path, sent.to_owned());
    let problem = body(&response);
    assert_eq!(problem["code"], code, "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains(text), "{problem}");
    // The process lives on, and the next request is answered.
    assert_eq!(rows(&service, "select count(*) from item"), json!([[3]]));
}

#[test]
fn bodies_that_do_not_fit() {
    let query = |sent, code, text| check(Method::POST, "/query", sent, code, text);
    query("", "invalid-json", "the body is empty");
    query(" \n", "invalid-json", "the body is empty");
    query("{", "invalid-json", "line 1 column 1");
    query(r#"{"sql": "select 1"} x"#, "invalid-json", "trailing characters");
    query("[]", "invalid-body", "send {\"sql\"");
    query(r#"["select 1", [], "arrays"]"#, "invalid-body", "expected a JSON object");
    query("null", "invalid-body", "");
    query("{}", "invalid-body", "missing field `sql`");
    query(r#"{"sql": 1}"#, "invalid-body", "expected a string");
    query(r#"{"sql": "select 1", "parameters": []}"#, "invalid-body", "unknown field `parameters`");
    query(r#"{"sql": "select 1", "shape": "rows"}"#, "invalid-body", "unknown variant `rows`");
    query(r#"{"sql": "select 1", "params": 1}"#, "invalid-body", "expected an array of values");
    query(r#"{"sql": "select 1", "sql": "select 2"}"#, "invalid-body", "duplicate field `sql`");
    check(Method::POST, "/batch", r#"{"statements": [["select 1"]]}"#, "invalid-body", "expected a JSON object");
    check(Method::POST, "/batch", r#"{"statements": {}}"#, "invalid-body", "expected a sequence");
}

#[test]
fn bodies_that_are_not_utf8() {
    let response = send(&shop(), Method::POST, "/query", Bytes::from_static(b"{\"sql\": \"select '\xff'\"}"));
    assert_eq!(body(&response)["code"], "invalid-json");
}

#[test]
fn paths_and_methods_that_are_not_there() {
    check(Method::GET, "/", "", "not-found", "POST /query");
    check(Method::POST, "/query/", "", "not-found", "/query/");
    check(Method::POST, "/Query", "", "not-found", "");
    check(Method::GET, "/query", "", "method-not-allowed", "/query supports POST, not GET");
    check(Method::POST, "/schema", "", "method-not-allowed", "supports GET");
    let response = send(&shop(), Method::DELETE, "/batch", "");
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "POST");
}

#[test]
fn sql_that_cannot_be_run() {
    let service = shop();
    let check = |sql: &str, code, text, offset: Option<usize>| {
        let problem = fails(&service, "/query", &json!({ "sql": sql }), code, text);
        assert_eq!(problem.get("offset").and_then(Value::as_u64).map(|offset| offset as usize), offset, "{sql}");
    };
    check("", "empty-sql", "", None);
    check(" ; -- nothing\n /* here */ ;", "empty-sql", "", None);
    check("selec 1", "sql-syntax", "near \"selec\"", Some(0));
    check("select 1 +", "sql-syntax", "", Some(10));
    check("select 'open", "sql-syntax", "non-terminated", Some(7));
    check("select 1; select 2", "multiple-statements", "", Some(10));
    check("select 1; drop table item", "multiple-statements", "", Some(10));
    check("select * from nowhere", "sql-error", "no such table: nowhere", None);
    check("select colour from item", "sql-error", "no such column: colour", None);
    check("select nofunction(1)", "sql-error", "nofunction", None);
    check("select name from item order by name collate sv", "sql-error", "no such collation sequence: sv", None);
    check("select abs(-9223372036854775808)", "sql-error", "integer overflow", None);
    check("insert into item(name) values ('tea')", "constraint-violation", "UNIQUE", None);
    check("insert into sale(item) values (99)", "constraint-violation", "FOREIGN KEY", None);
}

#[test]
fn a_trailing_semicolon_and_comments_are_no_second_statement() {
    let service = shop();
    assert_eq!(rows(&service, "/* one */ select 1; -- and no more\n ;;"), json!([[1]]));
}

#[test]
fn two_columns_of_a_name_are_an_error_only_where_one_would_be_lost() {
    let service = shop();
    let sql = "select 1 as a, 2 as a";
    assert_eq!(rows(&service, sql), json!([[1, 2]]));
    fails(&service, "/query", &json!({"sql": sql, "shape": "objects"}), "duplicate-column", "`a`");
}

#[test]
fn a_database_that_cannot_be_read_is_an_error_at_open() {
    let open =
        |bytes: Vec<u8>| Service::open_now(Source::Bytes(bytes.into()), Config::default(), host()).err().unwrap();
    let error = open(b"not a database, but long enough to look at: ".repeat(200));
    assert_eq!(error.code(), Code::DatabaseUnreadable);
    assert!(error.detail().contains("not a SQLite database"), "{error}");
    let file = Source::File("/there/is/no/such.db".to_owned());
    let error = Service::open_now(file, Config::default(), host()).err().unwrap();
    assert_eq!(error.code(), Code::DatabaseUnreadable);
}
