//! What there is to know of a SQLite file before it is deployed: will it open, and what in it will not work.

use http::{Method, Request, Uri};
use query_core::{Config, Host, Preflight, Service, Severity, Source};
use serde::Serialize;
use serde_json::{Value, json};

/// A file, looked at and tried.
#[derive(Debug, Serialize)]
pub struct Report {
    /// How large it is.
    pub bytes: u64,
    /// What it says of itself; empty, where it is no SQLite file.
    #[serde(flatten)]
    pub preflight: Preflight,
    /// Why it does not open; nothing, where it does.
    pub error: Option<String>,
    /// The tables and views that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// A table or view that cannot be read, and why.
#[derive(Debug, Serialize)]
pub struct Unreadable {
    /// Its name.
    pub name: String,
    /// What the engine says.
    pub error: String,
}

impl Report {
    /// Looks at a file of so many bytes through `read(offset, length)`, then opens it and reads a row of every table.
    pub fn of(bytes: u64, read: impl FnMut(u64, usize) -> Option<Vec<u8>>, source: Source, host: impl Host) -> Self {
        let (preflight, error) = match Preflight::of(read) {
            Ok(preflight) => (preflight, None),
            Err(text) => (Preflight::default(), Some(text)),
        };
        let report = Self { bytes, preflight, error, unreadable: Vec::new() };
        if report.error.is_none() { report.tried(source, host) } else { report }
    }

    /// Whether everything in it can be read.
    pub fn is_sound(&self) -> bool {
        self.error.is_none() && self.unreadable.is_empty()
    }

    /// Whether something in it will not work, although it can be read.
    pub fn is_limited(&self) -> bool {
        self.preflight.findings.iter().any(|finding| finding.severity > Severity::Note)
    }

    fn tried(mut self, source: Source, host: impl Host) -> Self {
        let service = match Service::open_now(source, Config::default(), host) {
            Ok(service) => service,
            Err(error) => return Self { error: Some(error.detail().to_owned()), ..self },
        };
        for name in self.preflight.tables.iter().chain(&self.preflight.views) {
            if let Err(error) = first_row(&service, name) {
                self.unreadable.push(Unreadable { name: name.clone(), error });
            }
        }
        self
    }
}

/// Reads one row, as a request would.
fn first_row(service: &Service, table: &str) -> Result<(), String> {
    let sql = format!("select * from \"{}\" limit 1", table.replace('"', "\"\""));
    let mut request = Request::new(json!({ "sql": sql }).to_string().into());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static("/query");
    let response = service.handle_now(&request).response;
    if response.status().is_success() {
        return Ok(());
    }
    let problem: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    Err(problem["detail"].as_str().unwrap_or("the engine does not say why").to_owned())
}
