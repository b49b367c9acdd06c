//! An authorizer's claims, by name, and the scopes that they give.

use super::scope::Scope;

/// The claims about a caller that a trusted authorizer verified: an extension of the request, set by the host from what its
/// gateway passes on, never from a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims(Vec<String>);

impl FromIterator<String> for Claims {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

/// Which claims give which scope.
#[derive(Clone, Debug, Default)]
pub struct ClaimScopes(Vec<(String, Scope)>);

impl ClaimScopes {
    /// Reads a list such as `read:limbda/read,write:limbda/write`: a scope and the name of a claim that gives it.
    ///
    /// # Errors
    /// The text of the error names the entry that does not fit.
    pub fn parse(list: &str) -> Result<Self, String> {
        let entries = list.split(',').map(str::trim).enumerate();
        let scopes = entries.map(|(i, entry)| match entry.split_once(':') {
            Some(("read", name)) if !name.is_empty() => Ok((name.to_owned(), Scope::Read)),
            Some(("write", name)) if !name.is_empty() => Ok((name.to_owned(), Scope::Write)),
            _ => Err(format!("entry {} is `{entry}`; expected read:CLAIM or write:CLAIM", i + 1)),
        });
        Ok(Self(scopes.collect::<Result<_, _>>()?))
    }

    /// Whether any claim may write.
    pub fn can_write(&self) -> bool {
        self.0.iter().any(|(_, scope)| *scope == Scope::Write)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The widest scope that any of the claims gives.
    pub(super) fn scope(&self, claims: &Claims) -> Option<Scope> {
        let given = self.0.iter().filter(|(name, _)| claims.0.contains(name));
        given.map(|(_, scope)| *scope).max()
    }
}
