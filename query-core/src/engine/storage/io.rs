//! The engine's way to a storage; its clock and its random numbers are the host's.

use std::sync::Arc;

use limbo::io::{FileId, FileSyncType};
use limbo::{Buffer, Completion, File, MonotonicInstant, OpenFlags, Result, WallClockInstant};

use super::{Done, Mode, Read, Storage, StorageFile, Write};
use crate::host::Host;

/// A storage as the engine's `IO`.
pub(in crate::engine) struct StorageIo {
    storage: Arc<dyn Storage>,
    host: Arc<dyn Host>,
}

impl StorageIo {
    pub(in crate::engine) fn new(storage: Arc<dyn Storage>, host: Arc<dyn Host>) -> Self {
        Self { storage, host }
    }
}

impl limbo::Clock for StorageIo {
    fn current_time_monotonic(&self) -> MonotonicInstant {
        MonotonicInstant::from_nanos(self.host.monotonic().as_nanos())
    }

    fn current_time_wall_clock(&self) -> WallClockInstant {
        let now = self.host.now();
        WallClockInstant { secs: i64::try_from(now.as_secs()).unwrap_or(i64::MAX), micros: now.subsec_micros() }
    }
}

impl limbo::IO for StorageIo {
    fn open_file(&self, path: &str, flags: OpenFlags, _direct: bool) -> Result<Arc<dyn File>> {
        let mode = if flags.contains(OpenFlags::Create) {
            Mode::Create
        } else if flags.contains(OpenFlags::ReadOnly) {
            Mode::Read
        } else {
            Mode::Write
        };
        Ok(Arc::new(EngineFile(self.storage.open(path, mode)?)))
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        Ok(self.storage.remove(path)?)
    }

    fn step(&self) -> Result<()> {
        Ok(self.storage.progress()?)
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
        Ok(FileId::from_path_hash(path))
    }
}

/// A storage's file as the engine's.
struct EngineFile(Arc<dyn StorageFile>);

impl File for EngineFile {
    fn lock_file(&self, exclusive: bool) -> Result<()> {
        Ok(self.0.lock(exclusive)?)
    }

    fn unlock_file(&self) -> Result<()> {
        Ok(self.0.unlock()?)
    }

    fn pread(&self, offset: u64, completion: Completion) -> Result<Completion> {
        self.0.read(offset, Read(completion.clone()))?;
        Ok(completion)
    }

    fn pwrite(&self, offset: u64, buffer: Arc<Buffer>, completion: Completion) -> Result<Completion> {
        self.pwritev(offset, vec![buffer], completion)
    }

    fn pwritev(&self, offset: u64, buffers: Vec<Arc<Buffer>>, completion: Completion) -> Result<Completion> {
        self.0.write(offset, Write { buffers, completion: completion.clone() })?;
        Ok(completion)
    }

    fn sync(&self, completion: Completion, _kind: FileSyncType) -> Result<Completion> {
        self.0.sync(Done(completion.clone()))?;
        Ok(completion)
    }

    fn size(&self) -> Result<u64> {
        Ok(self.0.size()?)
    }

    fn truncate(&self, size: u64, completion: Completion) -> Result<Completion> {
        self.0.truncate(size, Done(completion.clone()))?;
        Ok(completion)
    }
}
