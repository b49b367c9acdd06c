//! Which scope a request has, and what that lets it do.

use bytes::Bytes;
use http::Request;

use super::claims::{ClaimScopes, Claims};
use super::tokens::Tokens;
use crate::error::{Code, Error};
use crate::statement::Kind;

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
    /// Look.
    Read,
    /// Look and change.
    Write,
}

/// The scope of a request: by its claims, else by its token. Where neither is asked for, anyone may read.
fn grant(tokens: &Tokens, scopes: &ClaimScopes, request: &Request<Bytes>) -> Result<Grant, Error> {
    let claims = request.extensions().get::<Claims>();
    match claims.and_then(|claims| scopes.scope(claims)) {
        Some(scope) => Ok(Grant::Known(scope)),
        None if !tokens.is_empty() => tokens.grant(request.headers()),
        None if scopes.is_empty() || tokens.is_open() => Ok(Grant::Anonymous),
        None if claims.is_some() => {
            Err(Error::new(Code::Forbidden, "nothing that is claimed of the caller gives access"))
        }
        None => Err(Error::new(Code::Unauthorized, "come through the authorizer: nothing is claimed of the caller")),
    }
}

/// What one request may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    /// It came without a token, and may read.
    Anonymous,
    /// Its token, or what is claimed of it, gives this scope.
    Known(Scope),
}

impl Grant {
    /// Lets a write pass, or says what it lacks.
    fn write(self) -> Result<(), Error> {
        match self {
            Grant::Known(Scope::Write) => Ok(()),
            Grant::Known(Scope::Read) => Err(Error::new(Code::Forbidden, "the caller may read, not write")),
            Grant::Anonymous => {
                let detail = "a write needs a token that may write; send it as `authorization: Bearer TOKEN`";
                Err(Error::new(Code::Unauthorized, detail))
            }
        }
    }
}

/// What a request may do with the database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permission {
    access: Access,
    grant: Grant,
}

impl Permission {
    /// What a service with these rules lets a request do.
    ///
    /// # Errors
    /// [`Code::Unauthorized`] or [`Code::Forbidden`]: the request may do nothing at all.
    pub(crate) fn of(
        access: Access,
        tokens: &Tokens,
        claims: &ClaimScopes,
        request: &Request<Bytes>,
    ) -> Result<Self, Error> {
        Ok(Self { access, grant: grant(tokens, claims, request)? })
    }

    /// What anyone may do, whoever they are: read.
    pub(crate) fn anonymous(access: Access) -> Self {
        Self { access, grant: Grant::Anonymous }
    }

    /// Whether any statement of this request may write.
    pub(crate) fn may_write(self) -> bool {
        self.admit(Kind::Write).is_ok()
    }

    /// Lets a statement of this kind pass, or says why not.
    pub(crate) fn admit(self, kind: Kind) -> Result<(), Error> {
        match (kind.is_write(), self.access) {
            (false, _) => Ok(()),
            (true, Access::Read) => Err(Error::new(
                Code::ReadOnly,
                "this statement writes, and the service only reads; a deployment that writes sets LIMBDA_ACCESS=write",
            )),
            (true, Access::Write) => self.grant.write(),
        }
    }
}
