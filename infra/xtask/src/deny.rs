//! `cargo xtask deny`: what may be linked, by deny.toml.

use anyhow::Result;

use crate::shell;
use crate::tools::cargo_tool;

/// The program that checks it.
const TOOL: &str = "cargo-deny";

/// Check what is linked: licences, sources, crates in two versions, and published advisories.
///
/// deny.toml says what may be. The advisories are fetched from the network; without one, --offline leaves them out. Installs
/// cargo-deny where it is not on PATH, which compiles for many minutes.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Ask no network: no advisories.
    #[arg(long)]
    offline: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    check(cargo_tool::find_or_install(TOOL)?, options.offline)
}

/// Without advisories, where the program is here already; whether it is.
pub(crate) fn run_if_installed() -> Result<bool> {
    match cargo_tool::find(TOOL) {
        Some(tool) => check(tool, true).map(|()| true),
        None => Ok(false),
    }
}

fn check(tool: std::path::PathBuf, offline: bool) -> Result<()> {
    let mut deny = shell::command(tool);
    deny.arg("--all-features");
    if offline {
        return shell::run(deny.args(["--offline", "check", "bans", "licenses", "sources"]));
    }
    shell::run(deny.arg("check"))
}
