//! What a service and a caller may do at most.

use crate::error::{Code, Error};

/// Whether requests may write at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Nothing is ever written; the file is opened for reading.
    #[default]
    Read,
    /// A request with a token that may write does.
    Write,
}

impl Access {
    /// The name in settings and in `/health`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Access::Read => "read",
            Access::Write => "write",
        }
    }
}

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read.
    Read,
    /// Read and write.
    Write,
}

/// What one request may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    /// It has no token, and may read.
    Anonymous,
    /// Its token or its claims give this scope.
    Known(Scope),
}

impl Grant {
    /// Admits a write, or says what is missing.
    pub(super) fn write(self) -> Result<(), Error> {
        match self {
            Grant::Known(Scope::Write) => Ok(()),
            Grant::Known(Scope::Read) => Err(Error::new(Code::Forbidden, "the caller may read but not write")),
            Grant::Anonymous => {
                let detail =
                    "writing requires a token with the scope `write`; send it as `authorization: Bearer TOKEN`";
                Err(Error::new(Code::Unauthorized, detail))
            }
        }
    }
}
