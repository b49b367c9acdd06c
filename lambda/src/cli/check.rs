//! `limbda check`: will this file open, and which of its features will not work.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use query_core::{Preflight, Severity, Source};

use super::Outcome;
use crate::host::SystemHost;
use crate::report::{Report, Unreadable};

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
    let source = Source::File(path.to_string_lossy().into_owned());
    let report = Report::of(bytes, read, source, SystemHost::default());
    let Preflight { format, tables, views, findings } = &report.preflight;
    if format.is_empty() {
        println!("{name}: {}", report.error.as_deref().unwrap_or_default());
        return Ok(false);
    }
    println!("{name}: {}, {format}; {}, {}", size(bytes), count(tables.len(), "table"), count(views.len(), "view"));
    for finding in findings {
        println!("  {:6}  {}", finding.severity, finding.text);
    }
    for Unreadable { name, error } in &report.unreadable {
        println!("  {:6}  {name} cannot be read: {error}", Severity::Limits);
    }
    match (&report.error, report.unreadable.len()) {
        (Some(error), _) => println!("  it does not open: {error}"),
        (None, 0) if report.is_partial() => {
            println!("  it opens, and every table and view that is not left out can be read; see above for what is");
        }
        (None, 0) if report.is_limited() => {
            println!("  it opens, and every table and view can be read; see above for what else will not work");
        }
        (None, 0) => println!("  it opens, and every table and view can be read"),
        (None, failing) => println!("  it opens, and {failing} of its tables and views cannot be read"),
    }
    Ok(report.is_sound())
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
