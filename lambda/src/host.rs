//! What a host with an operating system gives: its clock, its randomness, its memory, its stack.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use query_core::Host;

use crate::heap::Heap;

/// The machine's own time and randomness.
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
    /// A host that can tell how much memory is in use: the program's allocator counts it.
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
        // Without the system's randomness there is still the time's: SQL's random() promises no secrets.
        getrandom::u64().unwrap_or_else(|_| self.started.elapsed().as_nanos() as u64)
    }

    fn memory(&self) -> Option<u64> {
        Some(self.heap?.allocated() as u64)
    }
}

/// How large a stack the engine gets: it compiles SQL by recursion.
pub(crate) const STACK_BYTES: usize = 64 * 1024 * 1024;
