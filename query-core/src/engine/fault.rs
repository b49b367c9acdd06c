//! The engine's errors, made ours; and its panics, made errors.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

use limbo::{CompletionError, LimboError};

use crate::error::{Code, Error};

/// What came of a call into the engine that was no success.
#[derive(Debug)]
pub(super) enum Fault {
    /// It said no.
    Refused(Box<LimboError>),
    /// It panicked: what it held is not to be used again.
    Panicked,
}

impl From<LimboError> for Fault {
    fn from(error: LimboError) -> Self {
        Fault::Refused(Box::new(error))
    }
}

/// Calls into the engine. A damaged file can make it panic; where panics unwind, that is an error like another.
pub(super) fn guard<T>(call: impl FnOnce() -> limbo::Result<T>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(Fault::from),
        Err(_) => Err(Fault::Panicked),
    }
}

/// An error of a statement.
pub(super) fn running(fault: Fault) -> Error {
    match fault {
        Fault::Refused(error) => refused(&error),
        Fault::Panicked => Error::new(
            Code::Internal,
            "the engine failed on this statement or on the database file; try another statement",
        ),
    }
}

/// An error of opening a database.
pub(super) fn opening(fault: Fault) -> Error {
    match fault {
        Fault::Refused(error) => unreadable(*error),
        Fault::Panicked => Error::new(Code::DatabaseUnreadable, "the engine failed on the file; it may be damaged"),
    }
}

/// What the engine says of a part of the schema that it cannot read.
pub(super) fn reason(fault: &Fault) -> String {
    match fault {
        Fault::Refused(error) => clean(&error.to_string()).trim_start_matches("Error: ").to_owned(),
        Fault::Panicked => "it fails on it".to_owned(),
    }
}

/// An error of opening a database.
pub(super) fn unreadable(error: LimboError) -> Error {
    let text = clean(&error.to_string());
    let detail = match &error {
        LimboError::NotADB => "the file is not a SQLite database".to_owned(),
        LimboError::CompletionError(_) => format!("the file cannot be read: {text}"),
        LimboError::LockingError(_) | LimboError::Busy => format!("another process holds the file: {text}"),
        LimboError::ParseError(_) | LimboError::LexerError(_) => {
            format!("the engine cannot read the schema: {text}; `limbda check` names the feature")
        }
        _ => format!("the file cannot be opened: {text}"),
    };
    Error::new(Code::DatabaseUnreadable, detail)
}

fn refused(error: &LimboError) -> Error {
    let text = clean(&error.to_string());
    let code = match error {
        LimboError::LexerError(_) => Code::SqlSyntax,
        LimboError::Constraint(_) | LimboError::ConstraintViolation(_) | LimboError::ForeignKeyConstraint(_) => {
            Code::ConstraintViolation
        }
        LimboError::Raise(..) => Code::ConstraintViolation,
        LimboError::ReadOnly => Code::ReadOnly,
        LimboError::TooBig => Code::ValueTooLarge,
        LimboError::OutOfMemory => {
            let detail = "a function or a value would take more memory than a request may; make less of it";
            return Error::new(Code::MemoryLimit, detail);
        }
        LimboError::DatabaseFull => return disk_full(),
        LimboError::CompletionError(error) if is_full(error) => return disk_full(),
        LimboError::Busy | LimboError::BusySnapshot | LimboError::TableLocked | LimboError::StatementsInProgress(_) => {
            return busy();
        }
        LimboError::Corrupt(_) | LimboError::NotADB | LimboError::CompletionError(_) | LimboError::LockingError(_) => {
            let detail = "the database file is damaged or cannot be read; `limbda check` tells more";
            return Error::new(Code::DatabaseUnreadable, detail).because(text);
        }
        LimboError::InternalError(_)
        | LimboError::CacheError(_)
        | LimboError::EnvVarError(_)
        | LimboError::IoBackendUnavailable(_)
        | LimboError::Page1NotAlloc => {
            let detail = "the engine failed on this statement; try another way to write it";
            return Error::new(Code::Internal, detail).because(text);
        }
        _ => Code::SqlError,
    };
    Error::new(code, text)
}

/// Whether a write found no room, or no room for all of it.
fn is_full(error: &CompletionError) -> bool {
    let kind = match error {
        CompletionError::ShortWrite => return true,
        CompletionError::IOError(kind, _) => *kind,
        #[cfg(target_family = "unix")]
        CompletionError::RustixIOError(error) => std::io::Error::from(*error).kind(),
        _ => return false,
    };
    matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

fn disk_full() -> Error {
    Error::new(Code::DiskFull, "there is no room on the disk for the write; nothing of it is written")
}

pub(super) fn busy() -> Error {
    Error::new(Code::Busy, "another write is under way; send the request again")
}

/// The engine's text without the prefixes that say where in the engine it comes from.
fn clean(text: &str) -> String {
    let mut text = text;
    for prefix in ["Parse error: ", "Planning error: ", "Runtime error: ", "Conversion error: ", "Extension error: "] {
        text = text.strip_prefix(prefix).unwrap_or(text);
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;

    #[track_caller]
    fn check(error: LimboError, code: Code, detail: &str) {
        let error = running(error.into());
        assert_eq!(error.code(), code);
        assert!(error.detail().contains(detail), "{error}");
    }

    #[test]
    fn the_engines_errors_have_our_codes_and_none_of_its_prefixes() {
        check(LimboError::DatabaseFull, Code::DiskFull, "no room");
        check(LimboError::Busy, Code::Busy, "send the request again");
        check(LimboError::TableLocked, Code::Busy, "send the request again");
        check(LimboError::ReadOnly, Code::ReadOnly, "readonly");
        check(LimboError::Corrupt("page 7".to_owned()), Code::DatabaseUnreadable, "limbda check");
        check(LimboError::TooBig, Code::ValueTooLarge, "too big");
        check(LimboError::ParseError("no such table: t".to_owned()), Code::SqlError, "no such table: t");
        assert_eq!(running(LimboError::ParseError("x".to_owned()).into()).detail(), "x");
    }

    #[test]
    fn nothing_of_the_inside_leaks() {
        let error = running(LimboError::InternalError("pager.rs: secret".to_owned()).into());
        assert_eq!(error.code(), Code::Internal);
        assert!(!error.detail().contains("secret"));
        assert!(error.cause().is_some_and(|cause| cause.contains("secret")));
        assert!(!String::from_utf8_lossy(error.into_response().body()).contains("secret"));
    }

    #[cfg(panic = "unwind")]
    #[test]
    fn a_panic_is_an_error() {
        std::panic::set_hook(Box::new(|_| {}));
        let fault = guard(|| -> limbo::Result<()> { panic!("a damaged page") }).unwrap_err();
        let _ = std::panic::take_hook();
        assert_eq!(running(fault).code(), Code::Internal);
    }
}
