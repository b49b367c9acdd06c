//! The engine's way to the world: files from the platform or from memory, time and chance from the host.

mod memory;

use std::sync::Arc;

use limbo::io::FileId;
use limbo::{Completion, File, MonotonicInstant, OpenFlags, Result, WallClockInstant};

use crate::host::Host;
pub(super) use memory::MemoryFile;
use memory::MemoryFiles;

/// The name of the one database that is held in memory.
pub(super) const MEMORY_PATH: &str = "database";

/// An `IO` whose clock and random numbers are the host's.
pub(super) struct HostIo {
    files: Arc<dyn limbo::IO>,
    host: Arc<dyn Host>,
}

impl HostIo {
    /// Files of the platform's file system.
    pub(super) fn files(host: Arc<dyn Host>) -> Result<Self> {
        Ok(Self { files: Arc::new(limbo::PlatformIO::new()?), host })
    }

    /// No files but one database, held in memory.
    pub(super) fn memory(database: Arc<MemoryFile>, host: Arc<dyn Host>) -> Self {
        Self { files: Arc::new(MemoryFiles::new(MEMORY_PATH, database, host.clone())), host }
    }
}

/// The clock of an `IO` that has the host's.
macro_rules! host_clock {
    ($type:ty) => {
        impl limbo::Clock for $type {
            fn current_time_monotonic(&self) -> MonotonicInstant {
                MonotonicInstant::from_nanos(self.host.monotonic().as_nanos())
            }

            fn current_time_wall_clock(&self) -> WallClockInstant {
                let now = self.host.now();
                WallClockInstant { secs: i64::try_from(now.as_secs()).unwrap_or(i64::MAX), micros: now.subsec_micros() }
            }
        }
    };
}
use host_clock;
host_clock!(HostIo);

impl limbo::IO for HostIo {
    fn open_file(&self, path: &str, flags: OpenFlags, direct: bool) -> Result<Arc<dyn File>> {
        self.files.open_file(path, flags, direct)
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        self.files.remove_file(path)
    }

    fn step(&self) -> Result<()> {
        self.files.step()
    }

    fn cancel(&self, completions: &[Completion]) -> Result<()> {
        self.files.cancel(completions)
    }

    fn drain_completions(&self, completions: &[Completion]) -> Result<()> {
        self.files.drain_completions(completions)
    }

    fn generate_random_number(&self) -> i64 {
        self.host.random().cast_signed()
    }

    fn fill_bytes(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.host.random().to_le_bytes()[..chunk.len()]);
        }
    }

    fn yield_now(&self) {}

    fn sleep(&self, _: std::time::Duration) {}

    fn file_id(&self, path: &str) -> Result<FileId> {
        self.files.file_id(path)
    }
}
