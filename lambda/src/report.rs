//! Reports whether a SQLite file can be served, before it is deployed: does it open, and which features will not work.

use http::{Method, Request, Uri};
use query_core::{Config, Effect, Finding, Host, Omission, Preflight, Service, Severity, Source};
use serde::Serialize;
use serde_json::json;

/// The findings about one file.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The size of the file.
    pub bytes: u64,
    /// The findings from its header and schema; empty unless it is a SQLite file.
    #[serde(flatten)]
    pub preflight: Preflight,
    /// Why it does not open, if it does not.
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
    /// The name.
    pub name: String,
    /// The engine's error.
    pub error: String,
}

impl Report {
    /// Inspects a file of this size through `read(offset, length)`, then opens it and reads one row of every table and view.
    pub fn of(bytes: u64, read: impl FnMut(u64, usize) -> Option<Vec<u8>>, source: Source, host: impl Host) -> Self {
        let (preflight, error) = match Preflight::of(read) {
            Ok(preflight) => (preflight, None),
            Err(text) => (Preflight::default(), Some(text)),
        };
        let report = Self { bytes, preflight, error, unreadable: Vec::new(), left_out: false };
        if report.error.is_none() { report.with_trial(source, host) } else { report }
    }

    /// Whether every table and view can be read.
    pub fn is_sound(&self) -> bool {
        self.error.is_none() && self.unreadable.is_empty() && !self.left_out
    }

    /// Whether tables or views of it are left out.
    pub fn is_partial(&self) -> bool {
        self.left_out
    }

    /// Whether some feature of the file will not work, even if all of its data can be read.
    pub fn is_limited(&self) -> bool {
        self.preflight.findings.iter().any(|finding| finding.severity > Severity::Note)
    }

    fn with_trial(mut self, source: Source, host: impl Host) -> Self {
        let service = match Service::open_now(source, Config::default(), host) {
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

/// Reads one row through the service, as a request would.
fn first_row(service: &Service, table: &str) -> Result<(), String> {
    let sql = format!("select * from \"{}\" limit 1", table.replace('"', "\"\""));
    let mut request = Request::new(json!({ "sql": sql }).to_string().into());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static("/query");
    match service.handle_now(&request).error {
        None => Ok(()),
        Some(error) => Err(error.detail().to_owned()),
    }
}
