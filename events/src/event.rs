//! Events made in a test, shaped as AWS shapes them: the names, the order and the types of every field.

mod pairs;
mod shape;
mod trigger;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A request, to be turned into the event of any trigger.
///
/// ```
/// let event = events::Event::post("/query").json(serde_json::json!({"sql": "select 1"})).http_api();
/// assert!(event.contains(r#""rawPath":"/query""#));
/// ```
#[derive(Clone, Debug)]
pub struct Event {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    cookies: Vec<String>,
    body: Option<String>,
    is_base64_encoded: bool,
    stage: Option<String>,
}

impl Event {
    /// A request with any method, for a path as the client sends it: percent-encoded.
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: String::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: None,
            is_base64_encoded: false,
            stage: None,
        }
    }

    /// A GET request.
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// A POST request.
    pub fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    /// With a body of JSON, and the header that says so.
    #[must_use]
    pub fn json(self, body: Value) -> Self {
        self.header("content-type", "application/json").body(&body.to_string())
    }

    /// With a body of text.
    #[must_use]
    pub fn body(self, body: &str) -> Self {
        Self { body: Some(body.to_owned()), ..self }
    }

    /// With one more header; a name may come again.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a query, percent-encoded.
    #[must_use]
    pub fn query(self, query: &str) -> Self {
        Self { query: query.to_owned(), ..self }
    }

    /// With one more cookie, such as `session=1`.
    #[must_use]
    pub fn cookie(mut self, cookie: &str) -> Self {
        self.cookies.push(cookie.to_owned());
        self
    }

    /// With the body in base64, as gateways send what they do not take for text.
    #[must_use]
    pub fn base64(self) -> Self {
        let body = self.body.map(|body| STANDARD.encode(body));
        Self { body, is_base64_encoded: true, ..self }
    }

    /// Through a stage of this name. Without it an HTTP API has `$default` and a REST API `prod`.
    #[must_use]
    pub fn stage(self, stage: &str) -> Self {
        Self { stage: Some(stage.to_owned()), ..self }
    }
}
