//! The page around the module: an npm package.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::shell;
use crate::tools::browser::{self, Browser};
use crate::tools::node::Node;

/// Where the package is.
pub(super) const FOLDER: &str = "wasm/demo";

/// The page's package, with what it depends on.
pub(super) struct Page<'n> {
    node: &'n Node,
}

impl<'n> Page<'n> {
    /// Installs what the lock file lists, unless that was done since the lock file changed.
    pub(super) fn installed(node: &'n Node) -> Result<Self> {
        let folder = shell::root().join(FOLDER);
        // npm writes this file when it is done.
        let done = folder.join("node_modules/.package-lock.json");
        if !newer(&done, &folder.join("package-lock.json")) {
            println!("installing what the demo's page is made with, into {FOLDER}/node_modules");
            shell::run(node.npm(FOLDER).args(["ci", "--no-audit", "--no-fund"]))
                .with_context(|| format!("cannot install what {FOLDER}/package-lock.json lists"))?;
        }
        Ok(Self { node })
    }

    /// Runs one of the package's scripts.
    pub(super) fn run(&self, script: &str) -> Result<()> {
        shell::run(self.node.npm(FOLDER).args(["run", script]))
    }

    /// Runs one of the package's scripts that build the page and start a browser on it.
    pub(super) fn run_in(&self, script: &str, browser: &Browser) -> Result<()> {
        shell::run(self.node.npm(FOLDER).args(["run", script]).env(browser::CHROMIUM, &browser.chromium))
    }

    /// Serves with one of the package's scripts, until it is interrupted.
    pub(super) fn serve(&self, script: &str, port: u16) -> Result<()> {
        println!("the demo is served on http://127.0.0.1:{port} until Ctrl-C");
        let port = port.to_string();
        let options = ["--host", "127.0.0.1", "--port", &port, "--strictPort"];
        shell::run(self.node.npm(FOLDER).args(["run", script, "--"]).args(options))
    }
}

/// Whether a file was written at the time of another, or later.
pub(super) fn newer(file: &Path, than: &Path) -> bool {
    let written = |file: &Path| fs::metadata(file).and_then(|data| data.modified());
    matches!((written(file), written(than)), (Ok(file), Ok(than)) if file >= than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_not_newer() {
        let here = shell::root().join("Cargo.toml");
        assert!(newer(&here, &here));
        assert!(!newer(Path::new("no/such/file"), &here));
    }
}
