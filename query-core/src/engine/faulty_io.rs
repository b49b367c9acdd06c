//! An `IO` with the troubles of the world: its reads are done later, as over a network, or its disk is full.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use limbo::io::FileSyncType;
use limbo::{Buffer, Completion, CompletionError, File, MonotonicInstant, OpenFlags, Result, WallClockInstant};

use super::builtins::Builtins;
use super::masked::View;
use super::source::{Opened, Options};
use super::{Engine, io, source};
use crate::config::Config;
use crate::host::Host;

/// What is wrong, and the reads that were asked for and are not done.
#[derive(Default)]
pub(crate) struct Faults {
    late: AtomicBool,
    full: AtomicBool,
    reads: Mutex<Vec<Read>>,
}

impl Faults {
    /// Reads wait, from now on, for a turn of `IO::step` each.
    pub(crate) fn late(&self) {
        self.late.store(true, Relaxed);
    }

    /// There is no room for a write, or there is again.
    pub(crate) fn full(&self, full: bool) {
        self.full.store(full, Relaxed);
    }

    fn room(&self) -> Result<()> {
        match self.full.load(Relaxed) {
            true => Err(CompletionError::IOError(ErrorKind::StorageFull, "pwrite").into()),
            false => Ok(()),
        }
    }
}

struct Read {
    file: Arc<dyn File>,
    start: u64,
    completion: Completion,
}

/// An engine on these bytes, and the hand on its troubles; there are none yet.
pub(crate) fn engine(bytes: Bytes, config: &Config, host: Arc<dyn Host>) -> (Engine, Arc<Faults>) {
    let faults = Arc::<Faults>::default();
    let file = Arc::new(io::MemoryFile::new(bytes));
    let io = FaultyIo { inner: Arc::new(io::HostIo::memory(file, host.clone())), faults: faults.clone() };
    let io: Arc<dyn limbo::IO> = Arc::new(io);
    let (options, view) = (Options::of(config, Builtins::Eager), View::default());
    let database = source::open_with(&io, io::MEMORY_PATH, options, &view).unwrap();
    (Engine::with(Opened { database, io, memory: None, view, left_out: None }, config, host).unwrap(), faults)
}

struct FaultyIo {
    inner: Arc<dyn limbo::IO>,
    faults: Arc<Faults>,
}

impl limbo::Clock for FaultyIo {
    fn current_time_monotonic(&self) -> MonotonicInstant {
        self.inner.current_time_monotonic()
    }

    fn current_time_wall_clock(&self) -> WallClockInstant {
        self.inner.current_time_wall_clock()
    }
}

impl limbo::IO for FaultyIo {
    fn open_file(&self, path: &str, flags: OpenFlags, direct: bool) -> Result<Arc<dyn File>> {
        let inner = self.inner.open_file(path, flags, direct)?;
        Ok(Arc::new(FaultyFile { inner, faults: self.faults.clone() }))
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        self.inner.remove_file(path)
    }

    fn step(&self) -> Result<()> {
        let next = self.faults.reads.lock().unwrap().pop();
        if let Some(Read { file, start, completion }) = next {
            let _done = file.pread(start, completion)?;
        }
        Ok(())
    }

    fn file_id(&self, path: &str) -> Result<limbo::io::FileId> {
        self.inner.file_id(path)
    }
}

struct FaultyFile {
    inner: Arc<dyn File>,
    faults: Arc<Faults>,
}

impl File for FaultyFile {
    fn lock_file(&self, exclusive: bool) -> Result<()> {
        self.inner.lock_file(exclusive)
    }

    fn unlock_file(&self) -> Result<()> {
        self.inner.unlock_file()
    }

    fn pread(&self, start: u64, completion: Completion) -> Result<Completion> {
        if !self.faults.late.load(Relaxed) {
            return self.inner.pread(start, completion);
        }
        self.faults.reads.lock().unwrap().push(Read {
            file: self.inner.clone(),
            start,
            completion: completion.clone(),
        });
        Ok(completion)
    }

    fn pwrite(&self, start: u64, buffer: Arc<Buffer>, completion: Completion) -> Result<Completion> {
        self.faults.room()?;
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
