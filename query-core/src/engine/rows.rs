//! The rows of a running statement, one step at a time.

use std::borrow::Cow;
use std::future::poll_fn;
use std::task::{Context, Poll};

use limbo::{Numeric, Statement, StatementStatusCounter as Counter, StepResult, Value as EngineValue};

use super::fault::{self, Fault};
use super::session::{Prepared, Session};
use crate::error::Error;
use crate::limits::{Budget, Limit, Usage};
use crate::policy::Kind;
use crate::value::Value;

/// A statement that runs. Dropped before [`Rows::finish`], it is stopped where it is, and not kept.
pub(crate) struct Rows<'s, 'e> {
    session: &'s mut Session<'e>,
    budget: &'s mut Budget,
    /// There until the statement is given back, or the engine panicked on it.
    prepared: Option<Prepared>,
    /// The first step is taken at the start, when the engine may find that the schema has changed.
    ahead: Option<Step>,
    returned: u64,
}

/// One row, until the next step.
pub(crate) struct Row<'r>(&'r limbo::Row);

/// What a statement has done, beside its rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) kind: Kind,
    pub(crate) rows_affected: i64,
    pub(crate) last_insert_rowid: Option<i64>,
    pub(crate) rows_read: u64,
}

#[derive(Clone, Copy)]
enum Step {
    Row,
    Done,
}

/// How a step ended that is neither a row nor the end.
enum Stop {
    Interrupted,
    Busy,
    Failed(Fault),
}

impl<'s, 'e> Rows<'s, 'e> {
    pub(super) async fn start(
        session: &'s mut Session<'e>,
        mut prepared: Prepared,
        budget: &'s mut Budget,
    ) -> Result<Self, Error> {
        prepared.statement.reset_metrics();
        let mut rows = Self { session, budget, prepared: Some(prepared), ahead: None, returned: 0 };
        rows.ahead = Some(rows.step().await?);
        Ok(rows)
    }

    /// The names of the columns, as the engine gives them.
    pub(crate) fn columns(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let statement = self.prepared.as_ref().map(|prepared| &prepared.statement);
        statement.into_iter().flat_map(|statement| (0..statement.num_columns()).map(|i| statement.get_column_name(i)))
    }

    /// The next row, or that there is none.
    pub(crate) async fn next(&mut self) -> Result<Option<Row<'_>>, Error> {
        let step = match self.ahead {
            Some(Step::Done) => Step::Done,
            _ => match self.ahead.take() {
                Some(step) => step,
                None => self.step().await?,
            },
        };
        match step {
            Step::Row => {
                let row = self.prepared.as_ref().and_then(|prepared| prepared.statement.row());
                Ok(row.map(Row))
            }
            Step::Done => {
                self.ahead = Some(Step::Done);
                Ok(None)
            }
        }
    }

    /// Says that the last row went into the response.
    pub(crate) fn returned_one(&mut self) {
        self.returned += 1;
    }

    /// Ends the statement: a reading one where it stands, a writing one when it has done all it had to.
    pub(crate) async fn finish(mut self) -> Result<Outcome, Error> {
        let kind = self.prepared.as_ref().map_or(Kind::Read, |prepared| prepared.kind);
        if kind.is_write() {
            while self.next().await?.is_some() {}
        }
        let usage = self.usage();
        let affected = self.prepared.as_ref().map_or(0, |prepared| prepared.statement.n_change());
        self.session.rest();
        if let Some(mut prepared) = self.prepared.take() {
            self.session.guard(|| prepared.statement.reset())?;
            self.session.keep(prepared);
        }
        self.budget.spend(usage);
        Ok(Outcome {
            kind,
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
            rows_returned: self.returned,
            vm_steps: statement.stmt_status(Counter::VmStep),
        }
    }

    async fn step(&mut self) -> Result<Step, Error> {
        let engine = self.session.engine();
        self.budget.give_turn(engine.host()).await;
        let io = engine.io();
        let Some(Prepared { statement, .. }) = &mut self.prepared else { return Ok(Step::Done) };
        match poll_fn(|context| poll_step(statement, io, context)).await {
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

/// Lets the engine go on until it has a row, is done, or has to wait.
fn poll_step(statement: &mut Statement, io: &dyn limbo::IO, context: &mut Context<'_>) -> Poll<Result<Step, Stop>> {
    let waker = context.waker();
    let result = match fault::guard(|| statement.step_with_waker(waker)) {
        Ok(result) => result,
        Err(fault) => return Poll::Ready(Err(Stop::Failed(fault))),
    };
    match result {
        StepResult::Row => Poll::Ready(Ok(Step::Row)),
        StepResult::Done => Poll::Ready(Ok(Step::Done)),
        StepResult::Interrupt => Poll::Ready(Err(Stop::Interrupted)),
        StepResult::Busy => Poll::Ready(Err(Stop::Busy)),
        // A page is on its way: the engine wakes us when it is there.
        StepResult::IO => match io.step() {
            Ok(()) => Poll::Pending,
            Err(error) => Poll::Ready(Err(Stop::Failed(error.into()))),
        },
        // The host's turn; then ours again.
        StepResult::Yield | StepResult::Sleep { .. } => {
            waker.wake_by_ref();
            match io.step() {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(Stop::Failed(error.into()))),
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
        self.0.get_values().map(|value| match value {
            EngineValue::Null => Value::Null,
            EngineValue::Numeric(Numeric::Integer(integer)) => Value::Integer(*integer),
            EngineValue::Numeric(Numeric::Float(real)) => Value::Real((*real).into()),
            EngineValue::Text(text) => Value::Text(Cow::Borrowed(text.as_str())),
            EngineValue::Blob(blob) => Value::Blob(Cow::Borrowed(blob)),
        })
    }
}
