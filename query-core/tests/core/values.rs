use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};

use super::test;
use super::*;

/// The text of the first value of the first row, as it stands in the body.
#[track_caller]
fn text(service: &Service, request: &str) -> String {
    let response = send(service, Method::POST, "/query", request.to_owned());
    let body = std::str::from_utf8(response.body()).unwrap().to_owned();
    assert_eq!(response.status(), 200, "{request}: {body}");
    let rest = body.split_once(r#""rows":[["#).unwrap().1;
    rest.rsplit_once(r#"]],"truncated""#).unwrap().0.to_owned()
}

#[track_caller]
fn check(sql: &str, expected: &str) {
    assert_eq!(text(&service(), &json!({ "sql": format!("select {sql}") }).to_string()), expected, "{sql}");
}

#[test]
fn integers_are_exact() {
    check("9223372036854775807", "9223372036854775807");
    check("-9223372036854775807 - 1", "-9223372036854775808");
    check("9007199254740993", "9007199254740993");
    check("0x7fffffffffffffff", "9223372036854775807");
    check("true", "1");
}

#[test]
fn floats_are_floats() {
    check("0.1", "0.1");
    check("1.0", "1.0");
    check("10.0 / 4", "2.5");
    check("1e308", "1e+308");
    check("5e-324", "5e-324");
    check("-0.0", "-0.0");
    check("9e999", r#"{"float":"Infinity"}"#);
    check("-9e999", r#"{"float":"-Infinity"}"#);
    check("9e999 - 9e999", "null");
    check("9223372036854775808", "9.223372036854776e+18");
}

#[test]
fn a_whole_number_in_a_real_column_stays_a_float() {
    let service = service();
    run(&service, "create table t(r real, n numeric)");
    run(&service, "insert into t values (10, 10.0)");
    assert_eq!(text(&service, r#"{"sql": "select r, n from t"}"#), "10.0,10");
}

#[test]
fn texts_blobs_and_null() {
    check("null", "null");
    check("''", r#""""#);
    check("'it''s \"here\"'", r#""it's \"here\"""#);
    check("'zażółć 🦀'", r#""zażółć 🦀""#);
    check("char(1, 9, 10, 31, 127)", "\"\\u0001\\t\\n\\u001f\u{7f}\"");
    check("x''", r#"{"base64":""}"#);
    check("x'00ff10'", r#"{"base64":"AP8Q"}"#);
}

#[test]
fn booleans_are_read_as_integers() {
    assert_eq!(text(&service(), r#"{"sql": "select ?, ?", "params": [true, false]}"#), "1,0");
}

/// What is sent comes back, byte for byte, whatever it is: 512 values of every type, the same on every run.
#[test]
fn every_value_comes_back_as_it_was_sent() {
    let value = prop_oneof![
        Just("null".to_owned()),
        any::<i64>().prop_map(|integer| integer.to_string()),
        any::<f64>()
            .prop_filter("JSON has no others", |real| real.is_finite())
            .prop_map(|real| json!(real).to_string()),
        any::<String>().prop_map(|text| json!(text).to_string()),
        proptest::collection::vec(any::<u8>(), 0..64).prop_map(|blob| {
            use base64::Engine as _;
            format!(r#"{{"base64":"{}"}}"#, base64::engine::general_purpose::STANDARD.encode(blob))
        }),
    ];
    let service = service();
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Runs { cases: 512, failure_persistence: None, ..Runs::default() }, seed);
    let outcome = runner.run(&value, |value| {
        // SQL's text ends at its first NUL for many of its functions; as a value it is kept whole.
        let request = format!(r#"{{"sql": "select ?1", "params": [{value}]}}"#);
        prop_assert_eq!(text(&service, &request), value);
        Ok(())
    });
    outcome.unwrap();
}
