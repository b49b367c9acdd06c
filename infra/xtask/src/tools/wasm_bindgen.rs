//! wasm-bindgen's command line tools, at the version of the library: neither understands what another version wrote.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::on_path;
use crate::shell;

/// `wasm-bindgen` and `wasm-bindgen-test-runner`: one package, one version.
pub(crate) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// The tools on PATH or in target/tools, if they have the version in Cargo.lock; else cargo installs them there.
    pub(crate) fn find_or_install() -> Result<Self> {
        let lock = fs::read_to_string(shell::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
        let version = locked(&lock, "wasm-bindgen").context("Cargo.lock has no package `wasm-bindgen`")?;
        let ours = shell::target_dir().join("tools");
        let folder = ours.join("bin");
        if has(&folder, version) {
            return Ok(Self { folder });
        }
        if let Some(folder) = on_path(&["wasm-bindgen"]).as_deref().and_then(Path::parent)
            && has(folder, version)
        {
            return Ok(Self { folder: folder.to_owned() });
        }
        println!(
            "installing wasm-bindgen's tools, version {version}, into {} (once; about two minutes)",
            ours.display()
        );
        // Not with `--locked`: its lock file names a version that was withdrawn.
        let mut install = shell::cargo();
        install.args(["install", "wasm-bindgen-cli", "--version", &format!("={version}"), "--root"]).arg(&ours);
        install.arg("--target-dir").arg(ours.join("build"));
        shell::run(&mut install).with_context(|| {
            format!("install it by hand: cargo install wasm-bindgen-cli --version ={version}, and have it on PATH")
        })?;
        // Only the programs are used again.
        fs::remove_dir_all(ours.join("build")).ok();
        Ok(Self { folder })
    }

    /// Makes JavaScript for a module.
    pub(crate) fn bindgen(&self) -> Command {
        shell::command(self.folder.join("wasm-bindgen"))
    }

    /// Runs a test module: in Node, or in a browser.
    pub(crate) fn test_runner(&self) -> PathBuf {
        self.folder.join("wasm-bindgen-test-runner")
    }
}

/// Whether both tools are here, and of this version.
fn has(folder: &Path, version: &str) -> bool {
    let is = |tool: &str| {
        let output = Command::new(folder.join(tool)).arg("--version").output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).split_whitespace().nth(1) == Some(version))
    };
    is("wasm-bindgen") && is("wasm-bindgen-test-runner")
}

/// The version of a package in a lock file.
fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_in_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"somewhere\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "wasm"), None);
    }

    #[test]
    fn an_empty_folder_has_no_tools() {
        assert!(!has(Path::new("no/such/folder"), "0.2.130"));
    }
}
