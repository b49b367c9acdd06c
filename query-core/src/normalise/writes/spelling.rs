//! The names in sqlite_schema, as they were written. The engine stores and looks them up in small letters.

use std::collections::HashMap;

use limbo_parser::ast::Name;

use super::edit::edited;
use super::object::{Definition, name_in};
use super::same;
use crate::engine::SchemaRow;

/// Spells the names in sqlite_sequence like those of the tables.
pub(crate) const SEQUENCES: &str = "update sqlite_sequence set name = (select s.name from sqlite_schema s where s.type = \
     'table' and s.name = sqlite_sequence.name collate nocase) where exists (select 1 from sqlite_schema s where s.type = \
     'table' and s.name = sqlite_sequence.name collate nocase and s.name <> sqlite_sequence.name)";

/// Statements that put the names in sqlite_sequence into small letters, where the engine looks for them.
pub(crate) fn sequences_lowered(rows: &[SchemaRow]) -> Vec<String> {
    if !rows.iter().any(|row| row.name == "sqlite_sequence") {
        return Vec::new();
    }
    let named = rows.iter().filter(|row| row.kind == "table" && row.name.bytes().any(|byte| byte.is_ascii_uppercase()));
    let text = |name: &str| Name::exact(name.to_owned()).as_literal();
    let lower = |row: &SchemaRow| {
        format!(
            "update sqlite_sequence set name = {} where name = {}",
            text(&row.name.to_ascii_lowercase()),
            text(&row.name)
        )
    };
    named.map(lower).collect()
}

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
    if let Some(edited) = old.and_then(|old| edited(old, sql, row, definition)) {
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
