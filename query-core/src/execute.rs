//! The one way a statement runs: admit, begin, prepare, bind, run; and at the end commit or roll back.

use crate::access::Permission;
use crate::engine::{Durability, Engine, Mode, Prepared, Rows, SchemaRow, Session, Started};
use crate::error::{Code, Error};
use crate::limits::{Budget, Limits};
use crate::normalise::select;
use crate::normalise::writes::{self, Definition};
use crate::params::Params;
use crate::policy;
use crate::statement::{Checked, Keys};
use crate::value::Value;

/// The statements of one request, on one connection.
pub(crate) struct Execution<'a> {
    engine: &'a Engine,
    session: Session<'a>,
    permission: Permission,
    limits: &'a Limits,
    budget: &'a mut Budget,
    /// Whether a transaction is open.
    begun: bool,
    /// A definition that ran, and the schema as it was before.
    defined: Option<(Definition, Vec<SchemaRow>)>,
    /// Whether foreign keys were checked here, and not by the engine.
    checked: bool,
    /// Whether AUTOINCREMENT may have been used.
    counted: bool,
}

impl<'a> Execution<'a> {
    pub(crate) async fn new(
        engine: &'a Engine,
        permission: Permission,
        limits: &'a Limits,
        budget: &'a mut Budget,
    ) -> Result<Self, Error> {
        Ok(Self {
            engine,
            session: engine.session().await?,
            permission,
            limits,
            budget,
            begun: false,
            defined: None,
            checked: false,
            counted: false,
        })
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
        self.settle().await?;
        let params = params.checked()?;
        let prepared = match self.kept(sql)? {
            Some(prepared) => prepared,
            None => self.prepare(sql).await?,
        };
        // Left to itself, the engine commits a write before its last row is read, whatever becomes of the response.
        if prepared.kind().is_write() {
            self.begin_write().await?;
        }
        let checked = prepared.checked();
        let keys = checked.keys;
        self.counted |= checked.counts;
        if keys.later || keys.converted {
            let started = self.run_with_keys(sql, prepared, params, keys).await;
            let started = started.map_err(|error| writes::run_error(error, checked))?;
            return Rows::resume(&mut self.session, started, self.budget, self.limits.rows);
        }
        let started = Rows::start(&mut self.session, prepared, params, self.budget, self.limits.rows).await;
        started.map_err(|error| writes::run_error(error, checked))
    }

    /// The statement that is kept by this text, unless the schema changed since it was checked.
    fn kept(&mut self, sql: &str) -> Result<Option<Prepared>, Error> {
        let Some(prepared) = self.session.kept(sql)? else { return Ok(None) };
        if let Err(error) = self.permission.admit(prepared.kind()) {
            self.session.keep(prepared);
            return Err(error);
        }
        let is_current = self.session.catalog()?.version() == prepared.checked().version;
        Ok(is_current.then_some(prepared))
    }

    async fn prepare(&mut self, sql: &str) -> Result<Prepared, Error> {
        let mut admitted = policy::admit(sql, self.limits.sql_bytes)?;
        self.permission.admit(admitted.kind)?;
        if let Some(left_out) = self.engine.left_out()
            && let Some(rewritten) = left_out.check(&admitted.text, &mut admitted.command)?
        {
            admitted.text = rewritten.into();
        }
        let catalog = self.session.catalog()?;
        let care = writes::check(&mut admitted.command, &admitted.text, &catalog)?;
        let defines = care.definition.is_some();
        admitted.checked = Checked {
            version: catalog.version(),
            defines,
            once: defines,
            keys: care.keys,
            refers: care.refers,
            counts: care.counts,
        };
        if let Some(definition) = care.definition {
            self.begin_write().await?;
            let before = self.session.schema_rows().await?;
            for row in writes::spelling::lowered(&before) {
                self.session.put_schema_row(&row).await?;
            }
            for sql in writes::spelling::sequences_lowered(&before) {
                self.session.run_action(&sql).await?;
            }
            let views = before.iter().filter(|row| definition.reads_views() && row.kind == "view");
            for view in views {
                let sql = format!("select 1 from \"{}\"", view.name.replace('"', "\"\""));
                if self.session.prepare_own(&sql).is_err() {
                    return Err(writes::broken_view(&view.name));
                }
            }
            self.defined = Some((definition, before));
        }
        let normalised = select::normalise(&mut admitted.command, &catalog)?;
        admitted.columns = normalised.columns.map(Into::into);
        let prepared = self.session.prepare(admitted, sql).map_err(writes::restated);
        prepared.map_err(|error| if normalised.resolved { select::restated(error) } else { error })
    }

    async fn begin_write(&mut self) -> Result<(), Error> {
        match self.begun {
            true => Ok(()),
            false => self.begin_as(Mode::Write).await,
        }
    }

    /// Runs a write whose foreign keys hold or fail at its end, where the engine may see them fail before.
    async fn run_with_keys(
        &mut self,
        sql: &str,
        prepared: Prepared,
        params: Params<'_>,
        keys: Keys,
    ) -> Result<Started, Error> {
        let before = if keys.converted { self.orphans().await? } else { 0 };
        let again = params.clone();
        match Rows::attempt(&mut self.session, prepared, params, self.budget).await {
            Ok(started) if !keys.converted || self.orphans().await? <= before => return Ok(started),
            // All orphans are the statement's own: the action that missed them is made good.
            Ok(started) if keys.converted_acts && keys.deletes && before == 0 => {
                self.act().await?;
                return match self.orphans().await? {
                    0 => Ok(started),
                    _ => Err(writes::converted()),
                };
            }
            Ok(_) if keys.converted_acts => return Err(writes::converted()),
            Ok(_) => return Err(broken()),
            Err(error) if !keys.later || error != broken() => return Err(error),
            Err(_) => {}
        }
        let before = self.orphans().await?;
        if self.session.catalog()?.defers_keys() {
            return Err(writes::deferred());
        }
        let tables = self.session.defer_foreign_keys()?;
        let started = self.attempt_again(sql, again).await;
        self.session.restore_tables(tables)?;
        let started = started?;
        self.checked = true;
        match self.orphans().await? <= before {
            true => Ok(started),
            false => Err(broken()),
        }
    }

    async fn attempt_again(&mut self, sql: &str, params: Params<'_>) -> Result<Started, Error> {
        let mut admitted = policy::admit(sql, self.limits.sql_bytes)?;
        admitted.checked.once = true;
        let prepared = self.session.prepare(admitted, sql)?;
        Rows::attempt(&mut self.session, prepared, params, self.budget).await
    }

    /// Deletes or changes the children that lost their parents, as their keys say.
    async fn act(&mut self) -> Result<(), Error> {
        for sql in writes::actions(&self.session.catalog()?) {
            self.session.run_action(&sql).await?;
        }
        Ok(())
    }

    /// How many rows refer to a parent that is not there.
    async fn orphans(&mut self) -> Result<i64, Error> {
        let Some(sql) = writes::orphans(&self.session.catalog()?) else { return Ok(0) };
        let mut rows = self.run_own(&sql, Params::Positional(Vec::new())).await?;
        let first = rows.next().await?;
        let count = match first.and_then(|row| row.values().next()) {
            Some(Value::Integer(count)) => count,
            _ => 0,
        };
        rows.finish().await?;
        Ok(count)
    }

    /// Finishes what the last statement began: the schema is spelled as it was written.
    async fn settle(&mut self) -> Result<(), Error> {
        if let Some((definition, before)) = self.defined.take() {
            let after = self.session.schema_rows().await?;
            for row in writes::spelling::restored(&before, &after, &definition) {
                self.session.put_schema_row(&row).await?;
            }
        }
        if std::mem::take(&mut self.counted) {
            self.session.run_action(writes::spelling::SEQUENCES).await?;
        }
        Ok(())
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
        let outcome = match outcome {
            Ok(answer) => self.settle().await.map(|()| answer),
            error => error,
        };
        if self.begun {
            match outcome {
                Ok(_) if self.checked => self.session.commit_checked().await?,
                Ok(_) => self.session.commit().await?,
                Err(_) => self.session.rollback().await,
            }
        }
        outcome
    }
}

/// The error of a foreign key that does not hold, as the engine and SQLite word it.
fn broken() -> Error {
    Error::new(Code::ConstraintViolation, "FOREIGN KEY constraint failed")
}
