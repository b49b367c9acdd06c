//! May this SQL run? Its tokens are counted before it is parsed, it is parsed once, and what the parser made of it is judged.

mod complexity;
mod kind;
mod lengths;
mod reorder;
mod tokens;

use limbo_parser::error::Error as ParserError;
use limbo_parser::lexer::Lexer;
use limbo_parser::parser::Parser;
use limbo_parser::token::TokenType;

use tokens::Token;

use crate::error::{Code, Error};
use crate::statement::{Admitted, Checked};

/// How the parser's error for an expression that nests too deeply begins: the error has no variant of its own.
const TOO_DEEP: &str = "Expression tree is too large";

/// Admits the one statement of `sql`, or says why not.
///
/// The counts over the tokens come first, so the parser never gets a text that could overflow its stack.
pub(crate) fn admit(sql: &str, longest: usize) -> Result<Admitted<'_>, Error> {
    if sql.len() > longest {
        let detail = format!("the SQL has {} bytes; the limit is {longest}", sql.len());
        return Err(Error::new(Code::SqlTooLarge, detail));
    }
    let tokens = tokens::tokens(sql);
    complexity::check(&tokens)?;
    refuse_paths(&tokens)?;
    lengths::check(&tokens)?;
    let mut parser = Parser::new(sql.as_bytes());
    let command = match parser.next_cmd() {
        Ok(command) => command,
        Err(error) => return reordered(sql, &tokens).ok_or_else(|| syntax(sql, error)),
    };
    let Some(command) = command else {
        return Err(Error::new(Code::EmptySql, "the SQL is empty or contains only comments; send one statement"));
    };
    let end = parser.offset();
    if let Some(second) = next_statement(sql, end) {
        let detail = "send one statement at a time, or all of them to /batch";
        return Err(Error::new(Code::MultipleStatements, detail).at_offset(second));
    }
    let kind = kind::of(&command)?;
    Ok(Admitted { text: sql[..end].trim().into(), command, kind, checked: Checked::default(), columns: None })
}

/// A statement that the parser reads once its column constraints stand in another order, which means the same.
fn reordered<'a>(sql: &str, tokens: &[Token<'_>]) -> Option<Admitted<'a>> {
    let text = reorder::references_last(sql, tokens)?;
    let mut parser = Parser::new(text.as_bytes());
    let command = parser.next_cmd().ok()??;
    let end = parser.offset();
    if next_statement(&text, end).is_some() {
        return None;
    }
    let kind = kind::of(&command).ok()?;
    let text = text[..end].trim().to_owned().into();
    Some(Admitted { text, command, kind, checked: Checked::default(), columns: None })
}

/// The table that holds the path of the file. (The PRAGMA of its name is not on the list of those that may run.)
const DATABASE_LIST: &[u8] = b"pragma_database_list";

/// Rejects SQL that asks for the path of the database, wherever it does.
fn refuse_paths(tokens: &[Token<'_>]) -> Result<(), Error> {
    if tokens.iter().any(|token| token.name().eq_ignore_ascii_case(DATABASE_LIST)) {
        let detail = "the database's path is not disclosed; `pragma table_list` and sqlite_schema list its contents";
        return Err(Error::new(Code::StatementNotAllowed, detail));
    }
    Ok(())
}

/// The offset of the first thing after `end` that is neither space, comment nor semicolon.
fn next_statement(sql: &str, end: usize) -> Option<usize> {
    let mut offset = end;
    for token in Lexer::new(&sql.as_bytes()[end..]) {
        match token {
            Ok(token) if matches!(token.token_type, TokenType::TK_NONE | TokenType::TK_SEMI) => {
                offset += token.value.len();
            }
            _ => return Some(offset),
        }
    }
    None
}

/// The parser's error, in our words, with its offset where it has one.
fn syntax(sql: &str, error: ParserError) -> Error {
    let offset = match &error {
        ParserError::UnrecognizedToken { offset, .. }
        | ParserError::UnterminatedLiteral { offset, .. }
        | ParserError::UnterminatedBracket { offset, .. }
        | ParserError::UnterminatedBlockComment { offset, .. }
        | ParserError::BadNumber { offset, .. }
        | ParserError::BadFractionalPart { offset, .. }
        | ParserError::BadExponentPart { offset, .. }
        | ParserError::ExpectedEqualsSign { offset, .. }
        | ParserError::MalformedHexInteger { offset, .. }
        | ParserError::ParseUnexpectedToken { offset, .. } => Some(*offset),
        ParserError::ParseUnexpectedEOF => Some(sql.len()),
        _ => None,
    };
    let text = error.to_string();
    let text = text.strip_prefix("Parse error: ").unwrap_or(&text);
    if text.starts_with(TOO_DEEP) {
        let detail = format!("{}; split or simplify it", text.replacen(TOO_DEEP, "the expression is too deep", 1));
        return Error::new(Code::SqlTooComplex, detail);
    }
    if offset.is_some_and(|offset: usize| sql[..offset.min(sql.len())].trim_end().contains('[')) {
        let detail =
            format!("{text}; if this is a name in brackets, write AS before it, or quote it with double quotes");
        return Error::new(Code::EngineLimitation, detail);
    }
    let error = Error::new(Code::SqlSyntax, text);
    match offset {
        Some(offset) => error.at_offset(offset.min(sql.len())),
        None => error,
    }
}
