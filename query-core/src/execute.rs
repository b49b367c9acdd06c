//! The one way a statement runs: admit, begin, prepare, bind, run; and at the end commit or roll back.

use crate::access::Permission;
use crate::engine::{Durability, Engine, Mode, Rows, Session};
use crate::error::Error;
use crate::limits::{Budget, Limits};
use crate::params::Params;
use crate::policy;

/// The statements of one request, on one connection.
pub(crate) struct Execution<'a> {
    engine: &'a Engine,
    session: Session<'a>,
    permission: Permission,
    limits: &'a Limits,
    budget: &'a mut Budget,
    /// Whether a transaction is open.
    begun: bool,
}

impl<'a> Execution<'a> {
    pub(crate) async fn new(
        engine: &'a Engine,
        permission: Permission,
        limits: &'a Limits,
        budget: &'a mut Budget,
    ) -> Result<Self, Error> {
        Ok(Self { engine, session: engine.session().await?, permission, limits, budget, begun: false })
    }

    /// Puts all the statements that follow into one transaction.
    pub(crate) async fn begin(&mut self) -> Result<(), Error> {
        // A caller who may not write only needs a snapshot. One who may takes the write lock before the first read.
        self.begin_as(if self.permission.may_write() { Mode::Write } else { Mode::Read }).await
    }

    async fn begin_as(&mut self, mode: Mode) -> Result<(), Error> {
        self.session.begin(mode).await?;
        self.begun = true;
        Ok(())
    }

    /// Runs a statement that a client sent, if it may run. A write outside a transaction gets one of its own.
    pub(crate) async fn run(&mut self, sql: &str, params: Params<'_>) -> Result<Rows<'_, 'a>, Error> {
        let params = params.checked()?;
        let prepared = match self.session.kept(sql)? {
            Some(prepared) => match self.permission.admit(prepared.kind()) {
                Ok(()) => prepared,
                Err(error) => {
                    self.session.keep(prepared);
                    return Err(error);
                }
            },
            None => {
                let admitted = policy::admit(sql, self.limits.sql_bytes)?;
                self.permission.admit(admitted.kind)?;
                self.session.prepare(admitted, sql)?
            }
        };
        // Left to itself, the engine commits a write before its last row is read, whatever becomes of the response.
        if prepared.kind().is_write() && !self.begun {
            self.begin_as(Mode::Write).await?;
        }
        Rows::start(&mut self.session, prepared, params, self.budget, self.limits.rows).await
    }

    /// Runs a reading statement of the service's own: no policy judges it, and every row comes back.
    pub(crate) async fn run_own(&mut self, sql: &str, params: Params<'_>) -> Result<Rows<'_, 'a>, Error> {
        let prepared = self.session.prepare_own(sql)?;
        Rows::start(&mut self.session, prepared, params, self.budget, usize::MAX).await
    }

    /// What a commit is worth on this database.
    pub(crate) fn durability(&self) -> Durability {
        self.engine.durability()
    }

    /// Ends the request's transaction: commits it where `outcome` is a success, and rolls it back where it is an error.
    ///
    /// An answer is a success once it is complete and within its limits, so a write whose answer is rejected is not done.
    pub(crate) async fn end<T>(mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        if self.begun {
            match outcome {
                Ok(_) => self.session.commit().await?,
                Err(_) => self.session.rollback().await,
            }
        }
        outcome
    }
}
