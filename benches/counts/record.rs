//! The recorded counts, one per line: a name and a number.

use std::fs;

use crate::Result;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/counts.txt");

/// How far a count of instructions may be from the recorded one, in percent: compilers differ, and so do the string functions
/// chosen for a processor.
const TOLERANCE: u64 = 3;

/// A recorded count.
pub(crate) fn recorded(name: &str) -> Result<Option<u64>> {
    let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    Ok(line.map(|count| count.trim().parse()).transpose()?)
}

/// Rewrites the lines of these counts; every other line stays, such as the instructions where there is no valgrind.
pub(crate) fn record(counts: &[(&str, u64)]) -> Result<()> {
    let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
    let line = |line: &str| match counts.iter().find(|(name, _)| line.split(' ').next() == Some(name)) {
        Some((name, count)) => format!("{name} {count}\n"),
        None => format!("{line}\n"),
    };
    Ok(fs::write(FILE, text.lines().map(line).collect::<String>())?)
}

/// Whether a count agrees with the recorded one: exactly, or for instructions within the tolerance.
pub(crate) fn agrees(name: &str, count: u64, recorded: u64) -> bool {
    if name == "instructions" { count.abs_diff(recorded) * 100 <= recorded * TOLERANCE } else { count == recorded }
}
