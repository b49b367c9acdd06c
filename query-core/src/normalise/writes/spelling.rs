//! The names in sqlite_schema, as they were written. The engine stores and looks them up in small letters.

use std::collections::HashMap;

use limbo_parser::ast::Name;
use limbo_parser::token::TokenType;

use super::object::{Definition, name_in};
use super::same;
use super::text::tokens;
use crate::engine::SchemaRow;

/// Spells the names in sqlite_sequence like those of the tables.
pub(crate) const SEQUENCES: &str = "update sqlite_sequence set name = (select s.name from sqlite_schema s where s.type = \
     'table' and s.name = sqlite_sequence.name collate nocase) where exists (select 1 from sqlite_schema s where s.type = \
     'table' and s.name = sqlite_sequence.name collate nocase and s.name <> sqlite_sequence.name)";

/// The rows that are to be rewritten before the engine can find what they name.
pub(crate) fn lowered(rows: &[SchemaRow]) -> Vec<SchemaRow> {
    let lower = |row: &SchemaRow| SchemaRow {
        name: row.name.to_ascii_lowercase(),
        table: row.table.to_ascii_lowercase(),
        ..row.clone()
    };
    rows.iter().map(|row| (row, lower(row))).filter(|(row, lower)| *row != lower).map(|(_, lower)| lower).collect()
}

/// The rows that are to be rewritten after a definition, for the schema to be spelled as SQLite spells it.
pub(crate) fn restored(before: &[SchemaRow], after: &[SchemaRow], definition: &Definition) -> Vec<SchemaRow> {
    // Tables and views first: indexes and triggers are spelled after their tables.
    let mut tables = HashMap::new();
    for row in after.iter().filter(|row| row.kind == "table" || row.kind == "view") {
        tables.insert(row.name.to_ascii_lowercase(), spelled(before, row, definition));
    }
    let mut changed = Vec::new();
    for row in after {
        let mut new = row.clone();
        if let Some(table) = tables.get(&row.table.to_ascii_lowercase()) {
            new.table.clone_from(table);
        }
        if row.kind == "trigger" {
            new.table = triggered(before, row, definition).unwrap_or(new.table);
        }
        new.name = match (&*row.kind, &row.sql) {
            ("table" | "view", _) => tables.get(&row.name.to_ascii_lowercase()).unwrap_or(&row.name).clone(),
            ("index", None) => automatic(row, &new.table),
            _ => spelled(before, row, definition),
        };
        new.sql = row.sql.as_deref().map(|sql| text(before, row, sql, &new.name, definition));
        if new != *row {
            changed.push(new);
        }
    }
    changed
}

/// The name of an object, as it was written.
fn spelled(before: &[SchemaRow], row: &SchemaRow, definition: &Definition) -> String {
    match definition {
        Definition::Created(created) if same(&created.name, &row.name) && is_new(before, row) => created.name.clone(),
        Definition::Renamed { to, .. } if same(to, &row.name) && row.kind == "table" => to.clone(),
        _ => {
            let old = before.iter().find(|old| old.rowid == row.rowid && same(&old.name, &row.name));
            old.map_or_else(|| row.name.clone(), |old| old.name.clone())
        }
    }
}

/// The table of a trigger, as the trigger spells it.
fn triggered(before: &[SchemaRow], row: &SchemaRow, definition: &Definition) -> Option<String> {
    let old = before.iter().find(|old| old.rowid == row.rowid && same(&old.table, &row.table));
    match definition {
        Definition::Created(created) if same(&created.name, &row.name) && is_new(before, row) => created.table.clone(),
        _ => old.map(|old| old.table.clone()),
    }
}

fn is_new(before: &[SchemaRow], row: &SchemaRow) -> bool {
    !before.iter().any(|old| old.kind == row.kind && same(&old.name, &row.name))
}

/// The name of an index that a constraint made: it has its table's in it.
fn automatic(row: &SchemaRow, table: &str) -> String {
    const PREFIX: &str = "sqlite_autoindex_";
    let number = row.name.rsplit_once('_').map_or("", |(_, number)| number);
    match row.name.get(..PREFIX.len()).is_some_and(|start| same(start, PREFIX)) {
        true => format!("{PREFIX}{table}_{number}"),
        false => row.name.clone(),
    }
}

/// The text of an object: as it was sent where it is new, as it was where nothing but its name's letters changed.
fn text(before: &[SchemaRow], row: &SchemaRow, sql: &str, name: &str, definition: &Definition) -> String {
    if let Definition::Created(created) = definition
        && let Some(sql) = &created.sql
        && same(&created.name, &row.name)
        && is_new(before, row)
    {
        return sql.clone();
    }
    if before.iter().any(|old| old.sql.as_deref() == Some(sql)) {
        return sql.to_owned();
    }
    let old = before.iter().find(|old| old.rowid == row.rowid).and_then(|old| old.sql.as_deref());
    if let Some(edited) = old.and_then(|old| edited(old, row, definition)) {
        return edited;
    }
    // The engine wrote it anew, with the name in small letters.
    let Some(token) = name_in(sql) else { return sql.to_owned() };
    let end = token.offset + token.text.len();
    let written = Name::from_bytes(token.text);
    match same(written.as_str(), name) && written.as_str() != name {
        true => format!("{}{}{}", &sql[..token.offset], Name::exact(name.to_owned()).as_ident(), &sql[end..]),
        false => sql.to_owned(),
    }
}

/// The text of a definition as SQLite edits it; none where more has to be known than its tokens.
fn edited(old: &str, row: &SchemaRow, definition: &Definition) -> Option<String> {
    match (definition, &*row.kind) {
        (Definition::Renamed { from, to }, "table" | "index") => renamed(old, from, to),
        (Definition::Added { column }, "table") => {
            let end = columns_end(old)?;
            Some(format!("{}, {column}{}", &old[..end], &old[end..]))
        }
        _ => None,
    }
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
