//! Opening a database.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use limbo::storage::database::DatabaseFile;
use limbo::{ConnectOpts, Database, IO, IOResult, OpenDbAsyncState, OpenFlags, OpenOptions, PageCodec};

use super::builtins::Builtins;
use super::fault::{self, Fault};
use super::functions::Functions;
use super::storage::Storage;
use super::storage::io::StorageIo;
use super::storage::memory::Memory;
use super::storage::platform::Platform;
use crate::error::Error;
use crate::host::Host;

/// Where the database is.
#[derive(Clone)]
pub enum Source {
    /// A file, by its path. Only a host with a file system has one.
    File(String),
    /// The bytes of a file, held in memory. They are shared and never changed: writes go to a copy that belongs to the
    /// service, and are lost with it unless they are [exported](crate::Service::export).
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

/// Whether a committed write outlives the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Writes are lost with the process, as on Lambda's own disk and in memory.
    #[default]
    Ephemeral,
    /// Writes are on a disk that stays.
    Durable,
}

impl Durability {
    /// The name in settings, in `/health` and in the answer to a write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Durability::Ephemeral => "ephemeral",
            Durability::Durable => "durable",
        }
    }
}

/// How a database is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) writable: bool,
    /// What a commit to this storage is worth.
    pub(crate) durability: Durability,
    /// The largest result of one function call, in bytes, where it is larger than the arguments.
    pub(crate) call_bytes: u64,
}

/// The storage of a database, and the name it has there.
#[derive(Clone)]
pub(crate) struct Place {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) name: String,
    /// The storage once more, if it is this process's memory.
    pub(super) memory: Option<Arc<Memory>>,
}

impl Place {
    pub(crate) fn of(source: Source) -> Result<Self, Error> {
        match source {
            Source::File(name) => {
                let storage = Arc::new(Platform::new().map_err(fault::unreadable)?);
                Ok(Self { storage, name, memory: None })
            }
            Source::Bytes(bytes) => {
                let memory = Arc::new(Memory::new(bytes));
                let name = Memory::DATABASE.to_owned();
                Ok(Self { storage: memory.clone(), name, memory: Some(memory) })
            }
        }
    }

    /// The same place, behind faults.
    #[cfg(test)]
    pub(crate) fn faulty(self) -> (Self, Arc<super::storage::faulty::Faults>) {
        let (storage, faults) = super::storage::faulty::Faulty::new(self.storage);
        (Self { storage: Arc::new(storage), ..self }, faults)
    }

    pub(super) fn io(&self, host: Arc<dyn Host>) -> Arc<dyn IO> {
        Arc::new(StorageIo::new(self.storage.clone(), host))
    }
}

/// Opens the database, which must exist, past the engine's registry of open files: two services in one process share nothing.
pub(super) async fn open(
    io: &Arc<dyn IO>,
    name: &str,
    options: Options,
    builtins: Builtins,
    view: &View,
) -> Result<Arc<Database>, Fault> {
    // The file itself must exist; the log beside it is made when a write needs one.
    let (file_flags, flags) = match options.writable {
        true => (OpenFlags::None, OpenFlags::Create),
        false => (OpenFlags::ReadOnly, OpenFlags::ReadOnly),
    };
    let functions = Arc::new(Functions::new(options.call_bytes, builtins, view.tables.clone()));
    let file = fault::guard(|| io.open_file(name, file_flags, true))?;
    let opening = OpenOptions::new(functions.clone()).flags(flags).storage(Arc::new(DatabaseFile::new(file)));
    let opening = opening.page_codec(view.codec.clone());
    let mut state = OpenDbAsyncState::new();
    let database = loop {
        let step = || Database::do_open_async(&mut state, io.clone(), name, &opening).map_err(|error| *error);
        match fault::guard(step)? {
            IOResult::Done(database) => break database,
            IOResult::IO(pending) => pending.wait_async(&**io).await.map_err(Fault::from)?,
        }
    };
    functions.opened();
    Ok(database)
}

/// How the engine is made to see a file otherwise than it is.
#[derive(Clone, Default)]
pub(super) struct View {
    pub(super) codec: Option<Arc<dyn PageCodec>>,
    /// The SQL of tables, put another way.
    pub(super) tables: Arc<HashMap<String, String>>,
}

impl View {
    /// The options of a connection.
    pub(super) fn connecting(&self) -> ConnectOpts {
        match &self.codec {
            Some(codec) => ConnectOpts::new().with_page_codec(codec.clone()),
            None => ConnectOpts::new(),
        }
    }
}
