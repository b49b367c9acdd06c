//! What a SQLite file holds, and which of its features the engine lacks: read from the file's own bytes, without the engine, so
//! that a file that does not open can still be explained.

mod file;
mod report;

pub use report::{Finding, Preflight, Severity};
