//! `cargo xtask deny`: what may be linked, by deny.toml.

use anyhow::Result;

use crate::shell;
use crate::tools::cargo_tool;

/// The program that checks it.
const TOOL: &str = "cargo-deny";

/// Check what is linked: licences, sources, crates in two versions, and published advisories.
///
/// deny.toml says what may be. The advisories are fetched from the network; without one, --without-advisories leaves them out, as CI does:
/// what is published tomorrow is no fault of today's change. Installs cargo-deny where it is not on PATH.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Leave the advisories out, and their database on the network.
    #[arg(long)]
    pub(crate) without_advisories: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut deny = shell::command(cargo_tool::find_or_install(TOOL)?);
    deny.arg("--all-features");
    if options.without_advisories {
        return shell::run(deny.args(["check", "bans", "licenses", "sources"]));
    }
    shell::run(deny.arg("check"))
}
