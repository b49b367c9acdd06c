//! `limbda check`: reports whether a file opens and which of its features will not work.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use query_core::{Preflight, Severity, Source};

use super::command::CommandResult;
use crate::host::SystemHost;
use crate::report::{Report, Unreadable};

/// Check SQLite files before deploying them: do they open, and which of their features will not work?
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The files to check; they are never written.
    #[arg(required = true, value_name = "FILE.db")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(self) -> CommandResult {
        let mut sound = true;
        for file in &self.files {
            sound &= check(file)?;
        }
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Prints the findings and returns whether every table and view can be read.
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
        println!("  {:6}  cannot read {name}: {error}", Severity::Limits);
    }
    match (&report.error, report.unreadable.len()) {
        (Some(error), _) => println!("  cannot open the file: {error}"),
        (None, 0) if report.is_limited() => {
            println!("  the file opens and every table and view can be read; the features listed above will not work");
        }
        (None, 0) => println!("  the file opens and every table and view can be read"),
        (None, failing) => println!("  the file opens, but {failing} of its tables and views cannot be read"),
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
