//! The local command, `limbda`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

mod against;
mod check;
mod command;
mod cors;
mod literal;
mod named;
mod record;
mod replay;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::heap::Heap;
use crate::host::STACK_BYTES;
use crate::settings::SETTINGS;

/// SQL over HTTP from a SQLite database, exactly as on AWS Lambda.
///
/// Without a command, serves the demo database on http://127.0.0.1:9000.
#[derive(Debug, Parser)]
#[command(name = "limbda", version, after_help = settings_help())]
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

/// Runs the command line on a thread with the stack that the engine needs. `heap` is the program's allocator.
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

fn settings_help() -> String {
    let width = SETTINGS.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let lines: Vec<_> = SETTINGS.iter().map(|(name, description)| format!("  {name:width$}  {description}")).collect();
    format!("Settings (environment variables, the same on AWS):\n{}", lines.join("\n"))
}
