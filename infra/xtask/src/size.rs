//! `cargo xtask size`: the Lambda binary, held to its budget.

use anyhow::{Context, Result, ensure};

use crate::shell;

/// Twelve megabytes. A cold start reads the binary before the first query, and twelve is well under what Lambda takes
/// directly (50 MB zipped); the engine is most of it, so a jump means that a dependency came along.
const BUDGET: u64 = 12_000_000;

/// Build the release Lambda binary, print its size, and fail above the budget.
#[derive(clap::Args)]
pub(crate) struct Options {}

pub(crate) fn run(_: &Options) -> Result<()> {
    shell::run(shell::cargo().args(["build", "--release", "-p", "lambda", "--bin", "bootstrap"]).args([
        "--no-default-features",
        "--features",
        "aws",
    ]))?;
    let binary = shell::target_dir().join("release").join("bootstrap");
    let bytes = binary.metadata().with_context(|| format!("cannot read {}", binary.display()))?.len();
    println!("{}", verdict(bytes));
    ensure!(bytes <= BUDGET, "the bootstrap binary is over its budget");
    Ok(())
}

fn verdict(bytes: u64) -> String {
    format!("bootstrap, stripped: {:.2} MB of {:.0} MB", megabytes(bytes), megabytes(BUDGET))
}

/// Millions of bytes, for a reader.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_names_both_sizes() {
        assert_eq!(verdict(9_876_543), "bootstrap, stripped: 9.88 MB of 12 MB");
    }
}
