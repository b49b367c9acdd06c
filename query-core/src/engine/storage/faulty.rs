//! A storage with faults: its reads and writes complete later, as over a network, or its disk is full.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use super::{Done, Failure, Mode, Outcome, Read, Storage, StorageFile, Write};

/// Another storage behind faults that a test switches on and off.
pub(crate) struct Faulty {
    inner: Arc<dyn Storage>,
    faults: Arc<Faults>,
}

/// The faults, and the operations that have not completed.
#[derive(Default)]
pub(crate) struct Faults {
    late: AtomicBool,
    full: AtomicBool,
    pending: Mutex<VecDeque<Pending>>,
    completed: AtomicUsize,
}

type Pending = Box<dyn FnOnce() -> Outcome<()> + Send>;

impl Faulty {
    pub(crate) fn new(inner: Arc<dyn Storage>) -> (Self, Arc<Faults>) {
        let faults = Arc::<Faults>::default();
        (Self { inner, faults: faults.clone() }, faults)
    }
}

impl Faults {
    /// From now on every read, write, sync and truncation waits for a call of [`Storage::progress`] of its own.
    pub(crate) fn late(&self) {
        self.late.store(true, Relaxed);
    }

    /// The disk is full, or has room again.
    pub(crate) fn full(&self, full: bool) {
        self.full.store(full, Relaxed);
    }

    /// How many operations completed late.
    pub(crate) fn completed(&self) -> usize {
        self.completed.load(Relaxed)
    }

    fn room(&self) -> Outcome<()> {
        match self.full.load(Relaxed) {
            true => Err(Failure::new(ErrorKind::StorageFull, "write")),
            false => Ok(()),
        }
    }

    fn run(&self, operation: impl FnOnce() -> Outcome<()> + Send + 'static) -> Outcome<()> {
        if !self.late.load(Relaxed) {
            return operation();
        }
        self.pending.lock().unwrap().push_back(Box::new(operation));
        Ok(())
    }
}

impl Storage for Faulty {
    fn open(&self, name: &str, mode: Mode) -> Outcome<Arc<dyn StorageFile>> {
        Ok(Arc::new(FaultyFile { inner: self.inner.open(name, mode)?, faults: self.faults.clone() }))
    }

    fn remove(&self, name: &str) -> Outcome<()> {
        self.inner.remove(name)
    }

    fn progress(&self) -> Outcome<()> {
        let next = self.faults.pending.lock().unwrap().pop_front();
        let Some(operation) = next else { return Ok(()) };
        self.faults.completed.fetch_add(1, Relaxed);
        operation()
    }
}

struct FaultyFile {
    inner: Arc<dyn StorageFile>,
    faults: Arc<Faults>,
}

impl StorageFile for FaultyFile {
    fn read(&self, offset: u64, read: Read) -> Outcome<()> {
        let inner = self.inner.clone();
        self.faults.run(move || inner.read(offset, read))
    }

    fn write(&self, offset: u64, write: Write) -> Outcome<()> {
        self.faults.room()?;
        let inner = self.inner.clone();
        self.faults.run(move || inner.write(offset, write))
    }

    fn sync(&self, done: Done) -> Outcome<()> {
        let inner = self.inner.clone();
        self.faults.run(move || inner.sync(done))
    }

    fn truncate(&self, size: u64, done: Done) -> Outcome<()> {
        let inner = self.inner.clone();
        self.faults.run(move || inner.truncate(size, done))
    }

    fn size(&self) -> Outcome<u64> {
        self.inner.size()
    }
}
