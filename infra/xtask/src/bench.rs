//! `cargo xtask bench`: runs every benchmark, and writes the report.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::tools::browser::{self, Browser};
use crate::tools::node::Node;
use crate::tools::wasm_bindgen::Tools;
use crate::{bootstrap, data, demo, shell, wasm_target};

/// Measure limbda, what is beneath it and what is beside it; write benches/RESULTS.md and the plots.
///
/// Each part builds and installs what it needs, prints the commands it runs, and leaves its samples in target/bench; `report`
/// writes the tables and plots of the samples that are there. Leave the machine idle meanwhile.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run only this part; may be repeated.
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Run few rounds: to see that it works, not for figures.
    #[arg(long)]
    quick: bool,
    /// List the parts, and run none.
    #[arg(long)]
    list: bool,
}

/// Something to measure, to do before, or to do after; in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Install the stacks that limbda is compared with, into target/peers
    Peers,
    /// In one process: warm, cold, the floors beneath, hop by hop
    Criterion,
    /// The same compiled to WebAssembly, in Node
    Wasm,
    /// Allocations and instructions of a warm lookup, compared with benches/counts.txt
    Counts,
    /// Each stack as a process under Lambda's Runtime API: cold, warm, memory
    Process,
    /// `limbda serve` and Datasette over plain HTTP
    Servers,
    /// The engines that a page could load, in Node and in Chromium
    Engines,
    /// Write benches/RESULTS.md and benches/plots from the samples of the last runs
    Report,
}

/// The databases of a quick run: the others take minutes to make.
const SMALL: &str = "^(warm|floor|hops)/|^cold/(demo|1-mb|30-mb)$";

pub(crate) fn run(options: &Options) -> Result<()> {
    let chosen = |part: &&Part| options.only.is_empty() || options.only.contains(part);
    for part in Part::value_variants().iter().filter(chosen) {
        let (name, does) = part.described();
        if options.list {
            println!("{name:<10} {does}");
            continue;
        }
        println!("\n== {name}: {does} ==");
        let start = Instant::now();
        part.run(options.quick).with_context(|| {
            format!("part `{name}` failed (to run only this part: cargo xtask bench --only {name})")
        })?;
        println!("{name}: done after {:.0} s", start.elapsed().as_secs_f64());
    }
    Ok(())
}

impl Part {
    fn described(self) -> (String, String) {
        let value = self.to_possible_value();
        let described = value.map(|value| (value.get_name().to_owned(), value.get_help().map(ToString::to_string)));
        described.map(|(name, help)| (name, help.unwrap_or_default())).unwrap_or_default()
    }

    fn run(self, quick: bool) -> Result<()> {
        match self {
            Part::Peers => return peers(|_| true),
            Part::Report => return shell::run(&mut report()),
            Part::Criterion => criterion(quick),
            Part::Wasm => wasm(),
            Part::Counts => shell::run(&mut bench("counts", &[])),
            Part::Process => process(quick),
            Part::Servers => servers(quick),
            Part::Engines => engines(quick),
        }?;
        let mut record = report();
        record.args(["--record", &self.described().0]).args(quick.then_some("--quick"));
        shell::run(&mut record)
    }
}

/// Where the benches leave their samples.
fn samples() -> PathBuf {
    shell::target_dir().join("bench")
}

/// Criterion's files go where only this run's are.
fn criterion(quick: bool) -> Result<()> {
    if !quick {
        data::year()?;
    }
    let folder = samples().join("criterion");
    fs::remove_dir_all(&folder).ok();
    let mut criterion = bench("requests", if quick { &["--quick", SMALL] } else { &[] });
    shell::run(criterion.env("CRITERION_HOME", folder))
}

/// With the profile of the module that a page loads, before wasm-opt.
fn wasm() -> Result<()> {
    Node::find_or_install()?;
    let file = samples().join("wasm.json");
    // The runner would compare with an older file.
    fs::remove_file(&file).ok();
    fs::create_dir_all(samples())?;
    let mut bench = wasm_target::find_or_install()?.cargo("bench");
    bench.args(["-p", "benches", "--bench", "wasm", "--profile", "wasm"]);
    bench.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", Tools::find_or_install()?.test_runner());
    shell::run(bench.env("WASM_BINDGEN_BENCH_RESULT", file))
}

fn process(quick: bool) -> Result<()> {
    peers(|name| !["datasette", "wasm"].contains(&name))?;
    bootstrap::built()?;
    let rounds: &[&str] = if quick { &["--cold", "3", "--warm", "10"] } else { &[] };
    shell::run(&mut bench("process", &[&["--peers"], rounds].concat()))
}

fn servers(quick: bool) -> Result<()> {
    peers(|name| name == "datasette")?;
    println!("compiling limbda's local server: with its features, the engine is compiled once more");
    shell::run(shell::cargo().args(["build", "--release", "-p", "limbda", "--bin", "limbda"]))?;
    shell::run(&mut bench("servers", if quick { &["--cold", "2", "--warm", "5"] } else { &[] }))
}

fn engines(quick: bool) -> Result<()> {
    let (node, browser) = (Node::find_or_install()?, Browser::find_or_install()?);
    peers(|name| name == "wasm")?;
    demo::built(&node)?;
    fs::create_dir_all(samples())?;
    let mut script = node.script("benches/peers/wasm/run.mjs");
    script.arg(samples().join("engines.json")).args(if quick { ["1", "200"] } else { ["7", "1000"] });
    shell::run(script.env(browser::CHROMIUM, browser.chromium))
}

/// Runs `setup` of the stacks in benches/peers that are wanted; each script knows whether there is anything to do.
fn peers(wanted: impl Fn(&str) -> bool) -> Result<()> {
    let mut setups = Vec::new();
    for folder in fs::read_dir(shell::root().join("benches/peers")).context("cannot read benches/peers")? {
        let folder = folder?;
        let setup = folder.path().join("setup");
        if setup.is_file() && wanted(&folder.file_name().to_string_lossy()) {
            setups.push(setup);
        }
    }
    setups.sort_unstable();
    setups.into_iter().try_for_each(|setup| shell::run(&mut shell::command(setup)))
}

fn bench(name: &str, arguments: &[&str]) -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["bench", "-p", "benches", "--bench", name, "--"]).args(arguments);
    cargo
}

/// The program that records and reports samples.
fn report() -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["run", "--quiet", "-p", "report", "--", "--samples"]).arg(samples());
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_says_what_it_does() {
        for part in Part::value_variants() {
            let (name, does) = part.described();
            assert!(!name.is_empty() && does.len() > 10, "{part:?}");
        }
    }
}
