//! The tokens of a text, as the parser will see them.

use limbo_parser::lexer::{Lexer, Token};
use limbo_parser::token::TokenType;

/// A token that is neither space nor comment.
pub(super) struct Word<'a> {
    pub(super) kind: TokenType,
    pub(super) text: &'a [u8],
}

/// The words, as far as they can be read: what cannot, the parser will tell.
pub(super) fn words(sql: &str) -> Vec<Word<'_>> {
    Lexer::new(sql.as_bytes())
        .map_while(Result::ok)
        .filter(|token| token.token_type != TokenType::TK_NONE)
        .map(|Token { value, token_type }| Word { kind: token_type, text: value })
        .collect()
}

impl<'a> Word<'a> {
    /// The text without the quotes that a name may stand in.
    pub(super) fn name(&self) -> &'a [u8] {
        match self.text {
            [b'"', inner @ .., b'"']
            | [b'`', inner @ .., b'`']
            | [b'[', inner @ .., b']']
            | [b'\'', inner @ .., b'\''] => inner,
            text => text,
        }
    }
}
