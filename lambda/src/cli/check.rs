//! `limbda check`: will this file open, and which of its features will not work.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use http::Request;
use query_core::{Config, Preflight, Service, Severity, Source};
use serde_json::{Value, json};

use super::Outcome;
use crate::host::SystemClock;

/// Look at SQLite files before they are deployed: will they open, and what in them will not work.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The files. They are read, never written.
    #[arg(required = true, value_name = "FILE.db")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(self) -> Outcome {
        let mut sound = true;
        for file in &self.files {
            sound &= check(file)?;
        }
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Prints what was found; whether all of the file can be used.
fn check(path: &Path) -> Result<bool, String> {
    let name = path.display();
    let mut file = File::open(path).map_err(|error| format!("{name}: {error}"))?;
    let bytes = file.metadata().map_err(|error| format!("{name}: {error}"))?.len();
    let read = |offset, length| {
        let mut bytes = Vec::with_capacity(length);
        file.seek(SeekFrom::Start(offset)).ok()?;
        file.by_ref().take(length as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    let preflight = match Preflight::of(read) {
        Ok(preflight) => preflight,
        Err(text) => {
            println!("{name}: {text}");
            return Ok(false);
        }
    };
    let Preflight { format, tables, views, findings } = preflight;
    println!("{name}: {}, {format}; {}, {}", size(bytes), count(tables.len(), "table"), count(views.len(), "view"));
    for finding in &findings {
        println!("  {:6}  {}", finding.severity, finding.text);
    }
    let source = Source::File(path.to_string_lossy().into_owned());
    let service = match Service::open(source, Config::default(), SystemClock::default()) {
        Ok(service) => service,
        Err(error) => {
            println!("  it does not open: {}", error.detail());
            return Ok(false);
        }
    };
    let mut failing = 0;
    for name in tables.iter().chain(&views) {
        if let Err(text) = first_row(&service, name) {
            failing += 1;
            println!("  {:6}  {name} cannot be read: {text}", Severity::Limits);
        }
    }
    let limited = findings.iter().any(|finding| finding.severity > Severity::Note);
    match (failing, limited) {
        (0, false) => println!("  it opens, and every table and view can be read"),
        (0, true) => {
            println!("  it opens, and every table and view can be read; see above for what else will not work")
        }
        _ => println!("  it opens, and {failing} of its tables and views cannot be read"),
    }
    Ok(failing == 0)
}

/// Reads one row, as a request would.
fn first_row(service: &Service, table: &str) -> Result<(), String> {
    let sql = format!("select * from \"{}\" limit 1", table.replace('"', "\"\""));
    let mut request = Request::new(json!({ "sql": sql }).to_string().into());
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = http::Uri::from_static("/query");
    let response = service.handle_now(&request);
    if response.status().is_success() {
        return Ok(());
    }
    let problem: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    Err(problem["detail"].as_str().unwrap_or("the engine does not say why").to_owned())
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
