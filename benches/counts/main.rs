//! What a warm lookup costs, however busy the machine is: allocations, counted by the allocator, and instructions, counted by
//! valgrind if it is installed. Both are compared with `counts.txt`; `--bless` rewrites it.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and panics on failure")]

mod allocations;
mod callgrind;
mod lookup;
mod record;

use std::error::Error;

use allocations::Allocations;
use lookup::{Lookup, Part};
use record::{agrees, record, recorded};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if let [run, part, times] = &arguments[..]
        && run == callgrind::RUN
    {
        return self::run(part, times.parse()?);
    }
    // When one command line runs all benches, its filters may be for others.
    let filters: Vec<_> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    if !filters.is_empty() && !filters.iter().any(|filter| "counts".contains(filter.as_str())) {
        return Ok(());
    }
    let mut counts = allocations();
    // `--test` checks only what is quick and the same with every compiler.
    if has("--test") {
        return compare(&counts);
    }
    if callgrind::is_installed() {
        counts.push(("instructions", instructions()?));
    } else {
        println!("  instructions: not counted; install valgrind (on Debian: apt-get install valgrind)");
    }
    if has("--bless") { record(&counts) } else { compare(&counts) }
}

/// Counts and prints the allocations.
fn allocations() -> Vec<(&'static str, u64)> {
    println!("counts: a warm lookup by primary key");
    let parts = allocations::of_a_lookup();
    for (part, Allocations { allocations, reallocations, bytes }) in &parts {
        let part = part.name();
        println!("  {part:<19}  {allocations:>3} allocations  {reallocations:>2} reallocations  {bytes:>5} bytes");
    }
    let [.., (_, Allocations { allocations, reallocations, bytes })] = parts;
    let counts = [("allocations", allocations), ("reallocations", reallocations), ("bytes", bytes)];
    counts.map(|(name, count)| (name, count as u64)).to_vec()
}

/// Counts and prints the instructions, and returns those of the whole.
fn instructions() -> Result<u64> {
    let folder = benches::target_dir().join("bench");
    let count = |part| callgrind::instructions(part, &folder);
    let (event, service, whole) = (count(Part::Event)?, count(Part::Service)?, count(Part::Whole)?);
    // Translating a response consumes it, so the service makes one for each run.
    let response = count(Part::Response)?.saturating_sub(service);
    for (part, instructions) in Part::ALL.into_iter().zip([event, service, response, whole]) {
        println!("  {:<19}  {instructions:>6} instructions", part.name());
    }
    Ok(whole)
}

/// Runs a part and nothing else, for valgrind to count.
fn run(part: &str, times: usize) -> Result<()> {
    let part = Part::ALL.into_iter().find(|known| known.name() == part).ok_or("no such part")?;
    let lookup = Lookup::open();
    for _ in 0..times {
        lookup.prepared(part, 1).for_each(|run| run());
    }
    Ok(())
}

fn compare(counts: &[(&str, u64)]) -> Result<()> {
    let mut differ = Vec::new();
    for (name, count) in counts {
        let recorded = recorded(name)?.ok_or_else(|| format!("benches/counts.txt has no `{name}`"))?;
        if !agrees(name, *count, recorded) {
            differ.push(format!("{name}: {recorded} recorded, {count} counted"));
        }
    }
    if differ.is_empty() {
        println!("counts: the same as in benches/counts.txt");
        return Ok(());
    }
    Err(format!("{}; if that is intended, run `cargo bench -p benches --bench counts -- --bless`", differ.join("; "))
        .into())
}
