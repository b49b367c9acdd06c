//! An answer, recorded or received, and where the two differ.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A status, headers by their names in lower case, a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

/// API Gateway and Function URLs put some headers of a function under another name.
const REMAPPED: &str = "x-amzn-remapped-";

impl Answer {
    /// What a trigger makes of the function's response.
    pub(super) fn recorded(response: &str) -> Result<Self> {
        let response: Value = serde_json::from_str(response).context("the recorded response is not JSON")?;
        let status = response.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        let mut headers = BTreeMap::new();
        let entries = |name| response.get(name).and_then(Value::as_object).into_iter().flatten();
        for (name, value) in entries("headers") {
            headers.insert(name.to_ascii_lowercase(), value.as_str().unwrap_or_default().to_owned());
        }
        for (name, values) in entries("multiValueHeaders") {
            let values = values.as_array().into_iter().flatten().filter_map(Value::as_str);
            headers.insert(name.to_ascii_lowercase(), values.collect::<Vec<_>>().join(","));
        }
        let body = response.get("body").and_then(Value::as_str).unwrap_or_default();
        let body = match response.get("isBase64Encoded") {
            Some(Value::Bool(true)) => STANDARD.decode(body).context("the recorded body is not base64")?,
            _ => body.as_bytes().to_vec(),
        };
        Ok(Self { status: status.context("the recorded response has no status")?, headers, body })
    }

    /// The body's value, if it is JSON.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A text field of the body.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        Some(self.json().get(name)?.as_str()?.to_owned())
    }

    /// Where this answer, a recorded one, and one that was received differ; nothing, where they do not.
    pub(super) fn differences(&self, received: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if received.status != self.status {
            differences.push(format!("status {}, not {}{}", received.status, self.status, received.meaning()));
        }
        for (name, value) in &self.headers {
            match received.header(name) {
                None => differences.push(format!("no header {name}")),
                Some(other) if other != value => differences.push(format!("{name}: {other}, not {value}")),
                Some(_) => {}
            }
        }
        if received.body != self.body {
            differences.push(body_difference(&self.body, &received.body));
        }
        differences
    }

    /// The headers that are not recorded: what whoever is between adds, and the time that the function took.
    pub(super) fn added(&self, received: &Self) -> BTreeSet<String> {
        let recorded = |name: &str| self.headers.contains_key(name.strip_prefix(REMAPPED).unwrap_or(name));
        received.headers.keys().filter(|name| !recorded(name)).cloned().collect()
    }

    fn header(&self, name: &str) -> Option<&String> {
        self.headers.get(name).or_else(|| self.headers.get(&format!("{REMAPPED}{name}")))
    }

    /// What a status that comes from a gateway means, and what to do.
    fn meaning(&self) -> &'static str {
        match self.status {
            429 => ": the API turns requests away; deploy with a higher throttleRate, or wait",
            502..=504 => ": the function gave no answer in time; its logs say why",
            _ => "",
        }
    }
}

/// The first place where two bodies differ, and what is there.
fn body_difference(recorded: &[u8], received: &[u8]) -> String {
    let at = recorded.iter().zip(received).take_while(|(one, other)| one == other).count();
    let piece = |body: &[u8]| {
        let from = at.saturating_sub(20);
        let piece = body.get(from..body.len().min(at + 30)).unwrap_or_default();
        String::from_utf8_lossy(piece).into_owned()
    };
    format!("the body differs at byte {at}: `{}`, not `{}`", piece(received), piece(recorded))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str = r#"{"statusCode":401,"headers":{"content-type":"application/json","www-authenticate":"Bearer"},
        "multiValueHeaders":{"allow":["GET","POST"]},"body":"{\"code\":\"x\"}","isBase64Encoded":false}"#;

    fn received(changes: impl FnOnce(&mut Answer)) -> Vec<String> {
        let recorded = Answer::recorded(RECORDED).unwrap();
        let mut received = recorded.clone();
        changes(&mut received);
        recorded.differences(&received)
    }

    #[test]
    fn the_same_is_no_difference_whatever_a_gateway_adds() {
        assert!(received(|answer| drop(answer.headers.insert("apigw-requestid".into(), "x".into()))).is_empty());
        assert!(
            received(|answer| {
                let value = answer.headers.remove("www-authenticate").unwrap();
                answer.headers.insert("x-amzn-remapped-www-authenticate".into(), value);
            })
            .is_empty()
        );
    }

    #[test]
    fn each_part_counts() {
        assert_eq!(received(|answer| answer.status = 400), ["status 400, not 401"]);
        assert!(received(|answer| answer.status = 429)[0].contains("throttleRate"));
        assert_eq!(received(|answer| drop(answer.headers.remove("allow"))), ["no header allow"]);
        assert_eq!(
            received(|answer| drop(answer.headers.insert("allow".into(), "GET".into()))),
            ["allow: GET, not GET,POST"]
        );
        assert_eq!(
            received(|answer| answer.body = br#"{"code":"y"}"#.to_vec()),
            [r#"the body differs at byte 9: `{"code":"y"}`, not `{"code":"x"}`"#]
        );
        assert_eq!(received(|answer| answer.body.clear()), [r#"the body differs at byte 0: ``, not `{"code":"x"}`"#]);
    }

    #[test]
    fn what_is_added_is_told() {
        let recorded = Answer::recorded(RECORDED).unwrap();
        let mut received = recorded.clone();
        received.headers.insert("server-timing".into(), "x".into());
        received.headers.insert("x-amzn-remapped-allow".into(), "GET".into());
        assert_eq!(recorded.added(&received), BTreeSet::from(["server-timing".to_owned()]));
        assert_eq!(recorded.field("code").as_deref(), Some("x"));
    }
}
