//! Allocations, counted by the allocator, which this module installs for the whole binary.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use crate::lookup::{Lookup, Part};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often each part runs: a total that this does not divide shows that runs differ.
const TIMES: usize = 64;

/// What one run asks of the allocator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allocations {
    pub(crate) allocations: usize,
    pub(crate) reallocations: usize,
    pub(crate) bytes: usize,
}

/// Counts the allocations of each part of a warm lookup; the whole comes last.
///
/// # Panics
/// Runs of one part differ.
pub(crate) fn of_a_lookup() -> [(Part, Allocations); 4] {
    let lookup = Lookup::open();
    Part::ALL.map(|part| {
        let runs = lookup.prepared(part, TIMES);
        let region = Region::new(ALLOCATOR);
        runs.for_each(|run| run());
        let change = region.change();
        let per_run = |total: usize| {
            assert!(total.is_multiple_of(TIMES), "{part:?}: {total} in {TIMES} runs, which differ");
            total / TIMES
        };
        let allocations = Allocations {
            allocations: per_run(change.allocations),
            reallocations: per_run(change.reallocations),
            bytes: per_run(change.bytes_allocated),
        };
        (part, allocations)
    })
}
