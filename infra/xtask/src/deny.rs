//! `cargo xtask deny`: what may be linked, by deny.toml.

use anyhow::Result;

use crate::shell;
use crate::tools::cargo_tool;

/// The program that checks it.
const TOOL: &str = "cargo-deny";

/// Check what is linked: licences, sources, crates in two versions, and published advisories.
///
/// deny.toml says what may be. The advisories are fetched from the network; without one, --offline leaves them out, as CI does:
/// what is published tomorrow is no fault of today's change. Installs cargo-deny where it is not on PATH.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Ask no network: no advisories.
    #[arg(long)]
    pub(crate) offline: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut deny = shell::command(cargo_tool::find_or_install(TOOL)?);
    deny.arg("--all-features");
    if options.offline {
        return shell::run(deny.args(["--offline", "check", "bans", "licenses", "sources"]));
    }
    shell::run(deny.arg("check"))
}
