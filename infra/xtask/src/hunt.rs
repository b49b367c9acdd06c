//! `cargo xtask hunt`: random schemas, data and queries, asked of the service and of SQLite.

use anyhow::Result;

use crate::shell;

/// Look for queries that the service answers otherwise than SQLite.
///
/// Schemas, data and queries are random, by a seed. What differs is reduced to a small query and shown with both answers; a
/// statement that the service rejects with `engine-limitation` does not count.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// For how long at most.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    minutes: u32,
    /// How many queries at most.
    #[arg(long, default_value_t = 1_000_000)]
    statements: u32,
    /// Which ones.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut hunt = shell::cargo();
    hunt.args(["test", "--workspace", "--test", "hunt", "--", "--ignored", "--nocapture"]);
    hunt.env("LIMBDA_HUNT_MINUTES", options.minutes.to_string());
    hunt.env("LIMBDA_HUNT_STATEMENTS", options.statements.to_string());
    hunt.env("LIMBDA_HUNT_SEED", options.seed.to_string());
    shell::run(&mut hunt)
}
