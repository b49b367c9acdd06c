//! What was measured, as files: a part writes its lines of JSON, and in which run; the report reads them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::machine::Machine;
use crate::shell;

/// Where the parts leave what they measured.
pub(super) fn folder() -> PathBuf {
    shell::target_dir().join("bench")
}

/// A run of a part: what was typed, when, where, and of which state of the repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) command: String,
    pub(super) date: String,
    pub(super) commit: String,
    pub(super) quick: bool,
    pub(super) machine: Machine,
}

impl Run {
    /// The run that is under way.
    pub(super) fn of(part: &str, quick: bool) -> Result<Self> {
        Ok(Self {
            command: format!("cargo xtask bench --only {part}{}", if quick { " --quick" } else { "" }),
            date: shell::output(shell::command("date").args(["-u", "+%Y-%m-%d"]))?.trim().to_owned(),
            commit: commit()?,
            quick,
            machine: Machine::this()?,
        })
    }

    /// Says that a part's files are of this run; to be called when they are complete.
    pub(super) fn record(&self, part: &str) -> Result<()> {
        write(&format!("{part}.run.json"), &(serde_json::to_string_pretty(self)? + "\n"))
    }

    /// The run that a part's files are of, if it was measured.
    pub(super) fn recorded(folder: &Path, part: &str) -> Result<Option<Self>> {
        let file = folder.join(format!("{part}.run.json"));
        if !file.is_file() {
            return Ok(None);
        }
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_str(&text).map(Some).with_context(|| format!("cannot read {}", file.display()))
    }
}

/// The commit, and whether more than that was measured.
fn commit() -> Result<String> {
    let commit = shell::output(shell::command("git").args(["rev-parse", "--short=10", "HEAD"]))?;
    let changes = shell::output(shell::command("git").args(["status", "--porcelain", "--untracked-files=no"]))?;
    // What a bench writes is no change of what is measured.
    let changed = changes.lines().any(|line| !line.contains("benches/RESULTS.md") && !line.contains("benches/plots/"));
    Ok(format!("{}{}", commit.trim(), if changed { " and changes" } else { "" }))
}

/// Writes one of the files.
pub(super) fn write(name: &str, text: &str) -> Result<()> {
    let folder = folder();
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = folder.join(name);
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// Reads lines of JSON.
pub(super) fn lines<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let filled = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    filled
        .map(|(at, line)| serde_json::from_str(line).with_context(|| format!("{}, line {}", file.display(), at + 1)))
        .collect()
}
