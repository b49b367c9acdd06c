use super::test;
use super::*;

#[track_caller]
fn check(sql: &str, params: Value, row: Value) {
    let answer = query(&service(), &json!({"sql": sql, "params": params}));
    assert_eq!(answer["rows"], json!([row]), "{sql}");
}

#[track_caller]
fn refused(sql: &str, params: Value, text: &str) {
    fails(&service(), "/query", &json!({"sql": sql, "params": params}), "invalid-parameter", text);
}

#[test]
fn by_position() {
    check("select ?, ?", json!([1, 2]), json!([1, 2]));
    check("select ?2, ?1", json!([1, 2]), json!([2, 1]));
    check("select ?2, ?2, ?", json!([1, 2, 3]), json!([2, 2, 3]));
    check("select ?3", json!([1, 2, 3]), json!([3]));
    check("select :a, :b, :a", json!([1, 2]), json!([1, 2, 1]));
    check("select 1", json!([]), json!([1]));
    check("select 1", json!({}), json!([1]));
    check("select 1", json!(null), json!([1]));
}

#[test]
fn by_name() {
    check("select :a, @b, $c", json!({"a": 1, "b": 2, "c": 3}), json!([1, 2, 3]));
    check("select :a, @a", json!({":a": 1, "@a": 2}), json!([1, 2]));
    check("select :a, @a", json!({"a": 1}), json!([1, 1]));
    check("select ?2, ?1", json!({"1": "one", "?2": "two"}), json!(["two", "one"]));
    check("select ':a', :a", json!({"a": 1}), json!([":a", 1]));
}

#[test]
fn missing_surplus_or_out_of_place() {
    refused("select ?, ?", json!([1]), "parameter 2 has no value");
    refused("select ?", json!([1, 2]), "parameter 2 is not in the statement, which has 1 parameter");
    refused("select 1", json!([1]), "which has no parameters");
    refused("select ?3", json!([1, 2]), "parameter 3 (`?3`) has no value");
    refused("select :a, :b", json!([1]), "parameter 2 (`:b`) has no value");
    refused("select :a, :b", json!({"a": 1}), "parameter `:b` has no value");
    refused("select :a", json!({"a": 1, "b": 2}), "parameter `b` is not in the statement");
    refused("select ?", json!({"a": 1}), "send params as an array");
    refused("select :a", json!({"A": 1}), "parameter `:a` has no value");
}

#[test]
fn values_that_are_none() {
    refused("select ?", json!([[1]]), "parameter 1: an array is not an SQL value");
    refused("select :a", json!({"a": {"b": 1}}), "parameter `a`: an object is not an SQL value");
    refused("select ?", json!([{"base64": "!"}]), "does not hold valid base64");
    refused("select ?", json!([{"base64": "", "float": "Infinity"}]), "an object is not an SQL value");
    refused("select ?", json!([{"float": "NaN"}]), "an object is not an SQL value");
    for (number, text) in [
        ("9223372036854775808", "out of range for a 64-bit signed integer"),
        ("-9223372036854775809", "out of range for a 64-bit signed integer"),
        ("18446744073709551616", "out of range for a 64-bit signed integer"),
        ("1e999", "out of range for a 64-bit float"),
    ] {
        let sent = format!(r#"{{"sql": "select ?", "params": [{number}]}}"#);
        let problem = body(&send(&service(), Method::POST, "/query", sent));
        assert_eq!(problem["code"], "invalid-parameter");
        assert!(problem["detail"].as_str().unwrap().contains(text), "{problem}");
    }
    let twice = r#"{"sql": "select :a", "params": {"a": 1, "a": 2}}"#;
    let problem = body(&send(&service(), Method::POST, "/query", twice));
    assert!(problem["detail"].as_str().unwrap().contains("used twice"), "{problem}");
}

#[test]
fn no_value_is_left_from_the_request_before() {
    let service = service();
    let sql = "select ?, ?";
    assert_eq!(query(&service, &json!({"sql": sql, "params": ["a", "b"]}))["rows"], json!([["a", "b"]]));
    fails(&service, "/query", &json!({"sql": sql, "params": ["c"]}), "invalid-parameter", "parameter 2");
    assert_eq!(query(&service, &json!({"sql": sql, "params": [null, "d"]}))["rows"], json!([[null, "d"]]));
}

#[test]
fn more_parameters_than_any_statement_has_are_counted_and_not_kept() {
    let service = service_with(Limits { params: 1_000_000, ..Limits::default() });
    for n in [100_000, 300_000] {
        let names: serde_json::Map<_, _> = (0..n).map(|i| (format!("p{i}"), json!(1))).collect();
        let named = json!({"sql": "select :p1", "params": names});
        let placed = json!({"sql": "select ?1", "params": vec![1; n]});
        for request in [named, placed] {
            let problem = fails(
                &shop(),
                "/query",
                &json!({"sql": request["sql"], "params": request["params"]}),
                "too-many-parameters",
                "",
            );
            assert!(problem["detail"].as_str().unwrap().contains(&n.to_string()), "{problem}");
            fails(&service, "/query", &request, "invalid-parameter", "more than any statement can have");
        }
    }
}
