//! What the host provides: time, randomness, and how much memory is in use.

use core::time::Duration;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What the core must not ask the machine for: the time of day, elapsed time, randomness, and memory use.
///
/// SQL's `now` and `random()` come from here, and so do the limits of time and memory.
pub trait Host: Send + Sync + 'static {
    /// The time since the Unix epoch.
    fn now(&self) -> Duration;
    /// The time since some fixed moment; never runs backwards.
    fn monotonic(&self) -> Duration;
    /// 64 random bits.
    fn random(&self) -> u64;
    /// How many bytes of memory the whole program uses now. Where the host cannot say, requests have no memory limit.
    ///
    /// Called every few steps of the engine, so it must be cheap.
    fn memory(&self) -> Option<u64> {
        None
    }
}

/// A host whose clock stands where it was set, for replay and tests.
///
/// Its random numbers are a fixed sequence that restarts at every [`FixedHost::set`]. Its monotonic time stands still too,
/// unless [`FixedHost::ticking`] advances it at every call: a time limit is then reached after the same number of calls on
/// every machine. [`FixedHost::growing`] does the same for memory; [`FixedHost::counting`] reports the real use.
#[derive(Debug)]
pub struct FixedHost {
    now_ms: AtomicU64,
    looks: AtomicU64,
    draws: AtomicU64,
    tick: Duration,
    memory: Memory,
}

/// What a [`FixedHost`] says of its memory.
#[derive(Debug)]
enum Memory {
    Untold,
    Growing { bytes: u64, looks: AtomicU64 },
    Counted(fn() -> u64),
}

impl FixedHost {
    /// A host whose clock stands at this many milliseconds since the Unix epoch.
    pub fn new(now_ms: u64) -> Self {
        Self { now_ms: now_ms.into(), looks: 0.into(), draws: 0.into(), tick: Duration::ZERO, memory: Memory::Untold }
    }

    /// The same host, its monotonic time going on by `tick` at every look.
    #[must_use]
    pub fn ticking(self, tick: Duration) -> Self {
        Self { tick, ..self }
    }

    /// The same host, with `bytes` more in use at every look at its memory. Without it there is nothing to see.
    #[must_use]
    pub fn growing(self, bytes: u64) -> Self {
        Self { memory: Memory::Growing { bytes, looks: 0.into() }, ..self }
    }

    /// The same host, with the memory that the program's allocator counts.
    #[must_use]
    pub fn counting(self, allocated: fn() -> u64) -> Self {
        Self { memory: Memory::Counted(allocated), ..self }
    }

    /// Sets the time of day, and starts the random sequence, the monotonic time and the memory again.
    pub fn set(&self, now_ms: u64) {
        self.now_ms.store(now_ms, Relaxed);
        self.looks.store(0, Relaxed);
        self.draws.store(0, Relaxed);
        if let Memory::Growing { looks, .. } = &self.memory {
            looks.store(0, Relaxed);
        }
    }
}

impl Host for FixedHost {
    fn now(&self) -> Duration {
        Duration::from_millis(self.now_ms.load(Relaxed))
    }

    fn monotonic(&self) -> Duration {
        let looks = self.looks.fetch_add(1, Relaxed);
        self.tick.saturating_mul(u32::try_from(looks).unwrap_or(u32::MAX))
    }

    /// SplitMix64: the published mixing function over a counter.
    fn random(&self) -> u64 {
        let draws = self.draws.fetch_add(1, Relaxed) + 1;
        let mut z = draws.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn memory(&self) -> Option<u64> {
        match &self.memory {
            Memory::Untold => None,
            Memory::Growing { bytes, looks } => Some(looks.fetch_add(1, Relaxed).saturating_mul(*bytes)),
            Memory::Counted(allocated) => Some(allocated()),
        }
    }
}
