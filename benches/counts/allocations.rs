//! Allocations, counted by the allocator. A binary that has this module has its allocator.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use crate::lookup::Lookup;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often each part runs: a count that is not the same every time does not divide.
const TIMES: usize = 64;

/// What one run takes of the allocator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allocations {
    pub(crate) allocations: usize,
    pub(crate) reallocations: usize,
    pub(crate) bytes: usize,
}

/// The parts of a warm lookup, and what each takes; the whole comes last.
pub(crate) fn of_a_lookup() -> [(&'static str, Allocations); 4] {
    let lookup = Lookup::open();
    let request = lookup.translate_event();
    let mut responses: Vec<_> = (0..TIMES).map(|_| lookup.service(&request)).collect();
    [
        ("event to request", count(|| drop(lookup.translate_event()))),
        ("request to response", count(|| drop(lookup.service(&request)))),
        ("response to event", count(|| drop(responses.pop().map(|response| lookup.translate_response(response))))),
        ("whole", count(|| lookup.whole())),
    ]
}

/// # Panics
/// The runs differ.
fn count(mut run: impl FnMut()) -> Allocations {
    let region = Region::new(ALLOCATOR);
    for _ in 0..TIMES {
        run();
    }
    let change = region.change();
    let per_run = |total: usize| {
        assert!(total.is_multiple_of(TIMES), "{total} in {TIMES} runs: they differ");
        total / TIMES
    };
    Allocations {
        allocations: per_run(change.allocations),
        reallocations: per_run(change.reallocations),
        bytes: per_run(change.bytes_allocated),
    }
}
