//! `cargo xtask bench`: everything that is measured, and the report of it.

#[cfg(feature = "bench")]
mod measure;

use anyhow::Result;
use clap::ValueEnum;

use crate::table::table;

/// Measure limbda, what is beneath it and what is beside it, and write benches/RESULTS.md and its plots.
///
/// Each part builds and installs what it needs, prints the commands it runs, and leaves what it measured in target/bench;
/// `report` makes the tables and the plots of what is there. Let the machine do nothing else meanwhile.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run only this part; may be given several times.
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Few rounds: to see that it works, not for figures.
    #[arg(long)]
    quick: bool,
    /// List the parts and what each does, and run none.
    #[arg(long)]
    list: bool,
}

/// Something that is measured, or what has to be there before, or is made after; in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Install the stacks that limbda is measured beside, into target/peers
    Peers,
    /// In one process: warm, cold, the floors beneath, hop by hop
    Criterion,
    /// The same compiled to WebAssembly, in Node: warm and cold
    Wasm,
    /// Of a warm lookup: allocations and instructions, held to benches/counts.txt
    Counts,
    /// Each stack as a process under Lambda's Runtime API: cold, warm, memory
    Process,
    /// As a server on this machine: limbda serve, and Datasette
    Servers,
    /// In Node and in Chromium: the engines that a page could load
    Engines,
    /// Write benches/RESULTS.md and benches/plots, of what was measured last
    Report,
}

impl Part {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn does(self) -> String {
        let help = self.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string));
        help.unwrap_or_default()
    }
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let chosen = |part: &&Part| options.only.is_empty() || options.only.contains(part);
    let parts: Vec<_> = Part::value_variants().iter().filter(chosen).copied().collect();
    if options.list {
        let rows: Vec<_> = parts.iter().map(|part| [part.name(), part.does()]).collect();
        print!("{}", table(["part", "what it does"], &rows));
        return Ok(());
    }
    run_parts(&parts, options.quick)
}

#[cfg(feature = "bench")]
use measure::run as run_parts;

#[cfg(not(feature = "bench"))]
fn run_parts(parts: &[Part], quick: bool) -> Result<()> {
    let mut chore = vec!["bench".to_owned()];
    chore.extend(parts.iter().flat_map(|part| ["--only".to_owned(), part.name()]));
    chore.extend(quick.then(|| "--quick".to_owned()));
    crate::again::with_feature("bench", "what measures and reports", &chore)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_says_what_it_does() {
        for part in Part::value_variants() {
            assert!(!part.name().is_empty() && part.does().len() > 10, "{part:?}");
        }
    }
}
