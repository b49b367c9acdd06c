//! `cargo xtask parity`: every fixture's answer, from every target.

mod compared;

use anyhow::{Result, ensure};

use crate::tools::browser::{self, Browser};
use crate::tools::node::Node;
use crate::{cases, demo, shell};
use cases::Case;

/// Runs the demo's module over every fixture.
const SCRIPT: &str = "infra/xtask/src/parity/answers.mjs";

/// Compare the answers to every fixture: native, the demo's module in Node, and in Chromium.
///
/// Each has to be the recorded one, byte for byte. `limbda replay` answers natively; the module is the very file that the
/// demo serves. Builds both.
#[derive(clap::Args)]
pub(crate) struct Options {}

pub(crate) fn run(_: &Options) -> Result<()> {
    let (node, browser) = (Node::find_or_install()?, Browser::find_or_install()?);
    demo::built(&node)?;
    let cases = cases::all()?;
    let answers = [
        native(&cases)?,
        shell::read(node.script(SCRIPT).arg("node"))?,
        shell::read(node.script(SCRIPT).arg("chromium").env(browser::CHROMIUM, &browser.chromium))?,
    ];
    let table = compared::compare(&cases, &answers)?;
    print!("{}", table.text);
    println!("{} of {} cases are the same everywhere", cases.len() - table.differing, cases.len());
    ensure!(table.differing == 0, "{} cases differ from what is recorded", table.differing);
    Ok(())
}

/// What `limbda replay` prints. It is built as for its own tests: `cargo build` would choose other features of what it
/// depends on, and compile the engine once more. This process's settings are not the fixtures'.
fn native(cases: &[Case]) -> Result<String> {
    shell::run(shell::cargo().args(["test", "--workspace", "--all-features", "--test", "commands", "--no-run"]))?;
    println!("$ limbda replay events/cases/*/event.json");
    let mut limbda = shell::command(shell::target_dir().join("debug/limbda"));
    limbda.arg("replay").args(cases.iter().map(|case| &case.event));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LIMBDA_")) {
        limbda.env_remove(name);
    }
    shell::output(&mut limbda)
}
