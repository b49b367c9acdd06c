//! Lambda's Runtime API on loopback: what a function's process asks for events and tells its answers.
//!
//! [`RuntimeApi`] is the API alone, for a process that somebody else starts. [`Process`] starts one as Lambda does, with
//! Lambda's variables and nothing else of this machine's environment, and ends it.
//!
//! One invocation is under way at a time, as on Lambda. The moments that are told are taken where the bytes pass: before the
//! event is written to the process, and when the last byte of the answer has been read from it.

mod api;
mod connection;
mod failure;
mod http;
mod memory;
mod process;

pub use api::{Answer, RuntimeApi};
pub use failure::Failure;
pub use memory::Memory;
pub use process::Process;
