//! One step of a prepared statement, as a future.

use std::future::poll_fn;
use std::task::{Context, Poll};

use limbo::{IO, Statement, StepResult};

use super::fault::{self, Fault};

#[derive(Clone, Copy)]
pub(super) enum Step {
    Row,
    Done,
}

/// How a step ended that is neither a row nor the end.
pub(super) enum Stop {
    Interrupted,
    Busy,
    Failed(Fault),
}

/// Lets the engine go on until it has a row, is done, or cannot go on; suspends while it waits for the storage.
pub(super) async fn step(statement: &mut Statement, io: &dyn IO) -> Result<Step, Stop> {
    poll_fn(|context| poll_step(statement, io, context)).await
}

fn poll_step(statement: &mut Statement, io: &dyn IO, context: &mut Context<'_>) -> Poll<Result<Step, Stop>> {
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
        // A page is on its way: the engine wakes the request when it is there.
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
