//! The local command.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

mod against;
mod check;
mod cors;
mod gateway;
mod literal;
mod named;
mod record;
mod replay;
mod serve;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::heap::Heap;
use crate::host::STACK_BYTES;
use crate::settings::{SETTINGS, Settings};

/// The demo database, as seen from the top of the repository.
const DEMO_DATABASE: &str = "events/data/nycflights.db";

/// SQL over HTTP from a SQLite database, as AWS Lambda will answer it.
///
/// Without a command it serves the demo database on http://127.0.0.1:9000.
#[derive(Debug, Parser)]
#[command(version, after_help = settings_help())]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Replay(replay::Replay),
    Check(check::Check),
}

/// Runs the command line, on a thread with the stack that the engine wants.
/// `heap` is the program's allocator.
pub fn main(heap: &'static Heap) -> ExitCode {
    let cli = Cli::parse();
    let run = move || match cli.command.unwrap_or_else(|| Command::Serve(serve::Serve::default())) {
        Command::Serve(serve) => serve.run(heap),
        Command::Replay(replay) => replay.run(heap),
        Command::Check(check) => check.run(),
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run);
    match thread.map(|thread| thread.join()) {
        Ok(Ok(Ok(code))) => code,
        Ok(Ok(Err(text))) => {
            eprintln!("limbda: {text}");
            ExitCode::FAILURE
        }
        _ => ExitCode::FAILURE,
    }
}

/// How a command ends: with an exit code, or with a text for a person.
type Outcome = Result<ExitCode, String>;

/// The database to use: the one that is named, or the settings', or the demo's.
fn database(named: Option<&Path>, settings: &Settings) -> Result<PathBuf, String> {
    let path = named.map(Path::to_owned).or_else(|| settings.database.clone().map(PathBuf::from));
    let path = path.unwrap_or_else(|| PathBuf::from(DEMO_DATABASE));
    if path.is_file() {
        return Ok(path);
    }
    let hint = if path == Path::new(DEMO_DATABASE) {
        "; name a database, or run this at the top of the repository, where the demo's is"
    } else {
        ""
    };
    Err(format!("{}: there is no such file{hint}", path.display()))
}

fn settings_help() -> String {
    let width = SETTINGS.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let lines: Vec<_> = SETTINGS.iter().map(|(name, what)| format!("  {name:width$}  {what}")).collect();
    format!("Settings, from the environment, the same on AWS:\n{}", lines.join("\n"))
}
