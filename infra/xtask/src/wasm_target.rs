//! Cargo for `wasm32-unknown-unknown`.

mod distribution;

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::shell;
use crate::standard_library::{self, Wanted, Way};

const TARGET: &str = "wasm32-unknown-unknown";

const STANDARD_LIBRARY: Wanted = Wanted {
    triple: TARGET,
    from_distribution: distribution::install,
    by_hand: "on Debian 12 with `apt-get install rustc-web rust-web-src rust-web-clippy lld-22`",
};

/// A compiler that has the target.
#[derive(Clone, Copy)]
pub(crate) struct Compiler(Way);

/// Finds one, installing what it needs.
pub(crate) fn find_or_install() -> Result<Compiler> {
    standard_library::find_or_install(&STANDARD_LIBRARY).map(Compiler)
}

impl Compiler {
    /// `cargo clippy`, `cargo test` or `cargo build` for the target; the caller adds packages and the rest. What they
    /// make lives apart from the native files.
    pub(crate) fn cargo(self, subcommand: &str) -> Command {
        let mut cargo = match self.0 {
            Way::Present | Way::Rustup => {
                let mut cargo = shell::cargo();
                cargo.arg(subcommand);
                cargo
            }
            Way::Distribution => distribution::cargo(subcommand),
        };
        cargo.args(["--target", TARGET, "--target-dir"]).arg(target_dir());
        cargo
    }
}

/// Where the files for the target are.
fn target_dir() -> PathBuf {
    shell::target_dir().join("wasm")
}

/// What a build for the target made: the module of this name, of this profile.
pub(crate) fn built(profile: &str, module: &str) -> PathBuf {
    target_dir().join(TARGET).join(profile).join(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_what_is_told() {
        let told = format!("`apt-get install {}`", distribution::PACKAGES.join(" "));
        assert!(STANDARD_LIBRARY.by_hand.contains(&told), "{told}");
    }
}
