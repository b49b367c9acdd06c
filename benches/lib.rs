//! The engine with nothing around it: the floor that the benches compare with.

use std::num::NonZeroUsize;
use std::sync::Arc;

use limbo::{ConnectOpts, Database, OpenFlags, OpenOptions, PlatformIO, SqliteDialect, Statement, StepResult, Value};

/// A statement on a file, prepared once.
pub struct Bare {
    statement: Statement,
}

impl Bare {
    /// Opens a file for reading and prepares a statement.
    ///
    /// # Errors
    /// What the engine says.
    pub fn open(path: &str, sql: &str) -> limbo::Result<Self> {
        let options = OpenOptions::new(Arc::new(SqliteDialect)).flags(OpenFlags::ReadOnly);
        let database = Database::open(Arc::new(PlatformIO::new()?), path, options)?;
        let statement = database.connect(ConnectOpts::new())?.prepare(sql)?;
        Ok(Self { statement })
    }

    /// Runs it with one integer bound, and gives each row to `look`.
    ///
    /// # Errors
    /// What the engine says.
    pub fn run(&mut self, id: i64, mut look: impl FnMut(&limbo::Row)) -> limbo::Result<()> {
        self.statement.bind_at(NonZeroUsize::MIN, Value::from_i64(id))?;
        loop {
            match self.statement.step()? {
                StepResult::Row => {
                    if let Some(row) = self.statement.row() {
                        look(row);
                    }
                }
                StepResult::Done => break,
                StepResult::IO | StepResult::Yield | StepResult::Sleep { .. } => self.statement._io().step()?,
                StepResult::Interrupt | StepResult::Busy => return Err(limbo::LimboError::Busy),
            }
        }
        self.statement.reset()
    }
}
