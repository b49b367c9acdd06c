//! The function as Lambda invokes it: what no single case can show.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on ends")]

use bytes::Bytes;
use events::{Event, test};
use limbda::{Function, Settings};
use query_core::{Code, FixedHost, Source};
use serde_json::{Value, json};

fn function(settings: &[(&str, &str)]) -> Function {
    let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Function::open_now(Source::Bytes(Bytes::new()), Settings::from_vars(settings).unwrap(), FixedHost::new(0)).unwrap()
}

/// A body below the limit may still be too large once it is a string in the event's JSON.
#[test]
fn a_response_that_lambda_would_refuse_is_an_error() {
    let function = function(&[]);
    for (quotes, code) in [(1_500_000, None), (2_500_000, Some(Code::ResponseTooLarge))] {
        let sql = format!("select replace(hex(zeroblob({})), '0', '\"\"') as quotes", quotes / 4);
        let answer = function.invoke_now(Event::post("/query").json(json!({ "sql": sql })).http_api().as_bytes());
        assert_eq!(answer.error.as_ref().map(|error| error.code()), code);
        assert!(answer.json.get().len() <= 6 * 1024 * 1024);
        let response: Value = serde_json::from_str(answer.json.get()).unwrap();
        assert_eq!(response["statusCode"], answer.status.as_u16());
    }
}

#[test]
fn an_invocation_after_any_other_is_answered() {
    let function = function(&[]);
    let good = Event::post("/query").json(json!({"sql": "select 6 * 7"})).http_api();
    for bad in ["", "{", "null", "[]", "{}", r#"{"Records": []}"#, "\u{0}", r#"{"requestContext": {"http": {}}}"#] {
        assert_eq!(function.invoke_now(bad.as_bytes()).status, 400, "{bad}");
        assert_eq!(function.invoke_now(good.as_bytes()).status, 200);
    }
    assert_eq!(function.invoke_now(&[0xff, 0xfe]).status, 400);
}

#[test]
fn a_request_may_take_a_quarter_of_the_functions_memory() {
    let of = |vars: &[(&str, &str)]| {
        let vars = vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::from_vars(vars).map(|settings| settings.config.limits.memory_bytes)
    };
    let size = ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128");
    assert_eq!(of(&[]), Ok(512 * 1024 * 1024));
    assert_eq!(of(&[size]), Ok(32 * 1024 * 1024));
    assert_eq!(of(&[("LIMBDA_MAX_MEMORY_BYTES", "1000"), size]), Ok(1000));
    assert_eq!(of(&[size, ("LIMBDA_MAX_MEMORY_BYTES", "1000")]), Ok(1000));
    assert!(of(&[("LIMBDA_MAX_MEMORY_BYTES", "0")]).unwrap_err().contains("whole number"));
}
