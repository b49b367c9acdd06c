//! The counts that are checked in, one a line: a name, a number.

use std::fs;

use crate::Result;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/counts.txt");

/// Another compiler, another processor's string functions: so much of a count of instructions is not ours, in percent.
const TOLERANCE: u64 = 3;

/// A count as it was recorded.
pub(crate) fn recorded(name: &str) -> Result<Option<u64>> {
    let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    Ok(line.map(|count| count.trim().parse()).transpose()?)
}

/// Writes the counts; one that is not given stays as it is.
pub(crate) fn record(counts: &[(&str, u64)]) -> Result<()> {
    let mut text = String::from(
        "# One warm lookup by primary key, event JSON to response JSON. `cargo bench -p benches --bench counts` compares,\n\
         # `cargo bench -p benches --bench counts -- --bless` rewrites.\n",
    );
    for (name, count) in counts {
        text += &format!("{name} {count}\n");
    }
    Ok(fs::write(FILE, text)?)
}

/// Whether a count is the recorded one: to the last of allocations, nearly of instructions.
pub(crate) fn agrees(name: &str, count: u64, recorded: u64) -> bool {
    if name == "instructions" { count.abs_diff(recorded) * 100 <= recorded * TOLERANCE } else { count == recorded }
}
