//! Why there is no answer.

use std::fmt;
use std::process::ExitStatus;
use std::time::Duration;

/// How a process fails to answer; the texts are the process's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It could not be started: `/runtime/init/error`.
    Init(String),
    /// It gave an error for the invocation: `/runtime/invocation/{id}/error`.
    Invocation(String),
    /// It ended.
    Exited(ExitStatus),
    /// It lives, and says nothing for so long.
    Silent(Duration),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Init(text) => write!(f, "the function's init failed: {text}"),
            Failure::Invocation(text) => write!(f, "the function's answer is an error: {text}"),
            Failure::Exited(status) => write!(f, "the function's process ended: {status}"),
            Failure::Silent(patience) => write!(f, "the function has said nothing for {} s", patience.as_secs()),
        }
    }
}

impl std::error::Error for Failure {}
