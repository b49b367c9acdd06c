//! Builds events for tests, with the fields, their order and their types as AWS sends them.

mod pairs;
mod shape;
mod trigger;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A request that can be converted to the event of any trigger.
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
    /// A request with any method. The path is percent-encoded, as a client sends it.
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

    /// Adds a JSON body and its content type.
    #[must_use]
    pub fn json(self, body: Value) -> Self {
        self.header("content-type", "application/json").body(&body.to_string())
    }

    /// Adds a text body.
    #[must_use]
    pub fn body(self, body: &str) -> Self {
        Self { body: Some(body.to_owned()), ..self }
    }

    /// Adds a header. Names may be repeated.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the query, percent-encoded.
    #[must_use]
    pub fn query(self, query: &str) -> Self {
        Self { query: query.to_owned(), ..self }
    }

    /// Adds a cookie, such as `session=1`.
    #[must_use]
    pub fn cookie(mut self, cookie: &str) -> Self {
        self.cookies.push(cookie.to_owned());
        self
    }

    /// Encodes the body in base64, as gateways do with bodies that are not text.
    #[must_use]
    pub fn base64(self) -> Self {
        let body = self.body.map(|body| STANDARD.encode(body));
        Self { body, is_base64_encoded: true, ..self }
    }

    /// Sets the name of the stage. The default is `$default` for an HTTP API and `prod` for a REST API.
    #[must_use]
    pub fn stage(self, stage: &str) -> Self {
        Self { stage: Some(stage.to_owned()), ..self }
    }
}
