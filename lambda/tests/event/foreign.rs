//! Events of other services, and bytes that are no event.

use events::test;
use limbda::Event;
use query_core::Code;

#[test]
fn other_events_are_named() {
    let foreign = [
        ("{}", "an empty object"),
        (r#"{"Records": [{"eventSource": "aws:sqs", "body": "{}"}]}"#, "an event from `aws:sqs`"),
        (r#"{"Records": [{"EventSource": "aws:sns", "Sns": {}}]}"#, "an event from `aws:sns`"),
        (r#"{"Records": []}"#, "an object with `Records`"),
        (r#"{"source": "aws.events", "detail-type": "Scheduled Event"}"#, "an event from `aws.events`"),
        (r#"{"f":1,"e":1,"d":1,"c":1,"b":1,"a":1}"#, "an object with `a`, `b`, `c`, `d`, `e` and more"),
        (r#"{"requestContext": {"routeKey": "$connect"}}"#, "an object with `requestContext`"),
        (r#"{"version": "2.0", "rawPath": "/"}"#, "an object with `rawPath`, `version`"),
        ("[]", "JSON that is not an object"),
        (" null ", "JSON that is not an object"),
        ("\"GET /\"", "JSON that is not an object"),
        ("", "invalid JSON (EOF while parsing a value at line 1 column 0)"),
        ("GET / HTTP/1.1", "invalid JSON (expected value at line 1 column 1)"),
        ("\u{feff}{}", "invalid JSON (expected value at line 1 column 1)"),
    ];
    for (json, found) in foreign {
        let error = Event::parse(json.as_bytes()).expect_err(json);
        let expected = "expected an event from API Gateway, a function URL or a load balancer, found ";
        assert_eq!(error.detail(), format!("{expected}{found}"), "{json}");
        assert_eq!(error.code(), Code::InvalidEvent, "{json}");
    }
    for (json, text) in [
        ("{", "EOF while parsing an object at line 1 column 1"),
        (r#"{"httpMethod": 5}"#, "invalid type: integer `5`, expected a string or null at line 1 column 16"),
        (
            r#"{"headers": {"a": 5}}"#,
            "invalid type: integer `5`, expected a string or an array of strings as the value of `a` at line 1 column 19",
        ),
        (
            "{\"path\": \"\u{1}\"}",
            "control character (\\u0000-\\u001F) found while parsing a string at line 1 column 11",
        ),
    ] {
        let error = Event::parse(json.as_bytes()).expect_err(json);
        assert_eq!(error.detail(), format!("cannot parse the event: {text}"), "{json}");
    }
}
