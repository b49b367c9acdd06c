//! What one request may do with the database.

use bytes::Bytes;
use http::Request;

use super::claims::{ClaimScopes, Claims};
use super::scope::{Access, Grant};
use super::tokens::Tokens;
use crate::error::{Code, Error};
use crate::statement::Kind;

/// What a request may do with the database: the service's access, narrowed by who is asking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permission {
    access: Access,
    grant: Grant,
}

impl Permission {
    /// What a request may do, by these rules.
    ///
    /// # Errors
    /// [`Code::Unauthorized`] or [`Code::Forbidden`]: the request may not even read.
    pub(crate) fn of(
        access: Access,
        tokens: &Tokens,
        claims: &ClaimScopes,
        request: &Request<Bytes>,
    ) -> Result<Self, Error> {
        Ok(Self { access, grant: grant(tokens, claims, request)? })
    }

    /// What anyone may do: read.
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
                "this statement writes, and the service is read-only; set LIMBDA_ACCESS=write to allow writes",
            )),
            (true, Access::Write) => self.grant.write(),
        }
    }
}

/// The scope of a request: by its claims, else by its token. Where neither is asked for, anyone may read.
fn grant(tokens: &Tokens, scopes: &ClaimScopes, request: &Request<Bytes>) -> Result<Grant, Error> {
    let claims = request.extensions().get::<Claims>();
    match claims.and_then(|claims| scopes.scope(claims)) {
        Some(scope) => Ok(Grant::Known(scope)),
        None if !tokens.is_empty() => tokens.grant(request.headers()),
        None if scopes.is_empty() || tokens.is_open() => Ok(Grant::Anonymous),
        None if claims.is_some() => Err(Error::new(Code::Forbidden, "none of the caller's claims grants access")),
        None => Err(Error::new(
            Code::Unauthorized,
            "the request carries no claims; call the service through its gateway's authorizer",
        )),
    }
}
