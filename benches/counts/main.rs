//! What a warm lookup costs whatever the machine is doing: allocations, counted by the allocator, and instructions, counted by
//! valgrind where there is one. Both are compared with `counts.txt`; `--bless` rewrites it.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and ends where it cannot go on")]

mod allocations;
mod callgrind;
mod lookup;
mod record;

use std::error::Error;

use record::{agrees, record, recorded};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args().collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if let Some(at) = arguments.iter().position(|argument| argument == callgrind::LOOKUPS) {
        return run(arguments.get(at + 1).ok_or("how many lookups?")?.parse()?);
    }
    // Where all benches are run with one command line, the names in it are of others.
    let names: Vec<_> = arguments.iter().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if !names.is_empty() && !names.iter().any(|name| "counts".contains(name.as_str())) {
        return Ok(());
    }
    println!("counts: a warm lookup by primary key");
    let parts = allocations::of_a_lookup();
    for (part, counted) in &parts {
        let allocations::Allocations { allocations, reallocations, bytes } = counted;
        println!("  {part:<19}  {allocations:>3} allocations  {reallocations:>2} reallocations  {bytes:>5} bytes");
    }
    let [.., (_, whole)] = parts;
    let mut counts = vec![
        ("allocations", whole.allocations as u64),
        ("reallocations", whole.reallocations as u64),
        ("bytes", whole.bytes as u64),
    ];
    // Under `--test` what takes a moment alone is checked, and what another compiler does not change.
    let instructions = match has("--test") {
        true => None,
        false => callgrind::instructions_of_a_lookup(&benches::target_dir().join("bench"))?,
    };
    match instructions {
        Some(instructions) => {
            println!("  {instructions} instructions");
            counts.push(("instructions", instructions));
        }
        None if has("--test") => {}
        None => println!("  instructions: not counted, there is no valgrind (on Debian: apt-get install valgrind)"),
    }
    if has("--bless") {
        if instructions.is_none() {
            counts.extend(recorded("instructions")?.map(|count| ("instructions", count)));
        }
        return record(&counts);
    }
    compare(&counts)
}

/// Runs lookups and nothing else, to be counted from outside.
fn run(lookups: u64) -> Result<()> {
    let lookup = lookup::Lookup::open();
    for _ in 0..lookups {
        lookup.whole();
    }
    Ok(())
}

fn compare(counts: &[(&str, u64)]) -> Result<()> {
    let mut differ = Vec::new();
    for (name, count) in counts {
        let recorded = recorded(name)?.ok_or_else(|| format!("benches/counts.txt does not say `{name}`"))?;
        if !agrees(name, *count, recorded) {
            differ.push(format!("{name} were {recorded}, and are {count}"));
        }
    }
    if differ.is_empty() {
        println!("counts: as recorded in benches/counts.txt");
        return Ok(());
    }
    Err(format!("{}; where that is meant: cargo bench -p benches --bench counts -- --bless", differ.join("; ")).into())
}
