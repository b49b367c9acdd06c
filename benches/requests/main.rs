//! Requests in process, as criterion measures them: `warm`, `cold`, the `floor` beneath them, and the `hops` between.
//!
//! `cargo bench -p benches --bench requests` measures and prints the ratios; a name such as `warm` or `floor/rusqlite` after
//! `--` chooses; `--test` checks the answers alone; `--summary` prints the ratios of what was measured before, and beside them
//! those of WebAssembly. `--delete-databases` deletes the large files that `cold` has made.
#![expect(clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "a bench prints, and ends where it must")]

mod bare;
mod cold;
mod floor;
mod hops;
mod summary;
mod warm;

use std::time::Duration;

use benches::Query;
use criterion::Criterion;

fn main() {
    let has = |flag: &str| std::env::args().any(|argument| argument == flag);
    if has("--delete-databases") {
        return cold::delete_databases();
    }
    let queries = Query::all().unwrap();
    if has("--summary") {
        return summary::print(&queries);
    }
    let mut criterion = Criterion::default()
        .output_directory(&benches::target_dir().join("criterion"))
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(60)
        .configure_from_args();
    warm::bench(&mut criterion, &queries);
    floor::bench(&mut criterion, &queries);
    hops::bench(&mut criterion, &queries);
    cold::bench(&mut criterion, &queries[0]);
    criterion.final_summary();
    if !has("--test") {
        summary::print(&queries);
    }
}
