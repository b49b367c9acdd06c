//! Connections, and the idle ones that wait for the next request.

use std::sync::{Arc, Mutex, PoisonError};

use limbo::{ConnectAsyncState, Connection, IO, IOResult, TempStore};

use super::fault;
use super::masked::Part;
use super::progress::Progress;
use super::statements::Statements;
use crate::error::Error;
use crate::host::Host;

/// How many idle connections are kept; more are opened where requests overlap, and dropped after.
const IDLE: usize = 4;

/// A connection and the statements that it keeps.
pub(super) struct Connected {
    pub(super) connection: Arc<Connection>,
    pub(super) statements: Statements,
    pub(super) progress: Arc<Progress>,
}

impl Connected {
    pub(super) async fn new(part: &Part, io: &dyn IO, host: Arc<dyn Host>) -> Result<Self, Error> {
        let mut state = ConnectAsyncState::default();
        let connection = loop {
            let step = || part.database.connect_async(part.view.connecting(), &mut state).map_err(|error| *error);
            match fault::guard(step).map_err(fault::opening)? {
                IOResult::Done(connection) => break connection,
                IOResult::IO(pending) => pending.wait_async(io).await.map_err(|error| fault::opening(error.into()))?,
            }
        };
        // Sorts and temporary indexes stay in memory: the same on every target, and reading needs no disk.
        connection.set_temp_store(TempStore::Memory);
        connection.set_foreign_keys_enabled(true);
        let progress = Progress::over(&connection, host);
        Ok(Self { connection, statements: Statements::new(), progress })
    }
}

/// The connections that no request holds.
#[derive(Default)]
pub(super) struct Idle(Mutex<Vec<Connected>>);

impl Idle {
    pub(super) fn take(&self) -> Option<Connected> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Keeps a connection for the next request, unless enough of them wait already.
    pub(super) fn take_back(&self, connected: Connected) {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connected);
        }
    }
}
