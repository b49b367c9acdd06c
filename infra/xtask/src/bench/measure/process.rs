//! Each stack as a process under Lambda's Runtime API: run by the bench `process`, read from its file.

use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::peers;
use super::store::{self, Run};
use crate::{bootstrap, shell};

/// Where the bench leaves its lines.
pub(super) const FILE: &str = "process.jsonl";

/// A line: what many measurements of a stack came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) stack: String,
    pub(super) metric: Metric,
    pub(super) query: String,
    pub(super) unit: String,
    pub(super) n: usize,
    pub(super) median: f64,
    pub(super) p25: f64,
    pub(super) p75: f64,
}

/// What is measured, in microseconds or in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Metric {
    SpawnToNext,
    SpawnToResponse,
    Warm,
    Billed,
    ResidentAfterFirst,
    PeakAfterFirst,
    PeakAfterAll,
    /// One that the report does not show.
    #[serde(other)]
    Other,
}

/// Builds ours, and measures it in turns with every stack beside it.
pub(super) fn measure(quick: bool) -> Result<()> {
    let stacks = peers::on_lambda()?;
    stacks.iter().try_for_each(|(name, _)| peers::install_one(name))?;
    bootstrap::built()?;
    let run = Run::of("process", quick)?;
    let mut bench = shell::cargo();
    bench.args(["bench", "-p", "benches", "--bench", "process", "--"]);
    for (name, path) in stacks {
        bench.arg("--stack").arg(format!("{name}={}", path.display()));
    }
    let file = store::folder().join(FILE);
    bench.arg("--output").arg(&file);
    if quick {
        bench.args(["--cold", "3", "--warm", "10"]);
    }
    shell::run(&mut bench)?;
    lines(&store::folder())?;
    run.record("process")
}

/// What the bench wrote into a folder.
pub(super) fn lines(folder: &Path) -> Result<Vec<Line>> {
    store::lines(&folder.join(FILE))
}
