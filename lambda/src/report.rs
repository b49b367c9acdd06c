//! What there is to know of a SQLite file before it is deployed: will it open, and what in it will not work.

use http::{Method, Request, Uri};
use query_core::{Config, Effect, Finding, Host, Omission, Preflight, Service, Severity, Source};
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
    /// Whether tables or views are left out.
    #[serde(skip)]
    left_out: bool,
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
        let report = Self { bytes, preflight, error, unreadable: Vec::new(), left_out: false };
        if report.error.is_none() { report.tried(source, host) } else { report }
    }

    /// Whether everything in it can be read.
    pub fn is_sound(&self) -> bool {
        self.error.is_none() && self.unreadable.is_empty() && !self.left_out
    }

    /// Whether tables or views of it are left out.
    pub fn is_partial(&self) -> bool {
        self.left_out
    }

    /// Whether something in it will not work, although it can be read.
    pub fn is_limited(&self) -> bool {
        self.preflight.findings.iter().any(|finding| finding.severity > Severity::Note)
    }

    fn tried(mut self, source: Source, host: impl Host) -> Self {
        let service = match Service::open(source, Config::default(), host) {
            Ok(service) => service,
            Err(error) => return Self { error: Some(error.detail().to_owned()), ..self },
        };
        let hidden =
            |omission: &Omission| omission.effect == Effect::Hidden && ["table", "view"].contains(&&*omission.kind);
        self.left_out = service.left_out().iter().any(hidden);
        // What keeps a table from being served does not keep the file from opening.
        if !service.left_out().is_empty() {
            self.preflight.findings.retain(|finding| finding.severity != Severity::Blocks);
        }
        for Omission { kind, name, table, effect, reason } in service.left_out() {
            let what = match table {
                Some(table) => format!("{kind} {name} of {table}"),
                None => format!("{kind} {name}"),
            };
            let effect = match effect {
                Effect::Hidden => "is left out",
                Effect::ReadOnly => "can be read, not written",
                Effect::NotCompared => "can be read, not compared or ordered",
            };
            let finding = Finding { severity: Severity::Limits, text: format!("{what} {effect}: {reason}") };
            self.preflight.findings.push(finding);
        }
        self.preflight.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let is_hidden =
            |name: &String| service.left_out().iter().any(|omission| hidden(omission) && omission.name == *name);
        for name in self.preflight.tables.iter().chain(&self.preflight.views).filter(|name| !is_hidden(name)) {
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
    let response = service.handle_now(&request);
    if response.status().is_success() {
        return Ok(());
    }
    let problem: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    Err(problem["detail"].as_str().unwrap_or("the engine does not say why").to_owned())
}
