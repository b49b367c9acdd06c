//! `cargo xtask soak`: many requests at once, good and hostile ones.

use anyhow::Result;

use crate::shell;

/// Send the local server many requests at once, good and hostile ones, and look at every answer and at its memory.
///
/// The requests are the fixtures and a table of hostile SQL, mixed by a fixed seed. An answer that is not one of ours fails, and
/// so does memory that grows. The times are those of this machine, client and server on it together.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many requests.
    #[arg(long, default_value_t = 100_000)]
    requests: u32,
    /// Over how many connections at once.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=256))]
    connections: u32,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    shell::run(shell::cargo().args([
        "build",
        "--workspace",
        "--all-features",
        "--bin",
        "limbda",
        "--example",
        "soak",
    ]))?;
    let mut soak = shell::command(shell::target_dir().join("debug/examples/soak"));
    shell::run(soak.args([options.requests.to_string(), options.connections.to_string()]))
}
