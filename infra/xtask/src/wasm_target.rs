//! A compiler with a standard library for `wasm32-unknown-unknown`: found, or installed.

mod distribution;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::shell;

const TARGET: &str = "wasm32-unknown-unknown";

/// Names the way; unset, the ways are tried in order.
const VARIABLE: &str = "XTASK_WASM_TARGET";

/// Where the compiler and its standard library come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The target is already in the compiler's own sysroot.
    Present,
    /// `rustup target add`.
    Rustup,
    /// Debian's compiler, and the standard library built from Debian's source of it.
    Distribution,
}

/// Finds a way that works, installing what it needs; says what it installs.
pub(crate) fn find_or_install() -> Result<Way> {
    match env::var(VARIABLE) {
        Ok(name) => {
            let way = Way::from_name(&name)?;
            way.prepare().with_context(|| format!("{VARIABLE}={name}"))?;
            Ok(way)
        }
        Err(_) => first_that_works(),
    }
}

fn first_that_works() -> Result<Way> {
    let mut reasons = Vec::new();
    for way in [Way::Present, Way::Rustup, Way::Distribution] {
        match way.prepare() {
            Ok(()) => return Ok(way),
            Err(reason) => reasons.push(format!("  {}: {reason:#}", way.name())),
        }
    }
    bail!(
        "no standard library for {TARGET}\n{}\ninstall it with `rustup target add {TARGET}`, or on Debian 12 with \
         `apt-get install {}`",
        reasons.join("\n"),
        distribution::PACKAGES.join(" ")
    )
}

impl Way {
    fn from_name(name: &str) -> Result<Self> {
        [Self::Present, Self::Rustup, Self::Distribution]
            .into_iter()
            .find(|way| way.name() == name)
            .with_context(|| format!("{VARIABLE}: expected present, rustup or distribution, got `{name}`"))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Rustup => "rustup",
            Self::Distribution => "distribution",
        }
    }

    fn prepare(self) -> Result<()> {
        match self {
            Self::Present => ensure!(has_target()?, "the compiler has no standard library for {TARGET}"),
            Self::Rustup if has_target()? => {}
            Self::Rustup => {
                println!("adding {TARGET} to the toolchain that rustup has selected");
                shell::run(shell::command("rustup").args(["target", "add", TARGET]))?;
            }
            Self::Distribution => distribution::install()?,
        }
        Ok(())
    }

    /// `cargo clippy`, `cargo test` or `cargo build` for the target; the caller adds packages and the rest. What they
    /// make lives apart from the native files.
    pub(crate) fn cargo(self, subcommand: &str) -> Command {
        let mut cargo = match self {
            Self::Present | Self::Rustup => {
                let mut cargo = shell::cargo();
                cargo.arg(subcommand);
                cargo
            }
            Self::Distribution => distribution::cargo(subcommand),
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

/// Whether the selected compiler's sysroot holds the target's standard library.
fn has_target() -> Result<bool> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libraries = shell::read(shell::command(rustc).args(["--print", "target-libdir", "--target", TARGET]))?;
    Ok(holds_std(Path::new(libraries.trim())))
}

fn holds_std(libraries: &Path) -> bool {
    let Ok(entries) = fs::read_dir(libraries) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_has_one_name() {
        assert_eq!(Way::from_name("distribution").unwrap(), Way::Distribution);
        assert_eq!(
            Way::from_name("brew").unwrap_err().to_string(),
            "XTASK_WASM_TARGET: expected present, rustup or distribution, got `brew`"
        );
    }

    #[test]
    fn a_folder_that_is_not_there_holds_no_std() {
        assert!(!holds_std(Path::new("no/such/folder")));
    }
}
