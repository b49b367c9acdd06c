//! The claims of an authorizer.

use events::test;
use limbda::Event;
use query_core::Claims;
use serde_json::{Value, json};

use super::http_api;

fn claims(event: &Value) -> Option<Claims> {
    Event::parse(event.to_string().as_bytes()).unwrap().claims()
}

#[track_caller]
fn check_claims(context: &Value, expected: &[&str]) {
    let mut event = http_api("/query", "", "$default");
    for (name, value) in context.as_object().unwrap() {
        event["requestContext"][name] = value.clone();
    }
    let expected: Option<Claims> =
        (!expected.is_empty()).then(|| expected.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(claims(&event), expected, "{context}");
}

#[test]
fn what_an_authorizer_tells_is_claimed_and_nothing_else() {
    let jwt = |claims: Value| json!({"authorizer": {"jwt": {"claims": claims, "scopes": null}}});
    check_claims(&jwt(json!({"scope": "openid limbda/read", "sub": "ada"})), &["openid", "limbda/read"]);
    check_claims(&jwt(json!({"scp": "limbda/read"})), &["limbda/read"]);
    check_claims(&json!({"authorizer": {"claims": {"scope": "limbda/read"}}}), &["limbda/read"]);
    let user = "arn:aws:iam::123456789012:user/ada";
    check_claims(&json!({"authorizer": {"iam": {"userArn": user}}}), &[user]);
    check_claims(&json!({"identity": {"userArn": user, "sourceIp": "192.0.2.33"}}), &[user]);
    let role = "arn:aws:sts::123456789012:assumed-role/editor";
    check_claims(
        &json!({"authorizer": {"iam": {"userArn": format!("{role}/deploy")}}}),
        &[&format!("{role}/deploy"), role],
    );
    for nothing in [
        json!({}),
        json!({"authorizer": null, "identity": null}),
        json!({"authorizer": {"lambda": {"scope": "limbda/write", "userArn": user}}}),
        json!({"authorizer": {"scope": "limbda/write", "principalId": "ada"}}),
        json!({"authorizer": "limbda/write"}),
        json!({"authorizer": ["limbda/write"]}),
        jwt(json!({"scope": 7})),
        jwt(json!({"scope": ""})),
        json!({"identity": {"userArn": null}}),
    ] {
        check_claims(&nothing, &[]);
    }
}

#[test]
fn a_header_claims_nothing() {
    let mut event = http_api("/query", "", "$default");
    event["headers"] = json!({"x-amzn-oidc-data": "e30.eyJzY29wZSI6ImxpbWJkYS93cml0ZSJ9.", "scope": "limbda/write"});
    assert_eq!(claims(&event), None);
}
