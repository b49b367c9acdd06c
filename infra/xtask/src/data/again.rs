//! Without the feature `data`: runs this program again, with it.

use anyhow::Result;

use super::Options;
use crate::shell;

pub(super) fn run(options: &Options) -> Result<()> {
    println!("compiling what rebuilds the database: the feature `data`, with SQLite in it");
    let mut cargo = shell::cargo();
    cargo.args(["run", "--package", "xtask", "--features", "data", "--", "data"]);
    if options.full {
        cargo.arg("--full");
    }
    shell::run(&mut cargo)
}
