//! The SQL engine: limbo appears in this room only.

mod bind;
mod builtins;
mod fault;
#[cfg(test)]
pub(crate) mod faulty_io;
mod functions;
mod io;
mod masked;
mod progress;
mod rows;
mod session;
mod source;

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

pub(crate) use rows::{Outcome, Row, Rows};
pub(crate) use session::{Mode, Session};
pub use source::Source;

use crate::access::Access;
use crate::config::Config;
use crate::error::{Code, Error};
use crate::host::Host;
use crate::left_out::{LeftOut, Omission};
use crate::limits::Limits;
use builtins::Builtins;
use session::Connected;
use source::{Opened, Options};

/// The engine's name.
pub(crate) const NAME: &str = "limbo";
/// The engine's version: a test holds it to the lock file.
pub(crate) const VERSION: &str = "0.9.0-pre.2";

/// How many idle connections are kept; more are opened where requests overlap, and dropped after.
const IDLE: usize = 4;

/// An open database, and its connections.
pub(crate) struct Engine {
    opened: Opened,
    host: Arc<dyn Host>,
    limits: Limits,
    idle: Mutex<Vec<Connected>>,
}

impl Engine {
    /// Opens a database, and reads its schema once: a file that will not answer is an error now, not at the first request.
    pub(crate) fn open(source: Source, config: &Config, host: Arc<dyn Host>) -> Result<Self, Error> {
        // What is written may be a view or a trigger over a table that the engine brings.
        if config.access == Access::Read {
            let opened = Self::open_with(Builtins::Lazy, source.clone(), config, host.clone())?;
            if !opened.misses_catalog()? {
                return Ok(opened);
            }
        }
        Self::open_with(Builtins::Eager, source, config, host)
    }

    fn open_with(catalog: Builtins, source: Source, config: &Config, host: Arc<dyn Host>) -> Result<Self, Error> {
        Self::with(source::open(source, Options::of(config, catalog), host.clone())?, config, host)
    }

    fn with(opened: Opened, config: &Config, host: Arc<dyn Host>) -> Result<Self, Error> {
        let engine = Self { opened, host, limits: config.limits.clone(), idle: Mutex::new(Vec::new()) };
        drop(engine.session()?);
        Ok(engine)
    }

    /// Whether the schema that was read would be another one with the tables that the engine brings.
    fn misses_catalog(&self) -> Result<bool, Error> {
        Ok(builtins::is_missed_in(&*self.session()?.schema()?))
    }

    /// Takes an idle connection, or makes one. It comes back when the session is dropped, if it is clean.
    pub(crate) fn session(&self) -> Result<Session<'_>, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connected = match idle {
            Some(connected) => connected,
            None => Connected::new(&self.opened, self.host.clone())?,
        };
        Ok(Session::new(self, connected))
    }

    /// The database file with everything that was written to it; nothing where the host has the file itself.
    pub(crate) fn export(&self) -> Result<Option<Bytes>, Error> {
        let Some(file) = &self.opened.memory else { return Ok(None) };
        self.session()?.empty_log().map_err(|error| match error.code() {
            Code::Busy => Error::new(Code::Busy, "a request is under way; export again when it is done"),
            _ => error,
        })?;
        Ok(Some(file.export()))
    }

    /// What of the file is not served, if anything.
    pub(crate) fn left_out(&self) -> Option<&LeftOut> {
        self.opened.left_out.as_deref()
    }

    /// The same, one by one.
    pub(crate) fn omissions(&self) -> &[Omission] {
        self.left_out().map(LeftOut::omissions).unwrap_or_default()
    }

    fn host(&self) -> &dyn Host {
        &*self.host
    }

    fn io(&self) -> &dyn limbo::IO {
        &*self.opened.io
    }

    fn take_back(&self, connected: Connected) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connected);
        }
    }
}
