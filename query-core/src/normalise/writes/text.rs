//! What the engine would store in a definition and SQLite could not read back.

use limbo_parser::ast::Stmt;
use limbo_parser::lexer::Lexer;
use limbo_parser::token::TokenType;

use super::{Write, rejected};
use crate::error::{Code, Error};

/// A token that is neither space nor comment, and where it begins.
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenType,
    pub(crate) text: &'a [u8],
    pub(crate) offset: usize,
}

impl<'a> Token<'a> {
    /// The text without the quotes that a name may stand in.
    pub(crate) fn name(&self) -> &'a [u8] {
        match self.text {
            [b'"', inner @ .., b'"']
            | [b'`', inner @ .., b'`']
            | [b'[', inner @ .., b']']
            | [b'\'', inner @ .., b'\''] => inner,
            text => text,
        }
    }
}

/// The tokens of a text that has been parsed. A `[name]` is one token, as in SQLite; to the engine's lexer it is three.
pub(super) fn tokens(sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mut offset = 0;
    let mut lexer = Lexer::new(sql.as_bytes());
    std::iter::from_fn(move || {
        loop {
            let token = lexer.next()?.ok()?;
            let start = offset;
            offset += token.value.len();
            match token.token_type {
                TokenType::TK_NONE => {}
                TokenType::TK_LBRACKET => {
                    offset = start + sql[start..].find(']')? + 1;
                    lexer = Lexer::new(&sql.as_bytes()[offset..]);
                    return Some(Token { kind: TokenType::TK_ID, text: &sql.as_bytes()[start..offset], offset: start });
                }
                kind => return Some(Token { kind, text: token.value, offset: start }),
            }
        }
    })
}

/// Whether the tokens of `text` have one of this kind.
pub(super) fn has(text: &str, kind: TokenType) -> bool {
    tokens(text).any(|token| token.kind == kind)
}

/// Functions of the engine's own: SQLite could not write to a table whose constraints or indexes call one.
const OWN_FUNCTIONS: &[&str] = &[
    "btrim",
    "char_length",
    "character_length",
    "chr",
    "lpad",
    "median",
    "mod",
    "percentile",
    "percentile_cont",
    "percentile_disc",
    "regexp",
    "repeat",
    "reverse",
    "rpad",
    "stddev",
    "string_reverse",
    "strpos",
    "turso_version",
    "uuid4",
    "uuid4_str",
    "uuid7",
    "uuid7_timestamp_ms",
    "uuid_blob",
    "uuid_str",
];

/// How SQLite rejects parameters in what a statement defines.
fn parameters(statement: &Stmt) -> Option<&'static str> {
    match statement {
        Stmt::CreateView { .. } => Some("parameters are not allowed in views"),
        Stmt::CreateTrigger { .. } => Some("trigger cannot use variables"),
        Stmt::CreateIndex { .. } => Some("parameters prohibited in index expressions and partial index WHERE clauses"),
        Stmt::CreateTable { .. } | Stmt::AlterTable(_) => Some("parameters prohibited in definitions of tables"),
        _ => None,
    }
}

/// A stored definition is text, and SQLite reads it again: it must be SQLite's own.
pub(super) fn check(write: &Write<'_>) -> Result<(), Error> {
    let Some(parameters) = parameters(write.statement) else { return Ok(()) };
    let is_table = matches!(write.statement, Stmt::CreateTable { .. } | Stmt::CreateIndex { .. } | Stmt::AlterTable(_));
    let tokens: Vec<_> = tokens(write.sql).collect();
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1).map(|token| token.kind);
        let is_call = token.kind == TokenType::TK_ID && next == Some(TokenType::TK_LP);
        match token.kind {
            TokenType::TK_VARIABLE if !has_a_query_of_its_own(write.statement) => {
                return Err(rejected(parameters).at_offset(token.offset));
            }
            TokenType::TK_WITHIN if next == Some(TokenType::TK_GROUP) => return Err(unreadable(token)),
            TokenType::TK_LATERAL if next == Some(TokenType::TK_LP) => return Err(unreadable(token)),
            TokenType::TK_ARRAY_CONTAINS | TokenType::TK_ARRAY_OVERLAP => return Err(unreadable(token)),
            _ if is_table && is_call && is_own(token.name()) => {
                let name = String::from_utf8_lossy(token.name()).into_owned();
                return Err(rejected(format!("no such function: {name}")).at_offset(token.offset));
            }
            _ => {}
        }
    }
    Ok(())
}

/// CREATE TABLE AS runs its query once and stores none of it.
fn has_a_query_of_its_own(statement: &Stmt) -> bool {
    matches!(statement, Stmt::CreateTable { body: limbo_parser::ast::CreateTableBody::AsSelect(_), .. })
}

fn is_own(name: &[u8]) -> bool {
    let own = |own: &&str| name.eq_ignore_ascii_case(own.as_bytes());
    OWN_FUNCTIONS.iter().any(own) || name.to_ascii_lowercase().starts_with(b"vector")
}

fn unreadable(token: &Token<'_>) -> Error {
    let text = String::from_utf8_lossy(token.text).into_owned();
    Error::new(Code::SqlSyntax, format!("near \"{text}\": syntax error")).at_offset(token.offset)
}
