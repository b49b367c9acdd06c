//! What a host with an operating system gives: its clock, its randomness, and the writable copy of a deployed file.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use query_core::{Clock, FixedClock};

/// The machine's own time and randomness.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
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
}

/// How large a stack the engine gets: it compiles SQL by recursion.
pub(crate) const STACK_BYTES: usize = 64 * 1024 * 1024;

/// The clock of a replay: the event's own time of day and fixed randomness, while the time limit runs on real time.
#[derive(Debug)]
pub struct ReplayClock {
    event: FixedClock,
    machine: SystemClock,
}

impl ReplayClock {
    /// A clock that stands at an event's time, in milliseconds since the Unix epoch.
    pub fn at(event_ms: u64) -> Self {
        Self { event: FixedClock::new(event_ms), machine: SystemClock::default() }
    }
}

impl Clock for ReplayClock {
    fn now(&self) -> Duration {
        self.event.now()
    }

    fn monotonic(&self) -> Duration {
        self.machine.monotonic()
    }

    fn random(&self) -> u64 {
        self.event.random()
    }
}
