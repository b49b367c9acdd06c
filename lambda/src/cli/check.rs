//! `limbda check`: reports whether a file opens and which of its features will not work.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use query_core::{Preflight, Severity, Source};

use super::against::{Against, Compared, Verdict};
use super::command::CommandResult;
use super::named;
use crate::host::SystemHost;
use crate::report::{Report, Unreadable};

/// Check SQLite files before deploying them: do they open, and which of their features will not work?
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The files to check; they are never written.
    #[arg(required = true, value_name = "FILE.db")]
    files: Vec<PathBuf>,

    /// Also run every table, view and query on SQLite's own command, and compare the answers, value by value.
    #[arg(long, value_name = "SQLITE3")]
    against: Option<PathBuf>,

    /// The queries to compare besides tables and views: a file in which each begins with a line `-- name: NAME`.
    #[arg(long, value_name = "FILE.sql", requires = "against")]
    queries: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(self) -> CommandResult {
        let mut sound = true;
        let queries = self.queries.as_deref().map(read_queries).transpose()?.unwrap_or_default();
        for file in &self.files {
            let report = check(file)?;
            sound &= report.is_sound();
            if let (Some(command), None) = (&self.against, &report.error) {
                sound &= compare(command, file, &report.preflight, &queries)?;
            }
        }
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn read_queries(path: &Path) -> Result<Vec<Compared>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    named::queries(&text).map_err(|text| format!("{}: {text}", path.display()))
}

/// Compares every table, view and query with SQLite's results, prints the differences, and returns whether there are none.
fn compare(command: &Path, file: &Path, preflight: &Preflight, queries: &[Compared]) -> Result<bool, String> {
    let against = Against::open(command, file)?;
    let tables: Vec<_> = preflight.tables.iter().chain(&preflight.views).map(|name| Compared::all_of(name)).collect();
    let (mut same, mut rows, mut different) = (0, 0, 0);
    for Compared { name, sql } in tables.iter().chain(queries) {
        match against.compare(sql)? {
            Verdict::Same(count) => {
                same += 1;
                rows += count;
            }
            Verdict::Rejected(text) => println!("  {:6}  {name} is rejected: {text}", Severity::Limits),
            Verdict::BothFail(ours, theirs) => {
                println!("  {:6}  {name} fails on both: {ours}; SQLite: {theirs}", Severity::Note);
            }
            Verdict::Different(lines) => {
                different += 1;
                println!("  {:6}  {name} differs from SQLite", Severity::Blocks);
                lines.iter().for_each(|line| println!("          {line}"));
            }
        }
    }
    let verb = if different == 1 { "differs" } else { "differ" };
    println!("  {} equal SQLite's, with {}; {different} {verb}", count(same, "answer"), count(rows, "row"));
    Ok(different == 0)
}

/// Prints the findings about a file.
fn check(path: &Path) -> Result<Report, String> {
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
        return Ok(report);
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
        (None, 0) if report.is_partial() => {
            println!(
                "  the file opens and every table and view that is not left out can be read; see above for those that are"
            );
        }
        (None, 0) if report.is_limited() => {
            println!("  the file opens and every table and view can be read; the features listed above will not work");
        }
        (None, 0) => println!("  the file opens and every table and view can be read"),
        (None, failing) => println!("  the file opens, but {failing} of its tables and views cannot be read"),
    }
    Ok(report)
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
