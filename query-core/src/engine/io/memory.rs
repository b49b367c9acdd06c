//! Files in memory: for a host without a file system, and for a database that is to be left as it is.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use bytes::Bytes;
use limbo::io::{FileId, FileSyncType};
use limbo::{
    Buffer, Completion, CompletionError, File, LimboError, MonotonicInstant, OpenFlags, Result, WallClockInstant,
};

use super::host_clock;
use crate::host::Host;

/// Where a SQLite file says by which kind of journal it is written and read, and what it says where that is no log.
const FORMAT_VERSIONS: Range<usize> = 18..20;
const ROLLBACK_JOURNAL: u8 = 1;

/// One database, and what the engine writes beside it.
pub(super) struct MemoryFiles {
    files: Mutex<HashMap<String, Arc<MemoryFile>>>,
    host: Arc<dyn Host>,
}

impl MemoryFiles {
    pub(super) fn new(path: &str, database: Arc<MemoryFile>, host: Arc<dyn Host>) -> Self {
        Self { files: Mutex::new(HashMap::from([(path.to_owned(), database)])), host }
    }
}

host_clock!(MemoryFiles);

impl limbo::IO for MemoryFiles {
    fn open_file(&self, path: &str, flags: OpenFlags, _direct: bool) -> Result<Arc<dyn File>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = files.get(path) {
            return Ok(file.clone());
        }
        if !flags.contains(OpenFlags::Create) {
            return Err(CompletionError::IOError(std::io::ErrorKind::NotFound, "open").into());
        }
        let file = Arc::new(MemoryFile::new(Bytes::new()));
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
pub(in crate::engine) struct MemoryFile(RwLock<Content>);

/// What is in a file. It is shared with whoever gave it until the first write, so that many may read one database.
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
    pub(in crate::engine) fn new(bytes: Bytes) -> Self {
        Self(RwLock::new(Content::Shared(bytes)))
    }

    /// What is in a database file whose log is empty. The engine marks what it writes to as a file with a log: that is
    /// taken back, so that the copy is a plain file.
    pub(in crate::engine) fn export(&self) -> Bytes {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
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

    fn write(&self, start: u64, buffers: &[Arc<Buffer>]) -> Result<i32> {
        let mut content = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let bytes = content.own();
        let start = usize::try_from(start).map_err(|_| LimboError::TooBig)?;
        let mut end = start;
        for buffer in buffers {
            let from = end;
            end += buffer.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[from..end].copy_from_slice(buffer.as_slice());
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
            let content = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let rest = usize::try_from(start).ok().and_then(|start| content.bytes().get(start..)).unwrap_or_default();
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
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).bytes().len() as u64)
    }

    fn truncate(&self, length: u64, completion: Completion) -> Result<Completion> {
        let length = usize::try_from(length).map_err(|_| LimboError::TooBig)?;
        self.0.write().unwrap_or_else(PoisonError::into_inner).own().resize(length, 0);
        completion.complete(0);
        Ok(completion)
    }
}
