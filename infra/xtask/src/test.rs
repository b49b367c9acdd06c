//! `cargo xtask test`: everything CI checks, stage by stage.

mod stage;
mod wasm_tests;

use std::time::Instant;

use anyhow::{Context, Result};
use clap::builder::PossibleValuesParser;

use crate::table::table;
use stage::{Outcome, STAGES, Stage};

/// Run everything CI checks, in order, up to the first failure.
///
/// Each stage says what it proves, and prints the commands it runs. A failing stage names the command that runs it alone.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run only this stage; may be given several times.
    #[arg(long, value_name = "STAGE", value_parser = PossibleValuesParser::new(STAGES.iter().map(|stage| stage.name)))]
    only: Vec<String>,
    /// List the stages and what each proves, and run none.
    #[arg(long)]
    list: bool,
    /// Rewrite the checked-in lists that a stage compares with (`boundary`, `demo`), in place of comparing.
    #[arg(long)]
    bless: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let chosen: Vec<_> =
        STAGES.iter().filter(|stage| options.only.is_empty() || options.only.iter().any(|n| n == stage.name)).collect();
    if options.list {
        print!("{}", table(["stage", "proves that"], &chosen.iter().map(|s| s.described()).collect::<Vec<_>>()));
        return Ok(());
    }

    let mut rows = Vec::new();
    let mut failure = None;
    for stage in chosen {
        if failure.is_some() {
            rows.push([stage.name.into(), "not run".into(), "-".into()]);
            continue;
        }
        println!("\n== {}: {} ==", stage.name, stage.proves);
        let start = Instant::now();
        let outcome = (stage.run)(options.bless);
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        rows.push([stage.name.into(), result(&outcome).into(), seconds]);
        failure = outcome.err().map(|error| (stage, error));
    }
    print!("\n{}", table(["stage", "result", "seconds"], &rows));
    match failure {
        None => Ok(()),
        Some((stage, error)) => Err(error).with_context(|| again(stage)),
    }
}

fn result(outcome: &Result<Outcome>) -> &'static str {
    match outcome {
        Ok(Outcome::Passed) => "passed",
        Ok(Outcome::Skipped) => "skipped",
        Err(_) => "failed",
    }
}

fn again(stage: &Stage) -> String {
    format!("stage `{0}` failed (to run just this stage: cargo xtask test --only {0})", stage.name)
}
