//! Functions that take the length of their result: the engine allocates it at once, however large it is.

use limbo_parser::token::TokenType as T;

use super::tokens::Token;
use crate::error::{Code, Error};

/// The function, and which of its arguments, counted from 0, is the length.
const LENGTHS: &[(&[u8], usize)] = &[(b"zeroblob", 0), (b"randomblob", 0), (b"repeat", 1), (b"lpad", 1), (b"rpad", 1)];

/// The most bytes that one text may ask for in all.
const MOST: u64 = 1_000_000;

/// Admits a length only where it can be read from the text: as a literal number.
pub(super) fn check(tokens: &[Token<'_>]) -> Result<(), Error> {
    let mut total = 0_u64;
    for (i, token) in tokens.iter().enumerate() {
        let Some((name, argument)) = LENGTHS.iter().find(|(name, _)| token.name().eq_ignore_ascii_case(name)) else {
            continue;
        };
        if tokens.get(i + 1).is_none_or(|next| next.kind != T::TK_LP) {
            continue;
        }
        let length = nth(&tokens[i + 2..], *argument).and_then(number);
        total = total.saturating_add(length.unwrap_or(u64::MAX));
        if total > MOST {
            let name = String::from_utf8_lossy(name);
            let detail = format!(
                "`{name}` needs its length as a literal number, and such lengths may add up to at most {MOST} bytes"
            );
            return Err(Error::new(Code::SqlTooComplex, detail));
        }
    }
    Ok(())
}

/// The tokens of an argument, given those after the opening parenthesis.
fn nth<'t, 'a>(tokens: &'t [Token<'a>], argument: usize) -> Option<&'t [Token<'a>]> {
    let mut depth = 0_usize;
    let mut ends = tokens.iter().enumerate().filter_map(|(i, token)| match token.kind {
        T::TK_LP => {
            depth += 1;
            None
        }
        T::TK_RP if depth == 0 => Some(i),
        T::TK_RP => {
            depth -= 1;
            None
        }
        T::TK_COMMA if depth == 0 => Some(i),
        _ => None,
    });
    let start = match argument.checked_sub(1) {
        Some(before) => ends.nth(before)? + 1,
        None => 0,
    };
    tokens.get(start..ends.next()?)
}

fn number(tokens: &[Token<'_>]) -> Option<u64> {
    let [Token { kind: T::TK_INTEGER, text }] = tokens else { return None };
    std::str::from_utf8(text).ok()?.parse().ok()
}
