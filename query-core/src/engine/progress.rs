//! Checks a statement's limits while it runs: its steps, its memory, and now and then its time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

use limbo::Connection;

use crate::host::Host;
use crate::limits::{Allowance, Limit};

/// How many steps of the engine's virtual machine lie between two checks. One step makes at most one value, about twice as
/// large as its arguments, so fewer steps mean less memory before a check notices. A scan takes 5 % more instructions than with a
/// check every 256 steps; every 64 it would be 1 %, every 4 it would be 20 %. A lookup by key is over before the first check.
const STEPS: u64 = 16;

/// How many checks lie between two checks of the clock, which costs more than the others: 256 steps.
const LOOKS: u64 = 16;

/// What a statement on one connection may still use: shared with the engine's progress handler.
pub(super) struct Progress {
    looks: AtomicU64,
    /// How many checks there may be.
    most_looks: AtomicU64,
    /// In nanoseconds of the host's monotonic time.
    deadline: AtomicU64,
    /// In bytes, of all the memory that the host has in use.
    memory: AtomicU64,
    /// The limit that stopped the statement, by [`Limit::ALL`], counted from 1.
    reached: AtomicU8,
}

impl Progress {
    /// Checks whatever runs on this connection from now on.
    pub(super) fn over(connection: &Connection, host: Arc<dyn Host>) -> Arc<Self> {
        let watch = Arc::new(Self {
            looks: 0.into(),
            most_looks: u64::MAX.into(),
            deadline: u64::MAX.into(),
            memory: u64::MAX.into(),
            reached: 0.into(),
        });
        let looking = watch.clone();
        connection.set_progress_handler(STEPS, Some(Box::new(move || looking.look(&*host))));
        watch
    }

    /// A statement begins, and may use this.
    pub(super) fn begin(&self, allowance: &Allowance) {
        self.looks.store(0, Relaxed);
        self.most_looks.store(allowance.vm_steps.map_or(u64::MAX, |steps| steps.div_ceil(STEPS)), Relaxed);
        self.deadline.store(u64::try_from(allowance.deadline.as_nanos()).unwrap_or(u64::MAX), Relaxed);
        self.memory.store(allowance.memory.unwrap_or(u64::MAX), Relaxed);
        self.reached.store(0, Relaxed);
    }

    /// The statement is over. Whatever ends its transaction has no limits, and [`Progress::reached`] says what it did.
    pub(super) fn rest(&self) {
        for limit in [&self.most_looks, &self.deadline, &self.memory] {
            limit.store(u64::MAX, Relaxed);
        }
    }

    /// The limit that stopped the last statement.
    pub(super) fn reached(&self) -> Option<Limit> {
        usize::from(self.reached.load(Relaxed)).checked_sub(1).and_then(|at| Limit::ALL.get(at)).copied()
    }

    /// Whether the statement has to stop.
    fn look(&self, host: &dyn Host) -> bool {
        let looks = self.looks.load(Relaxed) + 1;
        self.looks.store(looks, Relaxed);
        let memory = self.memory.load(Relaxed);
        let limit = if memory < u64::MAX && host.memory().is_some_and(|used| used > memory) {
            Limit::Memory
        } else if looks >= self.most_looks.load(Relaxed) {
            Limit::Steps
        } else if looks.is_multiple_of(LOOKS) && host.monotonic().as_nanos() >= self.deadline.load(Relaxed).into() {
            Limit::Time
        } else {
            return false;
        };
        self.reached.store(limit as u8 + 1, Relaxed);
        true
    }
}
