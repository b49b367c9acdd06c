//! `cargo xtask fuzz`: what libFuzzer finds, for as long as one likes.

use std::fs;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::shell;
use crate::tools::cargo_tool;
use crate::tools::node::Node;

/// Makes a corpus of the fixtures.
const CORPUS: &str = "infra/xtask/src/fuzz/corpus.mjs";

/// Fuzz the function with libFuzzer: events, bodies of requests, or SQL.
///
/// The corpora are made of the fixtures and grow in target/fuzz/TARGET, where a later run goes on. An input that breaks something
/// is kept in lambda/fuzz/artifacts, and the last lines say how to run it again. The first build compiles the engine once more,
/// with the instruments of the fuzzer: some ten minutes.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What to make up.
    target: Target,
    /// For how long.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// Run this input alone, such as one of lambda/fuzz/artifacts.
    #[arg(long, value_name = "FILE")]
    input: Option<std::path::PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    /// Whole events, as Lambda would hand them over.
    Events,
    /// Bodies of /query and /batch.
    Bodies,
    /// Statements.
    Sql,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let name = options.target.to_possible_value().context("a target has a name")?.get_name().to_owned();
    let tool = cargo_tool::find_or_install("cargo-fuzz")?;
    let folder = shell::target_dir().join("fuzz");
    let corpus = folder.join(&name);
    fs::create_dir_all(&corpus).with_context(|| format!("cannot make {}", corpus.display()))?;
    shell::run(Node::find_or_install()?.script(CORPUS).arg(&name).arg(&corpus))?;
    let mut fuzz = shell::command(tool);
    // The stable compiler has what the fuzzer needs behind this. Without a sanitizer: a panic is what is looked for, there is no
    // unsafe code of ours, and the address sanitizer wants a nightly compiler of the same version.
    fuzz.env("RUSTC_BOOTSTRAP", "1").args(["fuzz", "run", "--fuzz-dir", "lambda/fuzz", "--sanitizer", "none"]);
    fuzz.arg("--target-dir").arg(folder.join("build")).arg(&name);
    match &options.input {
        Some(input) => fuzz.arg(input),
        None => fuzz.arg(corpus).arg("--").args([
            format!("-max_total_time={}", options.seconds),
            // A request ends by its own limits long before; this is for what they do not hold.
            "-timeout=20".to_owned(),
            "-rss_limit_mb=2048".to_owned(),
            "-max_len=65536".to_owned(),
            "-print_final_stats=1".to_owned(),
        ]),
    };
    shell::run(&mut fuzz)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_a_program_of_the_fuzzers_package() {
        let folder = shell::root().join("lambda/fuzz");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert_eq!(manifest.matches("[[bin]]").count(), Target::value_variants().len());
        for target in Target::value_variants() {
            let name = target.to_possible_value().unwrap().get_name().to_owned();
            assert!(manifest.contains(&format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"")), "{name}");
            assert!(folder.join(format!("fuzz_targets/{name}.rs")).is_file(), "{name}");
        }
    }

    /// A copy, because the lock file of another workspace is.
    #[test]
    fn the_engine_is_the_one_that_is_shipped() {
        let engine = |lock: &str| {
            let lock = fs::read_to_string(shell::root().join(lock)).unwrap();
            let (_, rest) = lock.split_once("name = \"turso_core\"\n").unwrap();
            rest.lines().next().unwrap().to_owned()
        };
        assert_eq!(engine("lambda/fuzz/Cargo.lock"), engine("Cargo.lock"));
    }
}
