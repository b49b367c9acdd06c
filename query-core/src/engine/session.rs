//! A connection for the length of a request.

use std::sync::Arc;

use limbo::schema::Schema;
use limbo::{ConnectAsyncState, ConnectOpts, Connection, Database, IO, IOResult, TempStore};

use super::progress::Progress;
use super::rows::Rows;
use super::statements::{KEPT_BYTES, Prepared, Statements};
use super::{Engine, bind, builtins, fault, rows};
use crate::error::{Code, Error};
use crate::host::Host;
use crate::limits::{Budget, Limit};
use crate::params::Params;
use crate::statement::{Admitted, Kind};
use crate::value::Value;

/// The engine's number of the database itself, among those that a connection may have attached.
const MAIN: usize = 0;

/// A connection and the statements that it keeps.
pub(super) struct Connected {
    connection: Arc<Connection>,
    statements: Statements,
    progress: Arc<Progress>,
}

impl Connected {
    pub(super) async fn new(database: &Arc<Database>, io: &dyn IO, host: Arc<dyn Host>) -> Result<Self, Error> {
        let mut state = ConnectAsyncState::default();
        let connection = loop {
            let step = || database.connect_async(ConnectOpts::new(), &mut state).map_err(|error| *error);
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

/// A connection that one request holds. Dropped, it gives the connection back, in a known state or not at all.
pub(crate) struct Session<'e> {
    engine: &'e Engine,
    /// Always there until the drop, unless the engine panicked on it.
    connected: Option<Connected>,
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mode {
    /// One snapshot for all that is read.
    Read,
    /// All writes, or none; the writer's place is taken at once.
    Write,
}

impl<'e> Session<'e> {
    pub(super) fn new(engine: &'e Engine, connected: Connected) -> Self {
        Self { engine, connected: Some(connected) }
    }

    pub(crate) fn engine(&self) -> &'e Engine {
        self.engine
    }

    /// Begins a transaction that [`Session::commit`] ends; unless that happens, the drop rolls it back.
    pub(crate) async fn begin(&mut self, mode: Mode) -> Result<(), Error> {
        self.control(match mode {
            Mode::Read => "begin",
            Mode::Write => "begin immediate",
        })
        .await
        .map(drop)
    }

    pub(crate) async fn commit(&mut self) -> Result<(), Error> {
        self.control("commit").await.map(drop)
    }

    /// Rolls back. Where that fails, the drop finds the transaction open, and does not give the connection back.
    pub(crate) async fn rollback(&mut self) {
        let open = self.connected().is_ok_and(|connected| !connected.connection.get_auto_commit());
        if open {
            _ = self.control("rollback").await;
        }
    }

    /// Moves the log's contents into the database file, where there is a log.
    pub(super) async fn empty_log(&mut self) -> Result<(), Error> {
        if self.connected()?.connection.is_readonly(MAIN) {
            return Ok(());
        }
        // The first column says whether a reader or a writer held the log.
        match self.control("pragma wal_checkpoint(truncate)").await? {
            Some(Value::Integer(0)) | None => Ok(()),
            Some(_) => Err(fault::busy()),
        }
    }

    /// Runs a statement of the service's own to its end, without limits; returns the first value of its last row.
    async fn control(&mut self, sql: &'static str) -> Result<Option<Value<'static>>, Error> {
        let mut prepared = self.prepare_own(sql)?;
        let mut value = None;
        let ended = loop {
            match rows::step(&mut prepared.statement, &*self.engine.io).await {
                Ok(rows::Step::Row) => value = rows::first_value(&prepared.statement),
                Ok(rows::Step::Done) => break Ok(value),
                Err(stop) => break Err(stop),
            }
        };
        match ended {
            Ok(value) => Ok(value),
            Err(rows::Stop::Busy) => Err(fault::busy()),
            Err(rows::Stop::Interrupted) => Err(Error::new(Code::Internal, "the engine interrupted itself")),
            Err(rows::Stop::Failed(fault)) => {
                if matches!(fault, fault::Fault::Panicked) {
                    std::mem::forget(prepared);
                    self.abandon();
                }
                Err(fault::running(fault))
            }
        }
    }

    /// Takes the kept statement with this text, if there is one.
    pub(crate) fn kept(&mut self, sql: &str) -> Result<Option<Prepared>, Error> {
        Ok(self.connected()?.statements.take(sql))
    }

    /// Prepares a statement, to be kept by its text as it was sent.
    pub(crate) fn prepare(&mut self, admitted: Admitted<'_>, key: &str) -> Result<Prepared, Error> {
        let Admitted { text, command, kind } = admitted;
        let connection = self.connection_for(key)?;
        let before = self.engine.host.memory();
        let statement = self.guard(|| connection.prepare_translated_cmd(command, text).map(Box::new))?;
        let bytes = before.zip(self.engine.host.memory()).map_or(0, |(before, after)| after.saturating_sub(before));
        Ok(Prepared { key: (bytes <= KEPT_BYTES).then(|| key.into()), statement, kind })
    }

    /// Prepares a reading statement of the service's own, which no policy has to judge and which is not kept.
    pub(crate) fn prepare_own(&mut self, sql: &str) -> Result<Prepared, Error> {
        let connection = self.connection_for(sql)?;
        let statement = self.guard(|| connection.prepare(sql).map(Box::new))?;
        Ok(Prepared { key: None, statement, kind: Kind::Read })
    }

    /// Binds the parameters of a statement and starts it; at most `most` rows come back.
    pub(crate) async fn start<'s>(
        &'s mut self,
        mut prepared: Prepared,
        params: Params<'_>,
        budget: &'s mut Budget,
        most: usize,
    ) -> Result<Rows<'s, 'e>, Error> {
        bind::bind(&mut prepared.statement, params, budget.params())?;
        let allowance = budget.allowance(&*self.engine.host)?;
        self.connected()?.progress.begin(&allowance);
        Rows::start(self, prepared, budget, most).await
    }

    /// Calls into the engine; where it panics, the connection is not used again.
    pub(super) fn guard<T>(&mut self, call: impl FnOnce() -> limbo::Result<T>) -> Result<T, Error> {
        fault::guard(call).map_err(|fault| {
            if matches!(fault, fault::Fault::Panicked) {
                self.abandon();
            }
            fault::running(fault)
        })
    }

    /// Lets go of the connection without running anything of the engine's on it.
    pub(super) fn abandon(&mut self) {
        std::mem::forget(self.connected.take());
    }

    /// Gives a statement back to be run again.
    pub(crate) fn keep(&mut self, prepared: Prepared) {
        if let Some(connected) = &mut self.connected {
            connected.statements.keep(prepared);
        }
    }

    pub(super) fn io(&self) -> &'e dyn IO {
        &*self.engine.io
    }

    pub(super) fn host(&self) -> &'e dyn Host {
        &*self.engine.host
    }

    /// The statement is over: its limits no longer apply.
    pub(super) fn rest(&self) {
        if let Some(connected) = &self.connected {
            connected.progress.rest();
        }
    }

    /// The limit that stopped the last statement.
    pub(super) fn reached(&self) -> Option<Limit> {
        self.connected.as_ref().and_then(|connected| connected.progress.reached())
    }

    pub(super) fn last_insert_rowid(&self) -> Option<i64> {
        self.connected.as_ref().map(|connected| connected.connection.last_insert_rowid())
    }

    /// The schema as the connection knows it.
    pub(super) fn schema(&mut self) -> Result<Arc<Schema>, Error> {
        Ok(self.connected()?.connection.current_schema())
    }

    /// The connection, with every built-in table registered that the text may name.
    fn connection_for(&mut self, sql: &str) -> Result<Arc<Connection>, Error> {
        let connection = self.connected()?.connection.clone();
        if builtins::names(sql) {
            self.guard(|| builtins::complete(&connection))?;
        }
        Ok(connection)
    }

    fn connected(&mut self) -> Result<&mut Connected, Error> {
        self.connected.as_mut().ok_or_else(|| fault::running(fault::Fault::Panicked))
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        let Some(connected) = self.connected.take() else { return };
        let connection = &connected.connection;
        let clean = connection.get_auto_commit() || fault::guard(|| connection.execute("rollback")).is_ok();
        // What a connection keeps, its pages and its statements, is memory too.
        let small = connected.progress.reached() != Some(Limit::Memory);
        if small && clean && connection.get_auto_commit() {
            self.engine.take_back(connected);
        }
    }
}
