//! `cargo xtask test`: everything CI checks, stage by stage.

mod stages;
pub(crate) mod wasm_tests;

use anyhow::Result;
use clap::builder::PossibleValuesParser;

use crate::stage;
use crate::table::table;
use stages::STAGES;

/// Run everything CI checks, in order, up to the first failure.
///
/// Each stage says what it proves, and prints the commands it runs. A failing stage names the command that runs it alone.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run only this stage; may be given several times.
    #[arg(long, value_name = "STAGE", value_parser = PossibleValuesParser::new(STAGES.iter().map(|stage| stage.name)))]
    only: Vec<String>,
    /// List the stages and what each proves, and run none.
    #[arg(long)]
    list: bool,
    /// Rewrite the checked-in lists that a stage compares with (`boundary`, `demo`), in place of comparing.
    #[arg(long)]
    bless: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let chosen: Vec<_> =
        STAGES.iter().filter(|stage| options.only.is_empty() || options.only.iter().any(|n| n == stage.name)).collect();
    if options.list {
        print!("{}", table(["stage", "proves that"], &chosen.iter().map(|s| s.described()).collect::<Vec<_>>()));
        return Ok(());
    }

    stage::run(&chosen, options.bless, |name| format!("cargo xtask test --only {name}"))
}
