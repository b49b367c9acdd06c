//! How much one request may ask for, and what is left of it.

use core::time::Duration;

use crate::error::{Code, Error};
use crate::host::Host;
use crate::turn::Turn;

/// What one request may use. Every field is a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long the request may run.
    pub time: Duration,
    /// How many rows a statement may return; the rest is cut off, and `truncated` says so.
    pub rows: usize,
    /// How many bytes the response's body may have.
    pub response_bytes: usize,
    /// How many bytes the response's body may have as a string within JSON, where that is how it travels.
    pub envelope_bytes: Option<usize>,
    /// How many bytes the request's body may have.
    pub body_bytes: usize,
    /// How many bytes one SQL text may have.
    pub sql_bytes: usize,
    /// How many parameters one statement may have.
    pub params: usize,
    /// How many statements one batch may have.
    pub statements: usize,
    /// How many steps of the engine's virtual machine the request may take; they are the same on every machine.
    pub vm_steps: Option<u64>,
    /// How long the request may keep the thread before its future lets the host have a turn, between two rows. Where the
    /// thread is the request's own, as on Lambda, there is no need.
    pub turn: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(5),
            rows: 10_000,
            // Lambda's own ceiling is 6 MB, with the escapes that make a JSON string of the body.
            response_bytes: 5_500_000,
            envelope_bytes: None,
            body_bytes: 6 * 1024 * 1024,
            sql_bytes: 100_000,
            params: 1_000,
            statements: 100,
            vm_steps: None,
            turn: None,
        }
    }
}

impl Limits {
    pub(crate) fn budget(&self, host: &dyn Host) -> Budget {
        Budget {
            time: self.time,
            deadline: host.monotonic().saturating_add(self.time),
            vm_steps: self.vm_steps,
            turn: Turn::new(self.turn),
            usage: Usage::default(),
        }
    }
}

/// What a request has used; for logs and headers, never for a body.
///
/// A response of [`Service::handle`](crate::Service::handle) carries it as an extension.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Rows the engine looked at.
    pub rows_read: u64,
    /// Rows the engine changed, in tables and indexes.
    pub rows_written: u64,
    /// Rows that went into the response.
    pub rows_returned: u64,
    /// Steps of the engine's virtual machine.
    pub vm_steps: u64,
}

/// What is left of a request's limits.
#[derive(Debug)]
pub(crate) struct Budget {
    time: Duration,
    deadline: Duration,
    vm_steps: Option<u64>,
    turn: Turn,
    usage: Usage,
}

impl Budget {
    /// The time that is left, or the error that there is none.
    pub(crate) fn time_left(&self, host: &dyn Host) -> Result<Duration, Error> {
        match self.deadline.saturating_sub(host.monotonic()) {
            Duration::ZERO => Err(self.out_of_time()),
            left => Ok(left),
        }
    }

    /// The steps that are left, if they are counted.
    pub(crate) fn steps_left(&self) -> Result<Option<u64>, Error> {
        match self.vm_steps.map(|limit| limit.saturating_sub(self.usage.vm_steps)) {
            Some(0) => Err(self.out_of_steps()),
            left => Ok(left),
        }
    }

    /// Lets the host have its turn where it is due.
    pub(crate) async fn give_turn(&mut self, host: &dyn Host) {
        self.turn.give(host).await;
    }

    pub(crate) fn spend(&mut self, usage: Usage) {
        self.usage.rows_read += usage.rows_read;
        self.usage.rows_written += usage.rows_written;
        self.usage.rows_returned += usage.rows_returned;
        self.usage.vm_steps += usage.vm_steps;
    }

    pub(crate) fn usage(&self) -> Usage {
        self.usage
    }

    pub(crate) fn out_of_time(&self) -> Error {
        let limit = self.time.as_millis();
        Error::new(Code::TimeLimit, format!("the request ran for its limit of {limit} ms; narrow it, or add an index"))
    }

    pub(crate) fn out_of_steps(&self) -> Error {
        let limit = self.vm_steps.unwrap_or_default();
        Error::new(Code::StepLimit, format!("the request took its limit of {limit} steps; narrow it, or add an index"))
    }
}
