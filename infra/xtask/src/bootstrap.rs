//! The binary that AWS Lambda runs, as it is deployed.

#[cfg(feature = "function")]
pub(crate) mod cross;
#[cfg(feature = "function")]
pub(crate) mod glibc;
#[cfg(feature = "function")]
pub(crate) mod processor;

use std::path::PathBuf;

use anyhow::Result;

use crate::shell;

/// For cargo: the binary and its features. One set for everything that builds it: with other features the engine would be
/// compiled once more.
pub(crate) const ARGUMENTS: [&str; 8] =
    ["--release", "-p", "lambda", "--bin", "bootstrap", "--no-default-features", "--features", "aws"];

/// Builds it for this machine's processor, and gives its path.
pub(crate) fn built() -> Result<PathBuf> {
    shell::run(shell::cargo().arg("build").args(ARGUMENTS))?;
    Ok(shell::target_dir().join("release").join("bootstrap"))
}
