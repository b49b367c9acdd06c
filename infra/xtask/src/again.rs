//! This program once more, with a feature: what few chores need is not compiled before they are asked for.

use std::ffi::OsStr;
use std::process::Command;

use anyhow::Result;

use crate::shell;

/// Runs a chore in this program compiled with the feature.
pub(crate) fn with_feature(feature: &str, what: &str, chore: &[impl AsRef<OsStr>]) -> Result<()> {
    shell::run(compiled(feature, what).args(chore))
}

/// This program compiled with the feature; its arguments may follow.
pub(crate) fn compiled(feature: &str, what: &str) -> Command {
    println!("compiling {what}: the feature `{feature}`");
    let mut cargo = shell::cargo();
    cargo.args(["run", "--package", "xtask", "--features", feature, "--"]);
    cargo
}
