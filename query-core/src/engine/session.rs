//! A connection for the length of a request.

use std::sync::Arc;

use limbo::schema::Schema;
use limbo::{Connection, IO};

use super::catalog::{self, Catalog};
use super::connection::{Connected, Idle};
use super::statements::{KEPT_BYTES, Prepared};
use super::step::{Step, Stop, step};
use super::{bind, builtins, fault};
use crate::error::{Code, Error};
use crate::host::Host;
use crate::limits::{Allowance, Limit};
use crate::statement::{Admitted, Checked, Kind};
use crate::value::Value;

/// The engine's number of the database itself, among those that a connection may have attached.
const MAIN: usize = 0;

/// A connection that one request holds. Dropped, it gives the connection back, in a known state or not at all.
pub(crate) struct Session<'e> {
    idle: &'e Idle,
    io: &'e dyn IO,
    host: &'e dyn Host,
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
    pub(super) fn new(connected: Connected, idle: &'e Idle, io: &'e dyn IO, host: &'e dyn Host) -> Self {
        Self { idle, io, host, connected: Some(connected) }
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
        let prepared = self.prepare_own(sql)?;
        let mut value = None;
        self.drive(prepared, |row| value = row.get_values().next().map(|first| bind::value(first).into_owned()))
            .await?;
        Ok(value)
    }

    /// Runs a statement of the service's own to its end, without limits, and shows each of its rows.
    pub(super) async fn drive(
        &mut self,
        mut prepared: Prepared,
        mut show: impl FnMut(&limbo::Row),
    ) -> Result<(), Error> {
        let stop = loop {
            match step(&mut prepared.statement, self.io).await {
                Ok(Step::Row) => prepared.statement.row().into_iter().for_each(&mut show),
                Ok(Step::Done) => return Ok(()),
                Err(stop) => break stop,
            }
        };
        match stop {
            Stop::Busy => Err(fault::busy()),
            Stop::Interrupted => Err(Error::new(Code::Internal, "the engine interrupted itself")),
            Stop::Failed(fault) => {
                if matches!(fault, fault::Fault::Panicked) {
                    std::mem::forget(prepared);
                    self.abandon();
                }
                Err(fault::running(fault))
            }
        }
    }

    /// Runs a writing statement of the service's own to its end.
    pub(crate) async fn run_action(&mut self, sql: &str) -> Result<(), Error> {
        let prepared = self.prepare_own(sql)?;
        self.drive(prepared, |_| {}).await
    }

    /// Commits a transaction whose foreign keys were checked already: the engine's own count of those that are broken is
    /// ignored, and forgotten.
    pub(crate) async fn commit_checked(&mut self) -> Result<(), Error> {
        let connection = self.connected()?.connection.clone();
        connection.set_foreign_keys_enabled(false);
        let committed = self.commit().await;
        connection.set_foreign_keys_enabled(true);
        committed?;
        // The end of a transaction clears the count.
        self.control("begin").await?;
        self.control("rollback").await.map(drop)
    }

    /// Has the engine count broken foreign keys until the commit, where it would reject the statement; returns what
    /// [`Session::restore_tables`] takes.
    pub(crate) fn defer_foreign_keys(&mut self) -> Result<Vec<Arc<catalog::Table>>, Error> {
        let connection = self.connected()?.connection.clone();
        self.guard(|| connection.with_schema_mut(catalog::defer_foreign_keys))
    }

    pub(crate) fn restore_tables(&mut self, tables: Vec<Arc<catalog::Table>>) -> Result<(), Error> {
        let connection = self.connected()?.connection.clone();
        self.guard(|| connection.with_schema_mut(|schema| catalog::restore(schema, tables)))
    }

    /// Takes the kept statement with this text, if there is one.
    pub(crate) fn kept(&mut self, sql: &str) -> Result<Option<Prepared>, Error> {
        Ok(self.connected()?.statements.take(sql))
    }

    /// Prepares a statement, to be kept by its text as it was sent.
    pub(crate) fn prepare(&mut self, admitted: Admitted<'_>, key: &str) -> Result<Prepared, Error> {
        let Admitted { text, command, kind, checked } = admitted;
        let connection = self.connection_for(key)?;
        let before = self.host.memory();
        let statement = self.guard(|| connection.prepare_translated_cmd(command, &text).map(Box::new))?;
        let bytes = before.zip(self.host.memory()).map_or(0, |(before, after)| after.saturating_sub(before));
        let key = (bytes <= KEPT_BYTES && !checked.once).then(|| key.into());
        Ok(Prepared { key, statement, kind, checked })
    }

    /// Prepares a reading statement of the service's own, which no policy has to judge and which is not kept.
    pub(crate) fn prepare_own(&mut self, sql: &str) -> Result<Prepared, Error> {
        let connection = self.connection_for(sql)?;
        let statement = self.guard(|| connection.prepare(sql).map(Box::new))?;
        Ok(Prepared { key: None, statement, kind: Kind::Read, checked: Checked::default() })
    }

    /// Prepares a statement of the service's own that may write to sqlite_schema.
    pub(super) fn prepare_nested(&mut self, sql: &str) -> Result<Prepared, Error> {
        let connection = self.connection_for(sql)?;
        connection.start_nested();
        let statement = self.guard(|| connection.prepare(sql).map(Box::new));
        connection.end_nested();
        Ok(Prepared { key: None, statement: statement?, kind: Kind::Read, checked: Checked::default() })
    }

    /// What the statement that starts now may use.
    pub(super) fn limit(&mut self, allowance: &Allowance) -> Result<(), Error> {
        self.connected()?.progress.begin(allowance);
        Ok(())
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
        self.io
    }

    pub(super) fn host(&self) -> &'e dyn Host {
        self.host
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

    /// The schema, for the rules that a statement has to pass.
    pub(crate) fn catalog(&mut self) -> Result<Catalog, Error> {
        let connection = self.connected()?.connection.clone();
        connection.maybe_update_schema();
        Ok(Catalog::new(connection.current_schema()))
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
            self.idle.take_back(connected);
        }
    }
}
