//! Where a database comes from.

use std::sync::Arc;

use bytes::Bytes;
use limbo::storage::database::DatabaseFile;
use limbo::{Database, IOResult, OpenDbAsyncState, OpenFlags, OpenOptions};

use super::builtins::Builtins;
use super::fault::Fault;
use super::functions::Functions;
use super::masked::{self, View};
use super::{fault, io};
use crate::access::Access;
use crate::config::Config;
use crate::error::Error;
use crate::host::Host;
use crate::left_out::LeftOut;

/// Where the database is.
#[derive(Clone)]
pub enum Source {
    /// A file, by its path. Only a host with a file system has one.
    File(String),
    /// The bytes of a file, held in memory. They are shared and never changed: what is written is the service's own, gone
    /// with it unless it is [exported](crate::Service::export).
    Bytes(Bytes),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Source::File(path) => f.debug_tuple("File").field(path).finish(),
            Source::Bytes(bytes) => f.debug_tuple("Bytes").field(&bytes.len()).finish(),
        }
    }
}

/// An open database, and what it is read through.
pub(super) struct Opened {
    pub(super) database: Arc<Database>,
    pub(super) io: Arc<dyn limbo::IO>,
    /// Its bytes, where they are in memory.
    pub(super) memory: Option<Arc<io::MemoryFile>>,
    /// How the engine sees it.
    pub(super) view: View,
    /// What of it is not served, where the engine cannot read all of it.
    pub(super) left_out: Option<Arc<LeftOut>>,
}

/// How a database is opened.
#[derive(Clone, Copy)]
pub(super) struct Options {
    /// Whether it is written to.
    pub(super) writable: bool,
    /// What a function call may make of little, in bytes.
    pub(super) call_bytes: u64,
    pub(super) catalog: Builtins,
}

impl Options {
    pub(super) fn of(config: &Config, catalog: Builtins) -> Self {
        Self { writable: config.access == Access::Write, call_bytes: config.limits.call_bytes(), catalog }
    }
}

/// Opens it. The open never creates a database.
pub(super) fn open(source: Source, options: Options, host: Arc<dyn Host>) -> Result<Opened, Error> {
    let (io, path, memory) = match source {
        Source::File(path) => (io::HostIo::files(host).map_err(fault::unreadable)?, path, None),
        Source::Bytes(bytes) => {
            let file = Arc::new(io::MemoryFile::new(bytes));
            (io::HostIo::memory(file.clone(), host), io::MEMORY_PATH.to_owned(), Some(file))
        }
    };
    let io: Arc<dyn limbo::IO> = Arc::new(io);
    let masked::Part { database, view, left_out } = masked::open(&io, &path, options)?;
    Ok(Opened { database, io, memory, view, left_out })
}

/// Opens a file of any `IO`, past the engine's registry of open files: two services in one process share nothing.
pub(super) fn open_with(
    io: &Arc<dyn limbo::IO>,
    path: &str,
    options: Options,
    view: &View,
) -> Result<Arc<Database>, Fault> {
    // The file itself must be there; the log beside it is made when a write needs one.
    let (file_flags, flags) = match options.writable {
        true => (OpenFlags::None, OpenFlags::Create),
        false => (OpenFlags::ReadOnly, OpenFlags::ReadOnly),
    };
    let dialect = Arc::new(Functions::new(options.call_bytes, options.catalog, view.tables.clone()));
    let codec = view.codec.clone().map(|codec| codec as Arc<dyn limbo::PageCodec>);
    let opened = fault::guard(|| {
        let file = io.open_file(path, file_flags, true)?;
        let opening = OpenOptions::new(dialect.clone()).flags(flags).storage(Arc::new(DatabaseFile::new(file)));
        let opening = opening.page_codec(codec);
        let mut state = OpenDbAsyncState::new();
        loop {
            match Database::do_open_async(&mut state, io.clone(), path, &opening).map_err(|error| *error)? {
                IOResult::Done(database) => return Ok(database),
                IOResult::IO(pending) => pending.wait(&**io)?,
            }
        }
    });
    dialect.opened();
    opened
}
