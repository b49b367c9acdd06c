//! The engine's way to the world: files from the platform or from memory, time and chance from the host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use limbo::io::{FileId, FileSyncType};
use limbo::{
    Buffer, Completion, CompletionError, File, LimboError, MonotonicInstant, OpenFlags, Result, WallClockInstant,
};

use crate::clock::Clock;

/// The name of the one database that is held in memory.
pub(super) const MEMORY_PATH: &str = "database";

/// An `IO` whose clock and random numbers are the host's.
pub(super) struct HostIo {
    files: Arc<dyn limbo::IO>,
    clock: Arc<dyn Clock>,
}

impl HostIo {
    /// Files of the platform's file system.
    pub(super) fn files(clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self { files: Arc::new(limbo::PlatformIO::new()?), clock })
    }

    /// No files but the bytes of one database.
    pub(super) fn memory(bytes: Vec<u8>, clock: Arc<dyn Clock>) -> Self {
        let file = Arc::new(MemoryFile(RwLock::new(bytes)));
        let files = HashMap::from([(MEMORY_PATH.to_owned(), file)]);
        Self { files: Arc::new(MemoryFiles { files: Mutex::new(files), clock: clock.clone() }), clock }
    }
}

/// The clock of an `IO` that has the host's.
macro_rules! host_clock {
    ($type:ty) => {
        impl limbo::Clock for $type {
            fn current_time_monotonic(&self) -> MonotonicInstant {
                MonotonicInstant::from_nanos(self.clock.monotonic().as_nanos())
            }

            fn current_time_wall_clock(&self) -> WallClockInstant {
                let now = self.clock.now();
                WallClockInstant { secs: i64::try_from(now.as_secs()).unwrap_or(i64::MAX), micros: now.subsec_micros() }
            }
        }
    };
}
host_clock!(HostIo);
host_clock!(MemoryFiles);

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
        self.clock.random().cast_signed()
    }

    fn fill_bytes(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.clock.random().to_le_bytes()[..chunk.len()]);
        }
    }

    fn yield_now(&self) {}

    fn sleep(&self, _: std::time::Duration) {}

    fn file_id(&self, path: &str) -> Result<FileId> {
        self.files.file_id(path)
    }
}

/// Files held in memory: one database, and what the engine writes beside it.
struct MemoryFiles {
    files: Mutex<HashMap<String, Arc<MemoryFile>>>,
    clock: Arc<dyn Clock>,
}

impl limbo::IO for MemoryFiles {
    fn open_file(&self, path: &str, flags: OpenFlags, _direct: bool) -> Result<Arc<dyn File>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = files.get(path) {
            return Ok(file.clone());
        }
        if !flags.contains(OpenFlags::Create) {
            return Err(CompletionError::IOError(std::io::ErrorKind::NotFound, "open").into());
        }
        let file = Arc::new(MemoryFile(RwLock::default()));
        files.insert(path.to_owned(), file.clone());
        Ok(file)
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
        Ok(())
    }

    fn file_id(&self, path: &str) -> Result<FileId> {
        Ok(FileId::from_path_hash(path))
    }
}

/// The bytes of one file. Reads and writes are done when they return.
struct MemoryFile(RwLock<Vec<u8>>);

impl MemoryFile {
    fn write(&self, start: u64, buffers: &[Arc<Buffer>]) -> Result<i32> {
        let mut file = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let start = usize::try_from(start).map_err(|_| LimboError::TooBig)?;
        let mut end = start;
        for buffer in buffers {
            let from = end;
            end += buffer.len();
            if file.len() < end {
                file.resize(end, 0);
            }
            file[from..end].copy_from_slice(buffer.as_slice());
        }
        i32::try_from(end - start).map_err(|_| LimboError::TooBig)
    }
}

impl File for MemoryFile {
    fn lock_file(&self, _exclusive: bool) -> Result<()> {
        Ok(())
    }

    fn unlock_file(&self) -> Result<()> {
        Ok(())
    }

    fn pread(&self, start: u64, completion: Completion) -> Result<Completion> {
        let read = {
            let file = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let rest = usize::try_from(start).ok().and_then(|start| file.get(start..)).unwrap_or_default();
            let buffer = completion.as_read().buf().as_mut_slice();
            let length = rest.len().min(buffer.len());
            buffer[..length].copy_from_slice(&rest[..length]);
            length
        };
        completion.complete(i32::try_from(read).map_err(|_| LimboError::TooBig)?);
        Ok(completion)
    }

    fn pwrite(&self, start: u64, buffer: Arc<Buffer>, completion: Completion) -> Result<Completion> {
        completion.complete(self.write(start, &[buffer])?);
        Ok(completion)
    }

    fn pwritev(&self, start: u64, buffers: Vec<Arc<Buffer>>, completion: Completion) -> Result<Completion> {
        completion.complete(self.write(start, &buffers)?);
        Ok(completion)
    }

    fn sync(&self, completion: Completion, _kind: FileSyncType) -> Result<Completion> {
        completion.complete(0);
        Ok(completion)
    }

    fn size(&self) -> Result<u64> {
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).len() as u64)
    }

    fn truncate(&self, length: u64, completion: Completion) -> Result<Completion> {
        let length = usize::try_from(length).map_err(|_| LimboError::TooBig)?;
        self.0.write().unwrap_or_else(PoisonError::into_inner).resize(length, 0);
        completion.complete(0);
        Ok(completion)
    }
}
