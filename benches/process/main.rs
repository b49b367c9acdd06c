//! Whole processes as Lambda runs them: the time from start to first response, the time of a warm response, memory.
//!
//! `cargo bench -p benches --bench process -- --help` lists the options.
#![expect(clippy::print_stdout, reason = "a bench prints")]

mod measure;
mod stack;

use std::error::Error;
use std::path::PathBuf;

use benches::Query;
use clap::Parser;

use measure::Measure;
use stack::Stack;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measure whole processes as Lambda runs them, under a Runtime API on loopback.
///
/// Measures the bootstrap that `cargo xtask package` builds, and on request other stacks: in turns, round by round, to spread
/// the machine's noise over all of them. All must give the same rows.
#[derive(Parser)]
#[command(name = "process", bin_name = "cargo bench -p benches --bench process --")]
struct Options {
    /// Also measure every stack of benches/peers; `cargo xtask bench --only peers` installs them.
    #[arg(long)]
    peers: bool,
    /// Also measure this stack; may be repeated. An executable that speaks the Runtime API at AWS_LAMBDA_RUNTIME_API, answers
    /// POST /query from the SQLite file LIMBDA_DATABASE, and is itself the measured process (a script must `exec`).
    #[arg(long, value_name = "NAME=BOOTSTRAP", value_parser = stack::parse)]
    stack: Vec<Stack>,
    /// The database to query; the demo database by default.
    #[arg(long, value_name = "FILE", default_value = benches::DEMO, hide_default_value = true)]
    database: PathBuf,
    /// How often to start each stack.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    cold: u32,
    /// How often to ask each warm stack each query.
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    warm: u32,
    /// Check the responses of limbda alone, in one round.
    #[arg(long)]
    test: bool,
    /// Added by cargo.
    #[arg(long, hide = true)]
    bench: bool,
    /// Filters for other benches, when one command line runs all.
    #[arg(hide = true)]
    filters: Vec<String>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    if !options.filters.is_empty() && !options.filters.iter().any(|filter| "process".contains(filter.as_str())) {
        return Ok(());
    }
    // limbda comes first: the others are compared with it.
    let Some(limbda) = Stack::limbda() else {
        println!("process: nothing to measure; build the bootstrap with `cargo xtask package`");
        return Ok(());
    };
    let mut stacks = vec![limbda];
    if !options.test {
        if options.peers {
            stacks.extend(benches::peers()?.into_iter().map(|(name, bootstrap)| Stack { name, bootstrap }));
        }
        stacks.extend(options.stack);
    }
    let (cold, warm) = if options.test { (1, 1) } else { (options.cold, options.warm) };
    let mut measure = Measure::new(&stacks, Query::all()?, options.database.canonicalize()?);
    measure.cold(cold)?;
    measure.warm(warm)?;
    let summaries = measure.samples().summaries();
    print!("{}", summaries.table());
    if options.test {
        println!("process: every response is right");
    } else {
        let file = benches::target_dir().join("bench/process.jsonl");
        summaries.write(&file)?;
        println!("process: wrote {}", file.display());
    }
    Ok(())
}
