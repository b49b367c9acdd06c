//! Node, which runs the tests of WebAssembly, and npm, which builds the demo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::on_path;
use crate::{apt, shell};

/// Which version it has to have is the demo's to say.
const MANIFEST: &str = "wasm/demo/package.json";

const BY_HAND: &str = "install Node with npm, from https://nodejs.org, and have both on PATH";

/// Node and npm, new enough.
pub(crate) struct Node {
    node: PathBuf,
    npm: PathBuf,
}

impl Node {
    /// The ones on PATH; else Debian's, installed by apt-get.
    pub(crate) fn find_or_install() -> Result<Self> {
        if on_path(&["node"]).is_none() || on_path(&["npm"]).is_none() {
            println!("installing Node and npm, which run WebAssembly's tests and build the demo");
            apt::install(&["nodejs", "npm"]).context(BY_HAND)?;
        }
        let found = Self { node: on_path(&["node"]).context(BY_HAND)?, npm: on_path(&["npm"]).context(BY_HAND)? };
        let manifest =
            fs::read_to_string(shell::root().join(MANIFEST)).with_context(|| format!("cannot read {MANIFEST}"))?;
        let least = required(&manifest).with_context(|| format!("{MANIFEST} names no version of Node"))?;
        let version = shell::read(shell::command(&found.node).arg("--version"))?;
        ensure!(
            parsed(&version).is_some_and(|version| version >= least),
            "Node {}.{} or newer is needed, not {}; {BY_HAND}",
            least.0,
            least.1,
            version.trim()
        );
        Ok(found)
    }

    /// A script of this repository, run in its root.
    pub(crate) fn script(&self, path: impl AsRef<Path>) -> Command {
        let mut node = shell::command(&self.node);
        node.arg(path.as_ref());
        node
    }

    /// The tests in a folder, by Node's own runner.
    pub(crate) fn tests(&self, folder: &str) -> Command {
        let mut node = shell::command(&self.node);
        node.args(["--test", folder]);
        node
    }

    /// npm, for the package in a folder.
    pub(crate) fn npm(&self, folder: &str) -> Command {
        let mut npm = shell::command(&self.npm);
        npm.args(["--prefix", folder]);
        npm
    }
}

/// The least version in a package's `engines`.
fn required(manifest: &str) -> Option<(u32, u32)> {
    let line = manifest.lines().find_map(|line| line.trim().strip_prefix("\"node\": \">="))?;
    parsed(line.split('"').next()?)
}

/// Major and minor.
fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next().unwrap_or("0").parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(parsed("v20.9.0\n"), Some((20, 9)));
        assert_eq!(parsed("22"), Some((22, 0)));
        assert_eq!(parsed("unknown"), None);
        assert!(parsed("v20.9.0") < parsed("v20.19.0"));
    }

    #[test]
    fn the_demo_says_which_version_it_needs() {
        assert_eq!(required("{\n  \"engines\": {\n    \"node\": \">=20.19\"\n  }\n}\n"), Some((20, 19)));
        assert_eq!(required("{}"), None);
    }
}
