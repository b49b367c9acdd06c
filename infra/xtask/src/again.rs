//! This program once more, with a feature: what few chores need is not compiled before they are asked for.

use std::ffi::OsStr;

use anyhow::Result;

use crate::shell;

/// Runs a chore in this program compiled with the feature.
pub(crate) fn with_feature(feature: &str, what: &str, chore: &[impl AsRef<OsStr>]) -> Result<()> {
    println!("compiling {what}: the feature `{feature}`");
    shell::run(shell::cargo().args(["run", "--package", "xtask", "--features", feature, "--"]).args(chore))
}
