//! The service's SQL beside SQLite's: the same statements, the same answers.
//!
//! `README.md` says what is proven and how. Here are the two [`Database`]s, what they answer, and where they are known to differ.
#![cfg(not(target_family = "wasm"))]

mod answer;
mod differences;
mod limbo;
mod script;
mod sqlite;
mod tape;

pub use answer::{Answer, Database, Failure, Value};
pub use differences::{DIFFERENCES, Difference, Outcome};
pub use limbo::{Limbo, NOW_MS};
pub use script::{Script, Type};
pub use sqlite::Sqlite;
pub use tape::Tape;
