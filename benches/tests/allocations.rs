//! A warm lookup makes as many allocations as `counts.txt` records.
#![allow(clippy::unwrap_used, dead_code, reason = "a test may panic; it uses only a part of the bench")]

#[path = "../counts/allocations.rs"]
mod allocations;
#[path = "../counts/lookup.rs"]
mod lookup;
#[path = "../counts/record.rs"]
mod record;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// There is no test harness, because the allocations of its threads would be counted too.
fn main() {
    let [.., (_, whole)] = allocations::of_a_lookup();
    let recorded = |name| record::recorded(name).unwrap().unwrap();
    let counted = [whole.allocations, whole.reallocations, whole.bytes].map(|count| count as u64);
    assert_eq!(counted, ["allocations", "reallocations", "bytes"].map(recorded));
}
