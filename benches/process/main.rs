//! Whole processes as Lambda runs them: how long from their start to the first answer, how long an answer takes then, how
//! much memory they have. `cargo bench -p benches --bench process -- --help` says how other stacks are measured beside ours.
#![expect(clippy::print_stdout, reason = "a bench prints")]

mod measure;
mod options;
mod samples;
mod stack;
mod table;

use std::error::Error;

use benches::Query;
use clap::Parser;

use measure::Measure;
use options::Options;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    let options = Options::parse();
    if !options.are_ours() {
        return Ok(());
    }
    let stacks = options.stacks()?;
    if stacks.is_empty() {
        println!("process: nothing to measure: there is no bootstrap yet; build it with");
        println!("  {}", stack::BUILD);
        return Ok(());
    }
    let (cold, warm) = options.rounds();
    let mut measure = Measure::new(&stacks, Query::all()?, options.database()?);
    measure.cold(cold)?;
    measure.warm(warm)?;
    let samples = measure.samples();
    print!("{}", table::table(samples));
    if options.test {
        println!("process: every answer is right");
    } else {
        let file = options.output();
        samples.write(&file)?;
        println!("process: written to {}", file.display());
    }
    Ok(())
}
