//! A host with an operating system: its clocks, randomness, memory count and stack size.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use query_core::Host;

use crate::heap::Heap;

/// The machine's time and randomness.
#[derive(Debug)]
pub struct SystemHost {
    started: Instant,
    heap: Option<&'static Heap>,
}

impl Default for SystemHost {
    fn default() -> Self {
        Self { started: Instant::now(), heap: None }
    }
}

impl SystemHost {
    /// A host that also reports memory use, as counted by the program's allocator.
    pub fn counting(heap: &'static Heap) -> Self {
        Self { heap: Some(heap), ..Self::default() }
    }
}

impl Host for SystemHost {
    fn now(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    fn random(&self) -> u64 {
        // Fall back to the clock: SQL's random() is not meant to be unpredictable.
        getrandom::u64().unwrap_or_else(|_| self.started.elapsed().as_nanos() as u64)
    }

    fn memory(&self) -> Option<u64> {
        Some(self.heap?.allocated() as u64)
    }
}

/// The stack for threads that run the engine, which compiles SQL recursively.
pub(crate) const STACK_BYTES: usize = 64 * 1024 * 1024;
