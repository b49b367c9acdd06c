//! The project's chores, as one command: `cargo xtask --help`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[cfg(not(all(feature = "data", feature = "smoke")))]
mod again;
mod apt;
mod bench;
mod bootstrap;
mod boundary;
mod cases;
mod cdk;
mod cost;
mod data;
mod demo;
mod deny;
mod deploy;
mod destroy;
mod emulator;
mod fuzz;
mod hostile;
mod hunt;
mod infra;
mod list;
mod moto;
mod outputs;
mod package;
mod parity;
mod shell;
mod size;
mod smoke;
mod soak;
mod stage;
mod stages;
mod standard_library;
mod table;
mod test;
mod tools;
mod wasm_target;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The project's chores: what CI checks, and what is built from something else.
///
/// Every chore prints the commands it runs, so that each can be run by hand.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    Test(test::Options),
    Stage(stages::One),
    Stages(stages::Local),
    Emulator(emulator::Options),
    Package(package::Options),
    Deploy(deploy::Options),
    Smoke(smoke::Options),
    Destroy(destroy::Options),
    Demo(demo::Options),
    Parity(parity::Options),
    Size(size::Options),
    Bench(bench::Options),
    Soak(soak::Options),
    Cost(cost::Options),
    Hostile(hostile::Options),
    Fuzz(fuzz::Options),
    Hunt(hunt::Options),
    Deny(deny::Options),
    Data(data::Options),
}

fn main() -> ExitCode {
    match run(Cli::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<()> {
    match chore {
        Chore::Test(options) => test::run(&options),
        Chore::Stage(options) => stages::one(&options),
        Chore::Stages(options) => stages::local(&options),
        Chore::Emulator(options) => emulator::run(&options),
        Chore::Package(options) => package::run(&options),
        Chore::Demo(options) => demo::run(&options),
        Chore::Parity(options) => parity::run(&options),
        Chore::Size(options) => size::run(&options),
        Chore::Bench(options) => bench::run(&options),
        Chore::Soak(options) => soak::run(&options),
        Chore::Smoke(options) => smoke::run(&options),
        Chore::Cost(options) => cost::run(&options),
        Chore::Hostile(options) => hostile::run(&options),
        Chore::Fuzz(options) => fuzz::run(&options),
        Chore::Hunt(options) => hunt::run(&options),
        Chore::Deny(options) => deny::run(&options),
        Chore::Data(options) => data::run(&options),
        Chore::Deploy(options) => deploy::run(&options),
        Chore::Destroy(options) => destroy::run(&options),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_coherent() {
        super::Cli::command().debug_assert();
    }
}
