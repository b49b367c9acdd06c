//! Stages: what is proved, one after another, and the table at the end.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::table::table;

/// One thing that is proved, and how.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    /// Completes "proves that ...".
    pub(crate) proves: &'static str,
    /// Takes whether to rewrite a checked-in list in place of comparing with it.
    pub(crate) run: fn(bool) -> Result<Outcome>,
}

/// How a stage ended that did not fail.
pub(crate) enum Outcome {
    Passed,
    /// There is nothing here to check; the stage said why.
    Skipped,
}

impl Stage {
    /// A row for a list of stages.
    pub(crate) fn described(&self) -> [String; 2] {
        [self.name.into(), self.proves.into()]
    }
}

/// Runs the stages in order, up to the first that fails, and prints how each went. `alone` is the command that runs one of
/// them, given its name.
pub(crate) fn run(stages: &[&Stage], bless: bool, alone: fn(&str) -> String) -> Result<()> {
    let mut rows = Vec::new();
    let mut failure = None;
    for stage in stages {
        if failure.is_some() {
            rows.push([stage.name.into(), "not run".into(), "-".into()]);
            continue;
        }
        println!("\n== {}: {} ==", stage.name, stage.proves);
        let start = Instant::now();
        let outcome = (stage.run)(bless);
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        rows.push([stage.name.into(), result(&outcome).into(), seconds]);
        failure = outcome.err().map(|error| (stage.name, error));
    }
    print!("\n{}", table(["stage", "result", "seconds"], &rows));
    match failure {
        None => Ok(()),
        Some((name, error)) => {
            Err(error).with_context(|| format!("stage `{name}` failed (to run just this stage: {})", alone(name)))
        }
    }
}

fn result(outcome: &Result<Outcome>) -> &'static str {
    match outcome {
        Ok(Outcome::Passed) => "passed",
        Ok(Outcome::Skipped) => "skipped",
        Err(_) => "failed",
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    const PASSES: Stage = Stage { name: "good", proves: "all is well", run: |_| Ok(Outcome::Passed) };
    const FAILS: Stage = Stage { name: "bad", proves: "something broke", run: |_| bail!("it broke") };

    fn alone(name: &str) -> String {
        format!("cargo xtask test --only {name}")
    }

    #[test]
    fn a_failure_names_the_command_that_runs_its_stage_alone() {
        assert!(run(&[&PASSES, &PASSES], false, alone).is_ok());
        let error = run(&[&PASSES, &FAILS, &PASSES], false, alone).unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "stage `bad` failed (to run just this stage: cargo xtask test --only bad): it broke"
        );
    }
}
