//! A connection for the length of a request, and the statements it keeps prepared.

use std::num::NonZeroUsize;
use std::sync::Arc;

use limbo::schema::Schema;
use limbo::{CheckpointMode, Connection, Statement, TempStore};
use lru::LruCache;

use super::progress::Progress;
use super::rows::Rows;
use super::source::Opened;
use super::{Engine, bind, builtins, fault};
use crate::access::Permission;
use crate::error::Error;
use crate::host::Host;
use crate::limits::{Budget, Limit};
use crate::params::Params;
use crate::policy::{self, Kind};

/// How many statements a connection keeps prepared: preparing one costs as much as several lookups with it.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(127);

/// How many bytes of memory a statement may have and still be kept: a list of values after IN can have megabytes.
const KEPT_BYTES: u64 = 256 * 1024;

/// The engine's number of the database itself, among those that a connection may have attached.
const MAIN: usize = 0;

/// A connection and its prepared statements.
pub(super) struct Connected {
    connection: Arc<Connection>,
    /// By its text. While a request holds the statement, its place is empty.
    kept: LruCache<Arc<str>, Option<Kept>>,
    watch: Arc<Progress>,
}

/// A statement that waits to be run again. In a box, as below: a statement has kilobytes, and goes from hand to hand.
struct Kept {
    statement: Box<Statement>,
    kind: Kind,
}

/// A statement that a request holds, and what it does; with its text, as it was sent, where it is to be kept.
pub(crate) struct Prepared {
    pub(super) sql: Option<Arc<str>>,
    pub(super) statement: Box<Statement>,
    pub(super) kind: Kind,
}

impl Prepared {
    /// Whether it changes the database.
    pub(crate) fn is_write(&self) -> bool {
        self.kind.is_write()
    }
}

impl Connected {
    pub(super) fn new(opened: &Opened, host: Arc<dyn Host>) -> Result<Self, Error> {
        let connect = || opened.database.connect(opened.view.connecting());
        let connection = fault::guard(connect).map_err(fault::opening)?;
        // Sorts and temporary indexes stay in memory: the same on every target, and no disk is needed to read.
        connection.set_temp_store(TempStore::Memory);
        connection.set_foreign_keys_enabled(true);
        let watch = Progress::over(&connection, host);
        Ok(Self { connection, kept: LruCache::new(KEPT), watch })
    }
}

/// A connection that one request holds. Dropped, it gives the connection back, in a known state or not at all.
pub(crate) struct Session<'e> {
    engine: &'e Engine,
    /// Always there until the drop, unless the engine panicked on it.
    connected: Option<Connected>,
}

impl<'e> Session<'e> {
    pub(super) fn new(engine: &'e Engine, connected: Connected) -> Self {
        Self { engine, connected: Some(connected) }
    }

    /// Prepares and starts a statement of ours: no policy has to judge it, and it takes no place among the kept ones.
    pub(crate) async fn execute_own<'s>(
        &'s mut self,
        sql: &str,
        params: Params<'_>,
        budget: &'s mut Budget,
    ) -> Result<Rows<'s, 'e>, Error> {
        let connection = self.connection_for(sql)?;
        let statement = self.guard(|| connection.prepare(sql).map(Box::new))?;
        self.start(Prepared { sql: None, statement, kind: Kind::Read }, params, budget).await
    }

    /// Begins a transaction that [`Session::commit`] ends; if it never comes to that, the drop rolls it back.
    pub(crate) fn begin(&mut self, mode: Mode) -> Result<(), Error> {
        self.control(match mode {
            Mode::Read => "begin",
            Mode::Write => "begin immediate",
        })
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        self.control("commit")
    }

    /// Moves what is in the log into the database file, where there is a log.
    pub(super) fn empty_log(&mut self) -> Result<(), Error> {
        let connection = self.connected()?.connection.clone();
        if connection.is_readonly(MAIN) {
            return Ok(());
        }
        self.guard(|| connection.checkpoint(CheckpointMode::Truncate { upper_bound_inclusive: None }).map(drop))
    }

    fn control(&mut self, sql: &'static str) -> Result<(), Error> {
        let connection = self.connected()?.connection.clone();
        self.guard(|| connection.execute(sql))
    }

    /// Prepares a statement or finds it prepared, if it may run.
    pub(crate) fn prepare(&mut self, sql: &str, permission: Permission) -> Result<Prepared, Error> {
        if let Some(prepared) = self.find(sql)? {
            return match permission.admit(prepared.kind) {
                Ok(()) => Ok(prepared),
                Err(error) => {
                    self.keep(prepared);
                    Err(error)
                }
            };
        }
        let mut admitted = policy::admit(sql, self.engine.limits.sql_bytes)?;
        permission.admit(admitted.kind)?;
        let rewritten = match self.engine.left_out() {
            Some(left_out) => left_out.check(admitted.text, &mut admitted.command)?,
            None => None,
        };
        let connection = self.connection_for(sql)?;
        let before = self.engine.host().memory();
        let prepare = || {
            connection
                .prepare_translated_cmd(admitted.command, rewritten.as_deref().unwrap_or(admitted.text))
                .map(Box::new)
        };
        let statement = self.guard(prepare)?;
        let bytes = before.zip(self.engine.host().memory()).map_or(0, |(before, after)| after.saturating_sub(before));
        let sql = (bytes <= KEPT_BYTES).then(|| sql.into());
        Ok(Prepared { sql, statement, kind: admitted.kind })
    }

    fn find(&mut self, sql: &str) -> Result<Option<Prepared>, Error> {
        let place = self.connected()?.kept.get_key_value_mut(sql);
        Ok(place.and_then(|(sql, place)| {
            let Kept { statement, kind } = place.take()?;
            Some(Prepared { sql: Some(sql.clone()), statement, kind })
        }))
    }

    /// Binds the parameters of a statement and starts it.
    pub(crate) async fn start<'s>(
        &'s mut self,
        mut prepared: Prepared,
        params: Params<'_>,
        budget: &'s mut Budget,
    ) -> Result<Rows<'s, 'e>, Error> {
        bind::bind(&mut prepared.statement, params, self.engine.limits.params)?;
        let allowance = budget.allowance(self.engine.host())?;
        self.connected()?.watch.begin(&allowance);
        Rows::start(self, prepared, budget).await
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
    pub(super) fn keep(&mut self, Prepared { sql, statement, kind }: Prepared) {
        let (Some(Connected { kept, .. }), Some(sql)) = (&mut self.connected, sql) else { return };
        let statement = Some(Kept { statement, kind });
        match kept.peek_mut(&*sql) {
            Some(place) => *place = statement,
            None => _ = kept.put(sql, statement),
        }
    }

    pub(super) fn engine(&self) -> &'e Engine {
        self.engine
    }

    /// The statement is over: nothing that runs now has its limits.
    pub(super) fn rest(&self) {
        if let Some(connected) = &self.connected {
            connected.watch.rest();
        }
    }

    /// The limit that stopped the last statement.
    pub(super) fn reached(&self) -> Option<Limit> {
        self.connected.as_ref().and_then(|connected| connected.watch.reached())
    }

    pub(super) fn last_insert_rowid(&self) -> Option<i64> {
        self.connected.as_ref().map(|connected| connected.connection.last_insert_rowid())
    }

    /// The schema as the connection knows it.
    pub(super) fn schema(&mut self) -> Result<Arc<Schema>, Error> {
        Ok(self.connected()?.connection.current_schema())
    }

    /// The connection, with all that a statement to be prepared may name.
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
        let small = connected.watch.reached() != Some(Limit::Memory);
        if small && clean && connection.get_auto_commit() {
            self.engine.take_back(connected);
        }
    }
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mode {
    /// One snapshot for all that is read.
    Read,
    /// All writes, or none; the writer's place is taken at once.
    Write,
}
