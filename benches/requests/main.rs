//! Requests in one process, measured by criterion: `warm`, `cold`, the `floor` beneath them, and the `hops` between.
//!
//! `cargo bench -p benches --bench requests` measures; a name after `--`, such as `warm` or `floor/sqlite`, selects; `--test`
//! only checks the answers; `--delete-databases` deletes the large files that `cold` makes. `cargo xtask bench --only criterion
//! --only report` derives the hops, shares and ratios.
#![expect(clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "a bench prints, and ends where it must")]

mod bare;
mod cold;
mod floor;
mod hops;
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
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(60)
        .configure_from_args();
    warm::bench(&mut criterion, &queries);
    floor::bench(&mut criterion, &queries);
    hops::bench(&mut criterion, &queries);
    cold::bench(&mut criterion, &queries[0]);
    criterion.final_summary();
}
