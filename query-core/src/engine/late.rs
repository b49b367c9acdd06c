//! An `IO` whose reads are done later: what a database that comes over a network will be like.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use limbo::io::FileSyncType;
use limbo::{Buffer, Completion, File, MonotonicInstant, OpenFlags, Result, WallClockInstant};

use super::source::Opened;
use super::{Engine, io, source};
use crate::clock::Clock;
use crate::config::{Access, Config};

/// Reads that were asked for and are not done.
#[derive(Default)]
pub(crate) struct Queue {
    late: AtomicBool,
    reads: Mutex<Vec<Read>>,
}

struct Read {
    file: Arc<dyn File>,
    start: u64,
    completion: Completion,
}

/// An engine on these bytes whose reads wait, from now on, for a turn of `IO::step` each.
pub(crate) fn engine(bytes: Bytes, config: &Config, clock: Arc<dyn Clock>) -> Engine {
    let queue = Arc::<Queue>::default();
    let file = Arc::new(io::MemoryFile::new(bytes));
    let io = LateIo { inner: Arc::new(io::HostIo::memory(file, clock.clone())), queue: queue.clone() };
    let io: Arc<dyn limbo::IO> = Arc::new(io);
    let database = source::open_on(&io, io::MEMORY_PATH, config.access == Access::Write).unwrap();
    let engine = Engine::with(Opened { database, io, memory: None }, config, clock).unwrap();
    queue.late.store(true, Relaxed);
    engine
}

struct LateIo {
    inner: Arc<dyn limbo::IO>,
    queue: Arc<Queue>,
}

impl limbo::Clock for LateIo {
    fn current_time_monotonic(&self) -> MonotonicInstant {
        self.inner.current_time_monotonic()
    }

    fn current_time_wall_clock(&self) -> WallClockInstant {
        self.inner.current_time_wall_clock()
    }
}

impl limbo::IO for LateIo {
    fn open_file(&self, path: &str, flags: OpenFlags, direct: bool) -> Result<Arc<dyn File>> {
        let inner = self.inner.open_file(path, flags, direct)?;
        Ok(Arc::new(LateFile { inner, queue: self.queue.clone() }))
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        self.inner.remove_file(path)
    }

    fn step(&self) -> Result<()> {
        let next = self.queue.reads.lock().unwrap().pop();
        if let Some(Read { file, start, completion }) = next {
            let _done = file.pread(start, completion)?;
        }
        Ok(())
    }

    fn file_id(&self, path: &str) -> Result<limbo::io::FileId> {
        self.inner.file_id(path)
    }
}

struct LateFile {
    inner: Arc<dyn File>,
    queue: Arc<Queue>,
}

impl File for LateFile {
    fn lock_file(&self, exclusive: bool) -> Result<()> {
        self.inner.lock_file(exclusive)
    }

    fn unlock_file(&self) -> Result<()> {
        self.inner.unlock_file()
    }

    fn pread(&self, start: u64, completion: Completion) -> Result<Completion> {
        if !self.queue.late.load(Relaxed) {
            return self.inner.pread(start, completion);
        }
        self.queue.reads.lock().unwrap().push(Read { file: self.inner.clone(), start, completion: completion.clone() });
        Ok(completion)
    }

    fn pwrite(&self, start: u64, buffer: Arc<Buffer>, completion: Completion) -> Result<Completion> {
        self.inner.pwrite(start, buffer, completion)
    }

    fn sync(&self, completion: Completion, kind: FileSyncType) -> Result<Completion> {
        self.inner.sync(completion, kind)
    }

    fn size(&self) -> Result<u64> {
        self.inner.size()
    }

    fn truncate(&self, length: u64, completion: Completion) -> Result<Completion> {
        self.inner.truncate(length, completion)
    }
}
