//! The rows of a running statement, one step at a time.

use std::borrow::Cow;

use limbo::StatementStatusCounter as Counter;

use super::bind;
use super::fault::{self, Fault};
use super::session::Session;
use super::statements::Prepared;
use super::step::{Step, Stop, step};
use crate::error::Error;
use crate::limits::{Budget, Limit, Usage};
use crate::params::Params;
use crate::statement::Kind;
use crate::value::Value;

/// A statement that runs. Dropped before [`Rows::finish`], it is stopped where it is, and not kept.
pub(crate) struct Rows<'s, 'e> {
    session: &'s mut Session<'e>,
    budget: &'s mut Budget,
    /// There until the statement is given back, or the engine panicked on it.
    prepared: Option<Prepared>,
    /// The first step is taken at the start, when the engine may find that the schema has changed.
    ahead: Option<Step>,
    returned: usize,
    /// How many rows are returned at most.
    most: usize,
    truncated: bool,
}

/// One row, until the next step.
pub(crate) struct Row<'r>(&'r limbo::Row);

/// What a statement has done, besides its rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finished {
    pub(crate) kind: Kind,
    /// Whether there were more rows than the limit lets through.
    pub(crate) truncated: bool,
    pub(crate) rows_affected: i64,
    pub(crate) last_insert_rowid: Option<i64>,
    pub(crate) rows_read: u64,
}

impl<'s, 'e> Rows<'s, 'e> {
    /// Binds the parameters of a statement and starts it; at most `most` rows come back.
    pub(crate) async fn start(
        session: &'s mut Session<'e>,
        mut prepared: Prepared,
        params: Params<'_>,
        budget: &'s mut Budget,
        most: usize,
    ) -> Result<Self, Error> {
        bind::bind(&mut prepared.statement, params, budget.params())?;
        session.limit(&budget.allowance(session.host())?)?;
        prepared.statement.reset_metrics();
        let prepared = Some(prepared);
        let mut rows = Self { session, budget, prepared, ahead: None, returned: 0, most, truncated: false };
        rows.ahead = Some(rows.step().await?);
        Ok(rows)
    }

    /// The names of the columns, as the engine gives them.
    pub(crate) fn columns(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let statement = self.prepared.as_ref().map(|prepared| &prepared.statement);
        statement.into_iter().flat_map(|statement| (0..statement.num_columns()).map(|i| statement.get_column_name(i)))
    }

    /// The next row; none at the end, or at the limit.
    pub(crate) async fn next(&mut self) -> Result<Option<Row<'_>>, Error> {
        if self.truncated {
            return Ok(None);
        }
        match self.advance().await? {
            Step::Row if self.returned == self.most => {
                self.truncated = true;
                Ok(None)
            }
            Step::Row => {
                self.returned += 1;
                let row = self.prepared.as_ref().and_then(|prepared| prepared.statement.row());
                Ok(row.map(Row))
            }
            Step::Done => Ok(None),
        }
    }

    /// Ends the statement: a read where it stands, a write once it has run to completion.
    pub(crate) async fn finish(mut self) -> Result<Finished, Error> {
        let kind = self.prepared.as_ref().map_or(Kind::Read, |prepared| prepared.kind);
        if kind.is_write() {
            while let Step::Row = self.advance().await? {}
        }
        let usage = self.usage();
        let affected = self.prepared.as_ref().map_or(0, |prepared| prepared.statement.n_change());
        self.session.rest();
        if let Some(mut prepared) = self.prepared.take() {
            self.session.guard(|| prepared.statement.reset())?;
            self.session.keep(prepared);
        }
        self.budget.spend(usage);
        Ok(Finished {
            kind,
            truncated: self.truncated,
            rows_affected: if kind.is_write() { affected } else { 0 },
            last_insert_rowid: match kind {
                Kind::Insert if affected > 0 => self.session.last_insert_rowid(),
                _ => None,
            },
            rows_read: usage.rows_read,
        })
    }

    fn usage(&self) -> Usage {
        let Some(Prepared { statement, .. }) = &self.prepared else { return Usage::default() };
        Usage {
            rows_read: statement.stmt_status(Counter::RowsRead),
            rows_written: statement.stmt_status(Counter::RowsWritten),
            rows_returned: self.returned as u64,
            vm_steps: statement.stmt_status(Counter::VmStep),
        }
    }

    /// The step that was taken ahead, or the next one; after the end, the end again.
    async fn advance(&mut self) -> Result<Step, Error> {
        let step = match self.ahead.take() {
            Some(step) => step,
            None => self.step().await?,
        };
        if let Step::Done = step {
            self.ahead = Some(Step::Done);
        }
        Ok(step)
    }

    async fn step(&mut self) -> Result<Step, Error> {
        self.budget.give_turn(self.session.host()).await;
        let Some(Prepared { statement, .. }) = &mut self.prepared else { return Ok(Step::Done) };
        match step(statement, self.session.io()).await {
            Ok(step) => Ok(step),
            Err(Stop::Busy) => Err(fault::busy()),
            Err(Stop::Interrupted) => Err(self.budget.reached(self.session.reached().unwrap_or(Limit::Time))),
            Err(Stop::Failed(fault)) => {
                if matches!(fault, Fault::Panicked) {
                    std::mem::forget(self.prepared.take());
                    self.session.abandon();
                }
                Err(fault::running(fault))
            }
        }
    }
}

impl Drop for Rows<'_, '_> {
    fn drop(&mut self) {
        let usage = self.usage();
        self.session.rest();
        if let Some(mut prepared) = self.prepared.take() {
            self.budget.spend(usage);
            // A statement that failed or was left is not kept: the next request prepares it afresh.
            if self.session.guard(|| prepared.statement.reset()).is_err() {
                self.session.abandon();
                std::mem::forget(prepared);
            }
        }
    }
}

impl<'r> Row<'r> {
    /// The values, in the order of the columns, borrowed from the engine.
    pub(crate) fn values(&self) -> impl Iterator<Item = Value<'r>> + use<'r> {
        self.0.get_values().map(bind::value)
    }
}
