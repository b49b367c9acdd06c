//! What a warm lookup costs whatever the machine is doing: counted by the bench `counts`, which holds it to what is checked in.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::store::{self, Run};
use crate::shell;

/// What is checked in, seen from the root.
const CHECKED_IN: &str = "benches/counts.txt";

/// Where the counts are.
const FILE: &str = "counts.txt";

/// Counts, and compares: what passes is what is checked in.
pub(super) fn measure(quick: bool) -> Result<()> {
    let run = Run::of("counts", quick)?;
    shell::run(shell::cargo().args(["bench", "-p", "benches", "--bench", "counts"]))?;
    let counts =
        fs::read_to_string(shell::root().join(CHECKED_IN)).with_context(|| format!("cannot read {CHECKED_IN}"))?;
    store::write(FILE, &counts)?;
    run.record("counts")
}

/// What was counted, and how many.
pub(super) fn recorded(folder: &Path) -> Result<Vec<(String, u64)>> {
    let file = folder.join(FILE);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| parsed(line).with_context(|| format!("{}: `{line}`", file.display()))).collect()
}

fn parsed(line: &str) -> Option<(String, u64)> {
    let (name, count) = line.rsplit_once(' ')?;
    Some((name.to_owned(), count.parse().ok()?))
}
