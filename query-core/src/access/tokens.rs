//! Bearer tokens, known by their digests alone.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::scope::{Grant, Scope};
use crate::error::{Code, Error};

/// The tokens a service takes, as SHA-256 digests with their scopes.
///
/// Without any, everyone may read and no one may write.
#[derive(Clone, Default)]
pub struct Tokens {
    digests: Vec<([u8; 32], Scope)>,
    /// Whether a request without a token may read, where there are tokens: `read:*`.
    open: bool,
}

impl Tokens {
    /// Reads a list such as `read:*,write:<64 hex digits>`: a scope and the SHA-256 digest of a token, or `*` for everyone.
    ///
    /// # Errors
    /// The text of the error names the entry that does not fit; it never holds a digest.
    pub fn parse(list: &str) -> Result<Self, String> {
        let mut tokens = Self::default();
        for (i, entry) in list.split(',').map(str::trim).enumerate() {
            let position = i + 1;
            let Some((scope, digest)) = entry.split_once(':') else {
                return Err(format!("entry {position} has no scope; expected read:DIGEST or write:DIGEST"));
            };
            let scope = match scope {
                "read" => Scope::Read,
                "write" => Scope::Write,
                other => return Err(format!("entry {position} has the scope `{other}`; expected read or write")),
            };
            match (digest, scope) {
                ("*", Scope::Read) => tokens.open = true,
                ("*", Scope::Write) => {
                    return Err(format!("entry {position} lets everyone write; writing requires a token"));
                }
                (digest, scope) => match unhex(digest) {
                    Some(digest) => tokens.digests.push((digest, scope)),
                    None => {
                        return Err(format!(
                            "entry {position} has no SHA-256 digest; expected 64 hex digits, as `printf %s TOKEN | sha256sum` prints"
                        ));
                    }
                },
            }
        }
        Ok(tokens)
    }

    /// Whether any token may write.
    pub fn can_write(&self) -> bool {
        self.digests.iter().any(|(_, scope)| *scope == Scope::Write)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// Whether a request without a token may read.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// What a request with these headers may do, where tokens are configured.
    pub(super) fn grant(&self, headers: &HeaderMap) -> Result<Grant, Error> {
        let Some(header) = headers.get(AUTHORIZATION) else {
            return if self.open {
                Ok(Grant::Anonymous)
            } else {
                Err(Error::new(Code::Unauthorized, "send a token, as `authorization: Bearer TOKEN`"))
            };
        };
        let token = header.to_str().ok().and_then(|value| value.split_once(' '));
        let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
        match token.and_then(|token| self.scope(token)) {
            Some(scope) => Ok(Grant::Known(scope)),
            None => Err(Error::new(
                Code::Unauthorized,
                "the token is not valid; send a valid one as `authorization: Bearer TOKEN`",
            )),
        }
    }

    /// The widest scope of a token. Compares every digest in full, whatever matches, to keep the timing constant.
    fn scope(&self, token: &str) -> Option<Scope> {
        let given: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut reads = Choice::from(0);
        let mut writes = Choice::from(0);
        for (digest, scope) in &self.digests {
            let same = digest.ct_eq(&given);
            match scope {
                Scope::Read => reads |= same,
                Scope::Write => writes |= same,
            }
        }
        match (bool::from(reads), bool::from(writes)) {
            (_, true) => Some(Scope::Write),
            (true, false) => Some(Scope::Read),
            (false, false) => None,
        }
    }
}

/// Shows how many tokens there are, and nothing of them.
impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("digests", &self.digests.len()).field("open", &self.open).finish()
    }
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    if pairs.len() != digest.len() {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(pairs) {
        let digit = |hex: u8| char::from(hex).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(digest)
}
