//! Definitions edited as SQLite edits them: only what changes is written anew.

use limbo_parser::ast::{Cmd, Name};
use limbo_parser::parser::Parser;
use limbo_parser::token::TokenType;

use super::object::{Definition, name_in, quoted};
use super::same;
use super::text::{Token, tokens};
use crate::engine::SchemaRow;

/// The text of a definition as SQLite edits it; none where it would not mean what the engine's does.
pub(super) fn edited(old: &str, engines: &str, row: &SchemaRow, definition: &Definition) -> Option<String> {
    let text = match (definition, &*row.kind) {
        (Definition::Renamed { from, to }, "table" | "index") => renamed(old, from, to)?,
        (Definition::RenamedColumn { table, from, to }, "table" | "index") => {
            renamed_column(old, row, table, from, to)?
        }
        (Definition::Dropped { column }, "table") => {
            let text = dropped(old, column)?;
            return meaning(&text).map(|_| text);
        }
        (Definition::Added { column }, "table") => {
            let end = columns_end(old)?;
            // The engine moves a key to the table's end, which says the same.
            return Some(format!("{}, {column}{}", &old[..end], &old[end..]));
        }
        _ => return None,
    };
    (meaning(&text)? == meaning(engines)?).then_some(text)
}

/// A definition without what does not change its meaning.
fn meaning(sql: &str) -> Option<String> {
    let Cmd::Stmt(statement) = Parser::new(sql.as_bytes()).next_cmd().ok()?? else { return None };
    let text = statement.to_string().to_lowercase();
    Some(text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '[' | ']' | '`')).collect())
}

/// The text with a table's new name in place of its old one, in quotes as SQLite writes it.
fn renamed(sql: &str, from: &str, to: &str) -> Option<String> {
    let quoted = format!("\"{}\"", to.replace('"', "\"\""));
    let name = name_in(sql)?.offset;
    let is_index = tokens(sql).take(3).any(|token| token.kind == TokenType::TK_INDEX);
    let mut text = String::new();
    let mut copied = 0;
    let mut last = TokenType::TK_CREATE;
    for token in tokens(sql) {
        let is_name = matches!(token.kind, TokenType::TK_ID | TokenType::TK_STRING) || token.offset == name;
        if is_name && same(Name::from_bytes(token.text).as_str(), from) {
            let is_its_own = token.offset == name && !is_index;
            let is_referred_to = last == TokenType::TK_REFERENCES || (is_index && last == TokenType::TK_ON);
            if is_its_own || is_referred_to {
                text.push_str(&sql[copied..token.offset]);
                text.push_str(&quoted);
                copied = token.offset + token.text.len();
            } else if token.offset != name {
                // A column, or the table within an expression.
                return None;
            }
        }
        last = token.kind;
    }
    (copied > 0).then(|| text + &sql[copied..])
}

/// Where the last column of a table's definition ends: before the constraints, or before the closing parenthesis.
fn columns_end(sql: &str) -> Option<usize> {
    use TokenType::{TK_CHECK, TK_COMMA, TK_CONSTRAINT, TK_FOREIGN, TK_LP, TK_PRIMARY, TK_RP, TK_UNIQUE};
    let mut depth = 0;
    let mut end = 0;
    let mut comma = None;
    for token in tokens(sql) {
        match token.kind {
            TK_LP => depth += 1,
            TK_RP => {
                depth -= 1;
                if depth == 0 {
                    return Some(end);
                }
            }
            TK_CONSTRAINT | TK_PRIMARY | TK_UNIQUE | TK_CHECK | TK_FOREIGN if comma.is_some() => return comma,
            _ => {}
        }
        comma = (token.kind == TK_COMMA && depth == 1).then_some(end);
        end = token.offset + token.text.len();
    }
    None
}

/// The text with a column's new name in place of its old one, in quotes where the old one was.
fn renamed_column(sql: &str, row: &SchemaRow, table: &str, from: &str, to: &str) -> Option<String> {
    let is_own = same(&row.table, table);
    let new = Name::from_bytes(to.as_bytes());
    let (mut text, mut copied, mut depth) = (String::new(), 0, 0);
    let (mut first, mut referred) = (false, None);
    let all: Vec<_> = tokens(sql).collect();
    for (i, token) in all.iter().enumerate() {
        match token.kind {
            TokenType::TK_LP => {
                depth += 1;
                first = depth == 1;
                continue;
            }
            TokenType::TK_RP => {
                depth -= 1;
                referred = referred.filter(|_| depth > 1);
                continue;
            }
            TokenType::TK_COMMA if depth == 1 => {
                (first, referred) = (true, None);
                continue;
            }
            TokenType::TK_REFERENCES => referred = all.get(i + 1).map(|parent| same(&named(parent), table)),
            _ => {}
        }
        let is_call = all.get(i + 1).is_some_and(|next| next.kind == TokenType::TK_LP);
        let means_this_table = match referred {
            Some(this) if depth > 1 => this,
            _ => is_own,
        };
        let is_place = (row.kind == "index" && (depth > 0 || i > 4)) || depth > 1 || first;
        if is_place && means_this_table && !is_call && token.text[0] != b'\'' && same(&named(token), from) {
            text.push_str(&sql[copied..token.offset]);
            let was_quoted = matches!(token.text[0], b'"' | b'[' | b'`');
            let is_quoted = was_quoted || new.quoted();
            text.push_str(&if is_quoted { quoted(new.as_str()) } else { new.as_ident() });
            copied = token.offset + token.text.len();
        }
        first = false;
    }
    (copied > 0).then(|| text + &sql[copied..])
}

fn named(token: &Token<'_>) -> String {
    Name::from_bytes(token.text).as_str().to_owned()
}

/// The text without a column.
fn dropped(sql: &str, column: &str) -> Option<String> {
    let end = columns_end(sql)?;
    let mut depth = 0;
    let mut starts = Vec::new();
    let mut opens = false;
    for token in tokens(sql).take_while(|token| token.offset < end) {
        if opens {
            starts.push((token.offset, named(&token)));
        }
        match token.kind {
            TokenType::TK_LP => depth += 1,
            TokenType::TK_RP => depth -= 1,
            _ => {}
        }
        opens = depth == 1
            && matches!(token.kind, TokenType::TK_LP | TokenType::TK_COMMA)
            && (token.kind == TokenType::TK_COMMA || starts.is_empty());
    }
    let at = starts.iter().position(|(_, name)| same(name, column))?;
    let start = starts[at].0;
    match starts.get(at + 1) {
        Some((next, _)) => Some(format!("{}{}", &sql[..start], &sql[*next..])),
        None => Some(format!("{}{}", &sql[..sql[..start].rfind(',')?], &sql[end..])),
    }
}
