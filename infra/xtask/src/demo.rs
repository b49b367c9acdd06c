//! `cargo xtask demo`: the service in a browser tab.

mod imports;
mod module;
mod page;

use std::path::PathBuf;

use anyhow::Result;

use crate::shell;
use crate::tools::browser::Browser;
use crate::tools::node::Node;
use page::Page;

/// Build the demo, the service in a browser tab, and serve it on this machine.
///
/// Compiles the service to WebAssembly (release; some minutes the first time), makes it small with wasm-opt, builds the page
/// around it to wasm/demo/dist, and serves that. What is missing of the tools is installed, and said.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Build only; the files in wasm/demo/dist can be put on any web server.
    #[arg(long)]
    build: bool,
    /// Serve the page from its source: what is edited in wasm/demo/src shows at once.
    #[arg(long, conflicts_with = "build")]
    dev: bool,
    /// Build, and take the pictures of it in Chromium, in place of serving.
    #[arg(long, conflicts_with_all = ["build", "dev"])]
    screenshots: bool,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 4173)]
    port: u16,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let node = Node::find_or_install()?;
    let page = Page::installed(&node)?;
    module::build(&node)?;
    if options.dev {
        return page.serve("dev", options.port);
    }
    if options.screenshots {
        return page.run_in("screenshots", &Browser::find_or_install()?);
    }
    page.run("build")?;
    if options.build {
        println!("the demo is in {}/dist", page::FOLDER);
        return Ok(());
    }
    page.serve("preview", options.port)
}

/// The demo's module, built.
pub(crate) fn built(node: &Node) -> Result<PathBuf> {
    Page::installed(node)?;
    module::build(node)
}

/// Builds the demo, holds the module's imports to their list (or rewrites it), and runs the tests of the binding in Node and
/// the page's own checks and tests.
pub(crate) fn test(bless: bool) -> Result<()> {
    let (node, browser) = (Node::find_or_install()?, Browser::find_or_install()?);
    let page = Page::installed(&node)?;
    let module = module::build(&node)?;
    imports::check_or_bless(&node, &module, bless)?;
    shell::run(&mut node.tests("wasm/tests/"))?;
    page.run("check")?;
    page.run_in("test", &browser)
}
