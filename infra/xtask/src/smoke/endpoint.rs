//! The endpoint: requests to it, and what to do when there is no answer, or another's.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use ureq::http::Request;
use ureq::{Agent, Error, RequestExt};

use super::answer::Answer;
use super::plain::Plain;

/// More than any answer has: Lambda passes 6 MiB.
const LARGEST: u64 = 16 * 1024 * 1024;

/// An address, and a token for it.
pub(super) struct Endpoint {
    /// Without a slash at its end.
    base: String,
    token: Option<String>,
    agent: Agent,
}

impl Endpoint {
    /// At an address, which may be the one of `/query`.
    pub(super) fn at(url: &str, token: Option<String>, timeout: Duration) -> Result<Self> {
        let base = url.trim().trim_end_matches('/');
        let base = base.strip_suffix("/query").unwrap_or(base).to_owned();
        if !base.starts_with("http://") && !base.starts_with("https://") {
            bail!("--url {url}: expected an address such as https://abc.execute-api.eu-central-1.amazonaws.com");
        }
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            // A status is an answer, and so is a redirect: limbda gives none.
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .accept("")
            .accept_encoding("")
            .user_agent(concat!("limbda-smoke/", env!("CARGO_PKG_VERSION")));
        Ok(Self { base, token, agent: config.build().into() })
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Sends one request.
    pub(super) fn ask(&self, plain: &Plain) -> Result<Answer> {
        let mut request = Request::builder().method(&plain.method).uri(format!("{}{}", self.base, plain.target));
        for (name, value) in &plain.headers {
            request = request.header(name, value);
        }
        if let Some(token) = &self.token
            && plain.header("authorization").is_none()
        {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(plain.body.clone()).with_context(|| format!("{} is not an address", self.base))?;
        let sent = match plain.body.is_empty() {
            true => self.agent.run(request.map(|_| ())),
            false => request.with_agent(&self.agent).configure().allow_non_standard_methods(true).run(),
        };
        let mut response = sent.map_err(|error| anyhow::anyhow!(explained(&error, &self.base)))?;
        let mut headers = BTreeMap::<String, String>::new();
        for (name, value) in response.headers() {
            let value = String::from_utf8_lossy(value.as_bytes());
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|all| *all += &format!(",{value}"))
                .or_insert(value.into());
        }
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(LARGEST).read_to_vec();
        let body = body.map_err(|error| anyhow::anyhow!(explained(&error, &self.base)))?;
        Ok(Answer { status, headers, body })
    }
}

/// What went wrong, and what to do about it.
fn explained(error: &Error, base: &str) -> String {
    let next = match error {
        Error::HostNotFound => {
            "no such host; a stack that was destroyed has no address any more. `cargo xtask deploy` \
                                prints the QueryUrl of the one that is there"
                .to_owned()
        }
        Error::Timeout(_) => {
            "no answer in time; --timeout waits longer. If it stays so, the function's log says what it \
                              does, and a firewall on the way says nothing"
                .to_owned()
        }
        Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            "nothing listens there; for one on this machine: cargo run".to_owned()
        }
        Error::Rustls(error) => format!("TLS: {error}; an endpoint on AWS has a certificate that this program trusts"),
        other => format!("{other}"),
    };
    format!("{base}: {next}")
}

/// What an answer to `/health` that is not limbda's comes from, and what to do about it.
pub(super) fn foreign(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    let start: String = text.chars().take(80).collect();
    let next = match answer.status {
        401 => "an authorizer wants a token: --token TOKEN",
        403 if text.contains("Missing Authentication Token") => "a REST API has no such path: is the stage in the URL?",
        403 => {
            "the gateway lets nobody through whom it does not know: a Function URL takes signed requests alone, and an \
             authorizer a token with one of its scopes (--token TOKEN). The QueryUrl of the HTTP API is in \
             target/cdk-outputs.json"
        }
        404 => "there is a server, and it does not know the path: is the stage in the URL?",
        429 => "the API turns requests away: wait, or deploy with a higher throttleRate",
        500 | 502..=504 => {
            "the function gave no answer: it did not start, or was ended; its log in CloudWatch says why"
        }
        _ => "that is not limbda's answer: is the URL right?",
    };
    format!("GET /health answers {} `{}`; {next}", answer.status, start.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_that_of_query() {
        for url in ["https://a.example/live", "https://a.example/live/", "https://a.example/live/query"] {
            assert_eq!(Endpoint::at(url, None, Duration::from_secs(1)).unwrap().base(), "https://a.example/live");
        }
        let error = Endpoint::at("a.example", None, Duration::from_secs(1)).err().unwrap().to_string();
        assert!(error.starts_with("--url a.example: expected an address such as https://"), "{error}");
    }

    #[test]
    fn no_answer_has_a_next_step() {
        let step = |error| explained(&error, "https://a.example");
        assert!(step(Error::HostNotFound).contains("`cargo xtask deploy` prints the QueryUrl"));
        assert!(step(Error::Timeout(ureq::Timeout::Global)).contains("--timeout"));
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        assert!(step(Error::Io(refused)).contains("nothing listens there"));
    }

    #[test]
    fn anothers_answer_has_a_next_step() {
        let says =
            |status, body: &str| foreign(&Answer { status, body: body.as_bytes().to_vec(), ..Answer::default() });
        assert!(says(401, r#"{"message":"Unauthorized"}"#).ends_with("--token TOKEN"));
        assert!(says(403, r#"{"Message":"Forbidden"}"#).contains("a Function URL takes signed requests alone"));
        assert!(says(404, r#"{"message":"Not Found"}"#).contains("is the stage in the URL?"));
        assert!(says(500, r#"{"message":"Internal Server Error"}"#).contains("log in CloudWatch"));
        assert!(says(200, "<!doctype html>").contains("that is not limbda's answer"));
    }
}
