//! The tokens of an SQL text, as the parser sees them.

use limbo_parser::lexer::Lexer;
use limbo_parser::token::TokenType;

/// A token that is neither space nor comment.
pub(super) struct Token<'a> {
    pub(super) kind: TokenType,
    pub(super) text: &'a [u8],
}

/// The tokens, up to the first that cannot be read: the parser reports that one.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    Lexer::new(sql.as_bytes())
        .map_while(Result::ok)
        .filter(|token| token.token_type != TokenType::TK_NONE)
        .map(|limbo_parser::lexer::Token { value, token_type }| Token { kind: token_type, text: value })
        .collect()
}

impl<'a> Token<'a> {
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
