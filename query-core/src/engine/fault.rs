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
            "the engine failed on this statement or on the database file; try writing the statement another way",
        ),
    }
}

/// An error of opening a database.
pub(super) fn opening(fault: Fault) -> Error {
    match fault {
        Fault::Refused(error) => unreadable(*error),
        Fault::Panicked => {
            Error::new(Code::DatabaseUnreadable, "the engine failed to read the file; it may be damaged")
        }
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
        LimboError::LockingError(_) | LimboError::Busy => format!("another process has locked the file: {text}"),
        LimboError::ParseError(_) | LimboError::LexerError(_) => {
            format!("the engine cannot read the schema: {text}; run `limbda check` for details")
        }
        _ => format!("the file cannot be opened: {text}"),
    };
    Error::new(Code::DatabaseUnreadable, detail)
}

/// The match is exhaustive: an error that the engine learns to give must be sorted before it compiles.
fn refused(error: &LimboError) -> Error {
    use LimboError as E;
    let text = clean(&error.to_string());
    match error {
        E::LexerError(_) => Error::new(Code::SqlSyntax, text),
        E::SqlError(_)
        | E::ParseError(_)
        | E::PlanningError(_)
        | E::ConversionError(_)
        | E::ParseIntError(_)
        | E::ParseFloatError(_)
        | E::InvalidDate(_)
        | E::InvalidTime(_)
        | E::InvalidModifier(_)
        | E::InvalidArgument(_)
        | E::InvalidFormatter(_)
        | E::InvalidTextRepresentation(_)
        | E::ExtensionError(_)
        | E::IntegerOverflow
        | E::DivisionByZero
        | E::SequenceExhausted { .. }
        | E::Dialect(_) => Error::new(Code::SqlError, text),
        E::Constraint(_) | E::ConstraintViolation(_) | E::ForeignKeyConstraint(_) | E::Raise(..) => {
            Error::new(Code::ConstraintViolation, text)
        }
        E::ReadOnly => Error::new(Code::ReadOnly, text),
        E::TooBig => Error::new(Code::ValueTooLarge, text),
        E::OutOfMemory => {
            let detail = "a function or a value would need more memory than one request may use; make it smaller";
            Error::new(Code::MemoryLimit, detail)
        }
        E::DatabaseFull => disk_full(),
        E::CompletionError(error) if is_full(error) => disk_full(),
        E::Busy
        | E::BusySnapshot
        | E::TableLocked
        | E::StatementsInProgress(_)
        | E::SchemaUpdated
        | E::SchemaConflict
        | E::Conflict(_)
        | E::WriteWriteConflict
        | E::CommitDependencyAborted => busy(),
        E::Corrupt(_) | E::NotADB | E::CompletionError(_) | E::LockingError(_) | E::UnsupportedEncoding(_) => {
            let detail = "the database file is damaged or cannot be read; run `limbda check` for details";
            Error::new(Code::DatabaseUnreadable, detail).because(text)
        }
        E::InternalError(_)
        | E::CacheError(_)
        | E::EnvVarError(_)
        | E::IoBackendUnavailable(_)
        | E::Page1NotAlloc
        | E::Interrupt
        | E::RaiseIgnore
        | E::TxError(_)
        | E::TxTerminated
        | E::NoSuchTransactionID(_)
        | E::NullValue
        | E::InvalidColumnType
        | E::InvalidBlobSize(_)
        | E::BlobHandleExpired
        | E::CheckpointFailed(_) => {
            let detail = "the engine failed on this statement; try writing it another way";
            Error::new(Code::Internal, detail).because(text)
        }
    }
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
    Error::new(Code::DiskFull, "the disk has no room for the write; nothing was written")
}

pub(super) fn busy() -> Error {
    Error::new(Code::Busy, "another write is in progress; retry the request")
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
        check(LimboError::Busy, Code::Busy, "retry the request");
        check(LimboError::TableLocked, Code::Busy, "retry the request");
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
        assert!(!String::from_utf8_lossy(error.to_response().body()).contains("secret"));
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
