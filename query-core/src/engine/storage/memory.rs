//! Files in memory: for a host without a file system, and for databases that must not be changed.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use bytes::Bytes;

use super::{Done, Failure, Mode, Outcome, Read, Storage, StorageFile, Write};

/// Where a SQLite file names its journal mode, and the value that stands for a rollback journal.
const FORMAT_VERSIONS: Range<usize> = 18..20;
const ROLLBACK_JOURNAL: u8 = 1;

/// One database, and what the engine writes beside it.
pub(in crate::engine) struct Memory {
    database: Arc<MemoryFile>,
    beside: Mutex<HashMap<String, Arc<MemoryFile>>>,
}

impl Memory {
    /// The name of the database.
    pub(in crate::engine) const DATABASE: &str = "database";

    pub(in crate::engine) fn new(database: Bytes) -> Self {
        Self { database: Arc::new(MemoryFile::new(database)), beside: Mutex::default() }
    }

    /// The bytes of the database, whose log must be empty. The engine marks a file that it writes to as one with a log:
    /// that is undone, which makes the copy a plain file.
    pub(in crate::engine) fn export(&self) -> Bytes {
        match &*self.database.0.read().unwrap_or_else(PoisonError::into_inner) {
            Content::Shared(bytes) => bytes.clone(),
            Content::Own(bytes) => {
                let mut bytes = bytes.clone();
                if let Some(versions) = bytes.get_mut(FORMAT_VERSIONS) {
                    versions.fill(ROLLBACK_JOURNAL);
                }
                bytes.into()
            }
        }
    }
}

impl Storage for Memory {
    fn open(&self, name: &str, mode: Mode) -> Outcome<Arc<dyn StorageFile>> {
        if name == Self::DATABASE {
            return Ok(self.database.clone());
        }
        let mut beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        match beside.get(name) {
            Some(file) => Ok(file.clone()),
            None if mode == Mode::Create => {
                let file = Arc::new(MemoryFile::new(Bytes::new()));
                beside.insert(name.to_owned(), file.clone());
                Ok(file)
            }
            None => Err(Failure::new(ErrorKind::NotFound, "open")),
        }
    }

    fn remove(&self, name: &str) -> Outcome<()> {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }
}

/// The bytes of one file. Reads and writes complete at once.
struct MemoryFile(RwLock<Content>);

/// A file's bytes, shared with their owner until the first write: many services can read one database.
enum Content {
    Shared(Bytes),
    Own(Vec<u8>),
}

impl Content {
    fn bytes(&self) -> &[u8] {
        match self {
            Content::Shared(bytes) => bytes,
            Content::Own(bytes) => bytes,
        }
    }

    /// The bytes, to be changed: copied where they are shared.
    fn own(&mut self) -> &mut Vec<u8> {
        loop {
            match self {
                Content::Own(bytes) => return bytes,
                Content::Shared(bytes) => *self = Content::Own(std::mem::take(bytes).into()),
            }
        }
    }
}

impl MemoryFile {
    fn new(bytes: Bytes) -> Self {
        Self(RwLock::new(Content::Shared(bytes)))
    }
}

impl StorageFile for MemoryFile {
    fn read(&self, offset: u64, read: Read) -> Outcome<()> {
        let content = self.0.read().unwrap_or_else(PoisonError::into_inner);
        read.complete(usize::try_from(offset).ok().and_then(|start| content.bytes().get(start..)).unwrap_or_default());
        Ok(())
    }

    fn write(&self, offset: u64, write: Write) -> Outcome<()> {
        let mut content = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let bytes = content.own();
        let mut at = whole(offset, "write")?;
        let end = at + write.len();
        if bytes.len() < end {
            bytes.resize(end, 0);
        }
        for piece in write.pieces() {
            bytes[at..at + piece.len()].copy_from_slice(piece);
            at += piece.len();
        }
        drop(content);
        write.complete();
        Ok(())
    }

    fn sync(&self, done: Done) -> Outcome<()> {
        done.complete();
        Ok(())
    }

    fn truncate(&self, size: u64, done: Done) -> Outcome<()> {
        self.0.write().unwrap_or_else(PoisonError::into_inner).own().resize(whole(size, "truncate")?, 0);
        done.complete();
        Ok(())
    }

    fn size(&self) -> Outcome<u64> {
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).bytes().len() as u64)
    }
}

fn whole(number: u64, operation: &'static str) -> Outcome<usize> {
    usize::try_from(number).map_err(|_| Failure::new(ErrorKind::FileTooLarge, operation))
}
