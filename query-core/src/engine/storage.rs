//! Where the bytes of a database are. A storage deals in files, offsets and bytes; the engine stays hidden behind handles.

#[cfg(test)]
pub(crate) mod faulty;
pub(super) mod io;
pub(super) mod memory;
pub(super) mod platform;

use std::io::ErrorKind;
use std::sync::Arc;

use limbo::{Buffer, Completion, CompletionError};

/// The result of asking a storage for something.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// A database and the log beside it.
///
/// Every read and write gets a handle, which it may complete at once, later in [`Storage::progress`], or from elsewhere.
/// Completing it wakes the request that waits.
pub(crate) trait Storage: Send + Sync + 'static {
    /// Opens a file by its name. Unless `create`, a file that does not exist is an error.
    fn open(&self, name: &str, mode: Mode) -> Outcome<Arc<dyn StorageFile>>;

    /// Removes a file by its name, if it exists.
    fn remove(&self, name: &str) -> Outcome<()>;

    /// Completes reads and writes that are under way. Never blocks.
    fn progress(&self) -> Outcome<()> {
        Ok(())
    }
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
    /// To be written to, and made if it does not exist.
    Create,
}

/// One file: the database or its log.
pub(crate) trait StorageFile: Send + Sync {
    /// Reads from `offset` on; fewer bytes than asked for mean the end of the file.
    fn read(&self, offset: u64, read: Read) -> Outcome<()>;

    /// Writes at `offset`, growing the file as needed.
    fn write(&self, offset: u64, write: Write) -> Outcome<()>;

    /// Makes everything written so far durable.
    fn sync(&self, done: Done) -> Outcome<()>;

    /// Cuts the file, or grows it with zeros.
    fn truncate(&self, size: u64, done: Done) -> Outcome<()>;

    /// How many bytes there are.
    fn size(&self) -> Outcome<u64>;

    /// Locks the file against other processes, where the storage is shared with any.
    fn lock(&self, _exclusive: bool) -> Outcome<()> {
        Ok(())
    }

    fn unlock(&self) -> Outcome<()> {
        Ok(())
    }
}

/// Why a storage did not do what it was asked for.
#[derive(Debug)]
pub(crate) struct Failure(limbo::LimboError);

impl Failure {
    pub(crate) fn new(kind: ErrorKind, operation: &'static str) -> Self {
        Self(CompletionError::IOError(kind, operation).into())
    }
}

impl From<limbo::LimboError> for Failure {
    fn from(error: limbo::LimboError) -> Self {
        Self(error)
    }
}

impl From<Failure> for limbo::LimboError {
    fn from(Failure(error): Failure) -> Self {
        error
    }
}

/// A read: completed once, with the bytes.
pub(crate) struct Read(Completion);

impl Read {
    /// Completes the read with the bytes of the file from its offset on; what does not fit is left.
    pub(crate) fn complete(self, bytes: &[u8]) {
        let buffer = self.0.as_read().buf().as_mut_slice();
        let length = bytes.len().min(buffer.len());
        buffer[..length].copy_from_slice(&bytes[..length]);
        self.0.complete(i32::try_from(length).unwrap_or(i32::MAX));
    }
}

/// A write: some buffers that follow each other, completed once they are written.
pub(crate) struct Write {
    buffers: Vec<Arc<Buffer>>,
    completion: Completion,
}

impl Write {
    /// The bytes to write, one piece after another.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.buffers.iter().map(|buffer| buffer.as_slice())
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.pieces().map(<[u8]>::len).sum()
    }

    pub(crate) fn complete(self) {
        let length = self.len();
        self.completion.complete(i32::try_from(length).unwrap_or(i32::MAX));
    }
}

/// An operation without bytes.
pub(crate) struct Done(Completion);

impl Done {
    pub(crate) fn complete(self) {
        self.0.complete(0);
    }
}
