//! `cargo xtask stage` and `cargo xtask stages`: the five stages between an edit and a deployed function.

use std::env;

use anyhow::{Context, Result};

use crate::stage::{self, Outcome, Stage};
use crate::test::wasm_tests;
use crate::{emulator, shell};

/// Run one of the five stages of testing: 1 unit, 2 api, 3 replay, 4 emulator, 5 deployed.
///
/// Each proves what the one before cannot, and takes longer. 1 to 4 need nothing but this machine; 5 deploys the function to
/// the AWS account whose credentials are set, and sends every fixture to its URL.
#[derive(clap::Args)]
pub(crate) struct One {
    /// Which.
    #[arg(value_parser = clap::value_parser!(u8).range(1..=STAGES.len() as i64))]
    number: u8,
}

/// Run the stages 1 to 4, which need nothing but this machine, up to the first failure.
#[derive(clap::Args)]
pub(crate) struct Local {}

/// By their numbers.
const STAGES: [Stage; 5] = [
    Stage {
        name: "1 unit",
        proves: "the core, the translation and the engine's SQL are right, piece by piece",
        run: unit,
    },
    Stage { name: "2 api", proves: "the service answers HTTP requests, in code", run: api },
    Stage {
        name: "3 replay",
        proves: "every event gets its recorded response, in code, natively and as WebAssembly",
        run: replay,
    },
    Stage {
        name: "4 emulator",
        proves: "the Lambda binary answers every event under AWS's emulator and cargo-lambda's",
        run: emulated,
    },
    Stage { name: "5 deployed", proves: "the function on AWS answers every fixture at its URL", run: deployed },
];

/// How many of them need no AWS.
const LOCAL: usize = 4;

/// For cargo, as CI's stage `native`: with other features the engine would be compiled once more.
const TEST: [&str; 3] = ["test", "--workspace", "--all-features"];

/// The files of tests in each of the first stages; the unit tests are in the libraries.
const UNIT: [&str; 7] = ["slt", "differential", "differences", "batch", "files", "hunt", "writes"];
const API: [&str; 1] = ["core"];
const REPLAY: [&str; 9] =
    ["gateway", "fixtures", "event", "oracle", "response", "function", "hostile", "table", "commands"];

pub(crate) fn one(options: &One) -> Result<()> {
    let at = usize::from(options.number).wrapping_sub(1);
    run(&[STAGES.get(at).context("there is no such stage")?])
}

pub(crate) fn local(_: &Local) -> Result<()> {
    run(&STAGES.iter().take(LOCAL).collect::<Vec<_>>())
}

fn run(stages: &[&Stage]) -> Result<()> {
    stage::run(stages, false, |name| format!("cargo xtask stage {}", name.split(' ').next().unwrap_or_default()))
}

fn unit(_: bool) -> Result<Outcome> {
    tests(&["--lib"], &UNIT)
}

fn api(_: bool) -> Result<Outcome> {
    tests(&[], &API)
}

fn replay(_: bool) -> Result<Outcome> {
    tests(&[], &REPLAY)?;
    wasm_tests::replay_in_node().map(|()| Outcome::Passed)
}

fn emulated(_: bool) -> Result<Outcome> {
    emulator::run(&emulator::Options::default()).map(|()| Outcome::Passed)
}

/// Each in a process of its own, as they are typed.
fn deployed(_: bool) -> Result<Outcome> {
    for chore in ["deploy", "smoke"] {
        let this = env::current_exe().context("cannot find this program")?;
        shell::run(shell::command(this).arg(chore))?;
    }
    Ok(Outcome::Passed)
}

fn tests(kinds: &[&str], files: &[&str]) -> Result<Outcome> {
    let files = files.iter().flat_map(|file| ["--test", file]);
    shell::run(shell::cargo().args(TEST).args(kinds).args(files))?;
    Ok(Outcome::Passed)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A file of tests that no stage runs would be missed by nobody.
    #[test]
    fn every_file_of_tests_belongs_to_a_stage() {
        let mut found = Vec::new();
        for folder in ["query-core/tests", "query-core/conformance/tests", "lambda/tests"] {
            for entry in fs::read_dir(shell::root().join(folder)).unwrap() {
                found.push(entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
            }
        }
        let mut listed: Vec<_> = [&UNIT[..], &API, &REPLAY].concat();
        listed.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, listed);
    }

    #[test]
    fn a_stage_is_named_by_its_number() {
        for (at, stage) in STAGES.iter().enumerate() {
            assert!(stage.name.starts_with(&format!("{} ", at + 1)), "{}", stage.name);
        }
    }
}
