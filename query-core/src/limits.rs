//! How much one request may use, and how much of that is left.

use core::time::Duration;

use crate::coop::Coop;
use crate::error::{Code, Error};
use crate::host::Host;

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
    /// How many bytes of memory the request may take beyond what was in use when it came, where the host can tell. One function
    /// call may make an eighth of that.
    pub memory_bytes: u64,
    /// How long the request may keep the thread before its future lets the host have a turn, between two rows. Where the
    /// request owns the thread, as on Lambda, there is no need.
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
            memory_bytes: 512 * 1024 * 1024,
            turn: None,
        }
    }
}

impl Limits {
    /// How many bytes one function call may make of little: there can be some of them before the memory is looked at again.
    pub(crate) fn call_bytes(&self) -> u64 {
        self.memory_bytes / 8
    }

    /// Rejects a request whose body is too long.
    pub(crate) fn admit_body(&self, length: usize) -> Result<(), Error> {
        if length <= self.body_bytes {
            return Ok(());
        }
        let detail = format!("the body has {length} bytes; the limit is {}", self.body_bytes);
        Err(Error::new(Code::BodyTooLarge, detail))
    }

    pub(crate) fn budget(&self, host: &dyn Host) -> Budget {
        Budget {
            time: self.time,
            deadline: host.monotonic().saturating_add(self.time),
            vm_steps: self.vm_steps,
            memory_bytes: self.memory_bytes,
            memory: host.memory().map(|used| used.saturating_add(self.memory_bytes)),
            coop: Coop::new(self.turn),
            params: self.params,
            usage: Usage::default(),
        }
    }
}

/// What a request has used; for logs and headers, never for a body.
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
    memory_bytes: u64,
    /// How many bytes the host may have in use, where it can tell.
    memory: Option<u64>,
    coop: Coop,
    params: usize,
    usage: Usage,
}

impl Budget {
    /// What a statement may use that starts now, or the error that nothing is left.
    pub(crate) fn allowance(&self, host: &dyn Host) -> Result<Allowance, Error> {
        let vm_steps = self.vm_steps.map(|limit| limit.saturating_sub(self.usage.vm_steps));
        if host.monotonic() >= self.deadline {
            return Err(self.reached(Limit::Time));
        }
        if vm_steps == Some(0) {
            return Err(self.reached(Limit::Steps));
        }
        // The statement itself may have taken much, when it was prepared.
        if self.memory.is_some_and(|most| host.memory().is_some_and(|used| used > most)) {
            return Err(self.reached(Limit::Memory));
        }
        Ok(Allowance { deadline: self.deadline, vm_steps, memory: self.memory })
    }

    /// Lets the host have its turn where it is due.
    pub(crate) async fn give_turn(&mut self, host: &dyn Host) {
        self.coop.give(host).await;
    }

    /// How many parameters a statement may have.
    pub(crate) fn params(&self) -> usize {
        self.params
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

    /// The error of a request that reached this limit.
    pub(crate) fn reached(&self, limit: Limit) -> Error {
        match limit {
            Limit::Time => {
                let limit = self.time.as_millis();
                let detail = format!("the request exceeded its limit of {limit} ms; narrow the query or add an index");
                Error::new(Code::TimeLimit, detail)
            }
            Limit::Steps => {
                let limit = self.vm_steps.unwrap_or_default();
                let detail =
                    format!("the request exceeded its limit of {limit} steps; narrow the query or add an index");
                Error::new(Code::StepLimit, detail)
            }
            Limit::Memory => {
                let limit = self.memory_bytes;
                let detail =
                    format!("the request exceeded its limit of {limit} bytes of memory; sort or collect fewer rows");
                Error::new(Code::MemoryLimit, detail)
            }
        }
    }
}

/// What a statement may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    /// In the host's monotonic time.
    pub(crate) deadline: Duration,
    /// The steps that are left, if they are counted.
    pub(crate) vm_steps: Option<u64>,
    /// How many bytes the host may have in use, if it can tell.
    pub(crate) memory: Option<u64>,
}

/// A limit that a running statement can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Time,
    Steps,
    Memory,
}

impl Limit {
    /// In the order of their numbers.
    pub(crate) const ALL: [Self; 3] = [Self::Time, Self::Steps, Self::Memory];
}
