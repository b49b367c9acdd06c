//! With the feature `bench`: the parts, one after another.

mod counts;
mod criterion;
mod engines;
mod figure;
mod http;
mod machine;
mod peers;
mod plot;
mod process;
mod query;
mod report;
mod servers;
mod stats;
mod store;
mod wasm;

use std::time::Instant;

use anyhow::{Context, Result};

use super::Part;

/// Runs the parts, and says how far it is and how to run one again that failed.
pub(super) fn run(parts: &[Part], quick: bool) -> Result<()> {
    for (at, part) in parts.iter().enumerate() {
        let name = part.name();
        println!("\n== {} of {}: {name}: {} ==", at + 1, parts.len(), part.does());
        let start = Instant::now();
        measure(*part, quick).with_context(|| {
            format!("part `{name}` failed (to run just this part: cargo xtask bench --only {name})")
        })?;
        println!("{name}: done after {:.0} s", start.elapsed().as_secs_f64());
    }
    Ok(())
}

fn measure(part: Part, quick: bool) -> Result<()> {
    match part {
        Part::Peers => peers::install(),
        Part::Criterion => criterion::measure(quick),
        Part::Wasm => wasm::measure(quick),
        Part::Counts => counts::measure(quick),
        Part::Process => process::measure(quick),
        Part::Servers => servers::measure(quick),
        Part::Engines => engines::measure(quick),
        Part::Report => report::write(),
    }
}
