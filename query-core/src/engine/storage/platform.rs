//! Files of the platform's file system, through the engine's own access to them.

use std::sync::Arc;

use limbo::io::FileSyncType;
use limbo::{File, IO as _, OpenFlags};

use super::{Done, Failure, Mode, Outcome, Read, Storage, StorageFile, Write};

/// The file system, where there is one.
pub(in crate::engine) struct Platform(limbo::PlatformIO);

impl Platform {
    pub(in crate::engine) fn new() -> limbo::Result<Self> {
        limbo::PlatformIO::new().map(Self)
    }
}

impl Storage for Platform {
    fn open(&self, path: &str, mode: Mode) -> Outcome<Arc<dyn StorageFile>> {
        let flags = match mode {
            Mode::Read => OpenFlags::ReadOnly,
            Mode::Write => OpenFlags::None,
            Mode::Create => OpenFlags::Create,
        };
        Ok(Arc::new(PlatformFile(self.0.open_file(path, flags, true)?)))
    }

    fn remove(&self, path: &str) -> Outcome<()> {
        Ok(self.0.remove_file(path)?)
    }

    fn progress(&self) -> Outcome<()> {
        Ok(self.0.step()?)
    }
}

struct PlatformFile(Arc<dyn File>);

impl StorageFile for PlatformFile {
    fn read(&self, offset: u64, read: Read) -> Outcome<()> {
        self.0.pread(offset, read.0).map(drop).map_err(Failure::from)
    }

    fn write(&self, offset: u64, write: Write) -> Outcome<()> {
        self.0.pwritev(offset, write.buffers, write.completion).map(drop).map_err(Failure::from)
    }

    fn sync(&self, done: Done) -> Outcome<()> {
        self.0.sync(done.0, FileSyncType::Fsync).map(drop).map_err(Failure::from)
    }

    fn truncate(&self, size: u64, done: Done) -> Outcome<()> {
        self.0.truncate(size, done.0).map(drop).map_err(Failure::from)
    }

    fn size(&self) -> Outcome<u64> {
        Ok(self.0.size()?)
    }

    fn lock(&self, exclusive: bool) -> Outcome<()> {
        Ok(self.0.lock_file(exclusive)?)
    }

    fn unlock(&self) -> Outcome<()> {
        Ok(self.0.unlock_file()?)
    }
}
