//! The SQL engine: limbo appears in this module only. It runs statements that were admitted, and knows nothing of policy,
//! permission or configuration.

mod bind;
mod builtins;
pub(crate) mod catalog;
mod connection;
mod fault;
mod functions;
mod masked;
mod open;
mod progress;
mod rows;
mod schema_rows;
mod session;
mod statements;
mod step;
pub(crate) mod storage;

use std::sync::Arc;

use bytes::Bytes;

pub use open::{Durability, Source};
pub(crate) use open::{Options, Place};
pub(crate) use rows::{Finished, Row, Rows, Started};
pub(crate) use schema_rows::SchemaRow;
pub(crate) use session::{Mode, Session};
pub(crate) use statements::Prepared;

use crate::error::{Code, Error};
use crate::host::Host;
use crate::left_out::{LeftOut, Omission};
use builtins::Builtins;
use connection::{Connected, Idle};

/// The engine's name.
pub(crate) const NAME: &str = "limbo";
/// The engine's version: a test holds it to the lock file.
pub(crate) const VERSION: &str = "0.9.0-pre.2";

/// An open database, and its connections.
pub(crate) struct Engine {
    part: masked::Part,
    io: Arc<dyn limbo::IO>,
    place: Place,
    host: Arc<dyn Host>,
    options: Options,
    idle: Idle,
}

impl Engine {
    /// Opens a database and reads its schema: a file that cannot be read is an error now, not at the first request.
    pub(crate) async fn open(source: Source, options: Options, host: Arc<dyn Host>) -> Result<Self, Error> {
        Self::open_at(Place::of(source)?, options, host).await
    }

    /// [`Engine::open`], for a storage of any kind.
    pub(crate) async fn open_at(place: Place, options: Options, host: Arc<dyn Host>) -> Result<Self, Error> {
        // A writer may create a view or a trigger over a built-in table, so register the built-ins up front.
        if !options.writable {
            let engine = Self::with(place.clone(), options, host.clone(), Builtins::Lazy).await?;
            if !engine.misses_builtins().await? {
                return Ok(engine);
            }
        }
        Self::with(place, options, host, Builtins::Eager).await
    }

    async fn with(place: Place, options: Options, host: Arc<dyn Host>, builtins: Builtins) -> Result<Self, Error> {
        let io = place.io(host.clone());
        let part = masked::open(&io, &place.name, options, builtins).await?;
        let engine = Self { part, io, place, host, options, idle: Idle::default() };
        drop(engine.session().await?);
        Ok(engine)
    }

    /// Whether the schema would read differently with the built-in tables registered.
    async fn misses_builtins(&self) -> Result<bool, Error> {
        Ok(builtins::is_missed_in(&*self.session().await?.schema()?))
    }

    /// Takes an idle connection, or makes one. It comes back when the session is dropped, if it is clean.
    pub(crate) async fn session(&self) -> Result<Session<'_>, Error> {
        let connected = match self.idle.take() {
            Some(connected) => connected,
            None => Connected::new(&self.part, &*self.io, self.host.clone()).await?,
        };
        Ok(Session::new(connected, &self.idle, &*self.io, &*self.host))
    }

    /// The database file with everything that was written to it; nothing unless it is in memory.
    pub(crate) async fn export(&self) -> Result<Option<Bytes>, Error> {
        let Some(memory) = &self.place.memory else { return Ok(None) };
        self.session().await?.empty_log().await.map_err(|error| match error.code() {
            Code::Busy => Error::new(Code::Busy, "a request is still running; export again when it is done"),
            _ => error,
        })?;
        Ok(Some(memory.export()))
    }

    /// What a commit is worth here.
    pub(crate) fn durability(&self) -> Durability {
        self.options.durability
    }

    /// What of the file is not served, if anything.
    pub(crate) fn left_out(&self) -> Option<&LeftOut> {
        self.part.left_out.as_deref()
    }

    /// The same, one by one.
    pub(crate) fn omissions(&self) -> &[Omission] {
        self.left_out().map(LeftOut::omissions).unwrap_or_default()
    }
}
