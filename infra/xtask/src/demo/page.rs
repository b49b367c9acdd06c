//! The page around the module: an npm package.

use anyhow::Result;

use crate::shell;
use crate::tools::browser::{self, Browser};
use crate::tools::node::Node;
use crate::tools::npm;

/// Where the package is.
pub(super) const FOLDER: &str = "wasm/demo";

/// The page's package, with what it depends on.
pub(super) struct Page<'n> {
    node: &'n Node,
}

impl<'n> Page<'n> {
    /// Installs what the lock file lists, unless that was done since the lock file changed.
    pub(super) fn installed(node: &'n Node) -> Result<Self> {
        npm::install(node, FOLDER, "the demo's page")?;
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
