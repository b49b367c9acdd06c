//! Foreign keys: when they hold, and what the engine says of them.

use std::sync::Arc;

use limbo_parser::ast::{Expr, PragmaBody, RefAct, Stmt, TriggerCmd};

use super::object::quoted;
use super::text::tokens;
use super::{Write, limitation, same, target};
use crate::engine::catalog::{Catalog, ForeignKey, Table};
use crate::error::Error;
use crate::statement::Keys;

/// A column that is not named in REFERENCES is NULL in SQLite's list, and an empty text in the engine's.
pub(super) fn list(write: &Write<'_>) -> Result<(), Error> {
    let unnamed = |table: &Table| table.foreign_keys.iter().any(|key| key.parent_columns.is_empty());
    let asked = match write.statement {
        Stmt::Pragma { name, body: Some(PragmaBody::Call(argument) | PragmaBody::Equals(argument)) }
            if same(name.name.as_str(), "foreign_key_list") =>
        {
            match &**argument {
                Expr::Id(name) | Expr::Name(name) => {
                    write.catalog.table(name.as_str()).is_some_and(|table| unnamed(&table))
                }
                _ => write.catalog.tables().any(|table| unnamed(&table)),
            }
        }
        _ => {
            let tokens: Vec<_> = tokens(write.sql).collect();
            let at = tokens.iter().position(|token| token.name().eq_ignore_ascii_case(b"pragma_foreign_key_list"));
            match at {
                None => false,
                // The table's name, where it is written out.
                Some(at) => match tokens.get(at + 2).map(|token| (token.text, token.name())) {
                    Some(([b'\'', ..], name)) => {
                        let table = write.catalog.table(&String::from_utf8_lossy(name));
                        table.is_some_and(|table| unnamed(&table))
                    }
                    _ => write.catalog.tables().any(|table| unnamed(&table)),
                },
            }
        }
    };
    match asked {
        false => Ok(()),
        true => Err(limitation(
            "the list of foreign keys that name no parent column is not supported by the engine: read the table's SQL in \
             sqlite_schema",
        )),
    }
}

/// SQLite reads all of a table's keys when it drops one that others refer to.
pub(super) fn drop_table(write: &Write<'_>) -> Result<(), Error> {
    let Stmt::DropTable { tbl_name, .. } = write.statement else { return Ok(()) };
    let Some(table) = write.catalog.table(tbl_name.name.as_str()) else { return Ok(()) };
    let missing = table.foreign_keys.iter().find(|key| write.catalog.table(&key.parent_table).is_none());
    match missing {
        Some(key) if !write.catalog.children(&table.name).is_empty() => Err(limitation(format!(
            "DROP TABLE of a table that others refer to, and that refers to one that is not there ({}), is not supported by \
             the engine: create that table first",
            key.parent_table
        ))),
        _ => Ok(()),
    }
}

/// The columns that a foreign key refers to.
fn parent_columns(key: &ForeignKey, parent: &Table) -> Vec<String> {
    match key.parent_columns.is_empty() {
        true => parent.primary_key_columns.iter().map(|(name, _)| name.clone()).collect(),
        false => key.parent_columns.to_vec(),
    }
}

/// How a foreign key finds its parent.
#[derive(PartialEq)]
enum Match {
    Exact,
    /// An index has the columns in another order.
    Reordered,
    None,
}

fn matches(catalog: &Catalog, key: &ForeignKey, parent: &Table) -> Match {
    let columns = parent_columns(key, parent);
    if columns.is_empty() || columns.len() != key.child_columns.len() {
        return Match::None;
    }
    if let [one] = &columns[..]
        && parent.get_column(one).is_some_and(|(_, column)| column.is_rowid_alias())
    {
        return Match::Exact;
    }
    let mut found = Match::None;
    for index in catalog.indexes(&parent.name) {
        if !index.unique || index.where_clause.is_some() || index.columns.len() != columns.len() {
            continue;
        }
        let names = || index.columns.iter().filter(|column| column.expr.is_none()).map(|column| &*column.name);
        if names().zip(&columns).filter(|(a, b)| same(a, b)).count() == columns.len() {
            return Match::Exact;
        }
        if columns.iter().all(|column| names().any(|name| same(name, column))) {
            found = Match::Reordered;
        }
    }
    found
}

/// The engine finds a key's parent only by an index with its columns in the same order; and where there is none at all, SQLite
/// rejects only the writes that need it.
pub(super) fn columns(write: &Write<'_>) -> Result<(), Error> {
    let reached = reached(write);
    for (child, key) in reached.keys(write.catalog) {
        let Some(parent) = write.catalog.table(&key.parent_table) else { continue };
        match matches(write.catalog, &key, &parent) {
            Match::Exact if same(&child.name, &parent.name) && differs(&child, &key, &parent) => {
                return Err(limitation(format!(
                    "a foreign key of {} to itself between columns of different types is not supported by the engine: give \
                     both columns the same type",
                    child.name
                )));
            }
            Match::Exact => {}
            Match::Reordered => {
                return Err(limitation(format!(
                    "the foreign key of {} to {} names the columns in another order than the parent's key, which is not \
                     supported by the engine: declare both in the same order",
                    child.name, parent.name
                )));
            }
            Match::None => {
                return Err(limitation(format!(
                    "the foreign key of {} refers to columns of {} that are not its key, which is not supported by the \
                     engine: make them UNIQUE or PRIMARY KEY",
                    child.name, parent.name
                )));
            }
        }
    }
    Ok(())
}

/// The tables that a write may change, by itself and through triggers and foreign keys.
#[derive(Default)]
pub(super) struct Reached {
    pub(super) names: Vec<String>,
    /// Whether one is reached twice, or a trigger fires.
    again: bool,
}

pub(super) fn reached(write: &Write<'_>) -> Reached {
    let Some(name) = target(write.statement) else { return Reached::default() };
    let Some(table) = write.catalog.table(name.as_str()) else { return Reached::default() };
    let mut reached = Reached { names: vec![table.name.to_ascii_lowercase()], again: false };
    let mut at = 0;
    while let Some(name) = reached.names.get(at).cloned() {
        at += 1;
        for (child, key) in write.catalog.children(&name) {
            if acts(&key) {
                reached.add(&child.name);
            }
        }
        for trigger in write.catalog.triggers(&name) {
            reached.again = true;
            for command in &trigger.commands {
                match command {
                    TriggerCmd::Update { tbl_name, .. }
                    | TriggerCmd::Insert { tbl_name, .. }
                    | TriggerCmd::Delete { tbl_name, .. } => reached.add(tbl_name.as_str()),
                    TriggerCmd::Select(_) => {}
                }
            }
        }
    }
    reached
}

impl Reached {
    pub(super) fn refers(&self, catalog: &Catalog) -> bool {
        !self.keys(catalog).is_empty()
    }

    /// The foreign keys of these tables and to them, each with its child.
    fn keys(&self, catalog: &Catalog) -> Vec<(Arc<Table>, Arc<ForeignKey>)> {
        let mut keys = Vec::new();
        for table in self.names.iter().filter_map(|name| catalog.table(name)) {
            keys.extend(table.foreign_keys.iter().map(|key| (table.clone(), key.clone())));
            keys.extend(catalog.children(&table.name));
        }
        keys
    }

    fn add(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        match self.names.contains(&name) {
            true => self.again = true,
            false => self.names.push(name),
        }
    }
}

/// Whether a foreign key that is broken in the statement's midst may hold at its end, where SQLite looks: a table refers to
/// itself, or triggers and actions put right what the statement broke.
pub(super) fn may_hold_later(write: &Write<'_>, reached: &Reached) -> Keys {
    let mut keys = Keys { later: reached.again, ..Keys::default() };
    let mut linked = false;
    for (child, key) in reached.keys(write.catalog) {
        linked = true;
        keys.later |= same(&child.name, &key.parent_table);
        let Some(parent) = write.catalog.table(&key.parent_table) else { continue };
        keys.converted |= differs(&child, &key, &parent);
        keys.converted_acts |= acts(&key) && differs(&child, &key, &parent);
    }
    keys.deletes = matches!(write.statement, Stmt::Delete { .. })
        && reached.names.iter().all(|name| write.catalog.triggers(name).next().is_none());
    match linked {
        true => keys,
        false => Keys::default(),
    }
}

/// Whether a foreign key changes or deletes children.
pub(super) fn acts(key: &ForeignKey) -> bool {
    let acts = |action: RefAct| matches!(action, RefAct::Cascade | RefAct::SetNull | RefAct::SetDefault);
    acts(key.on_delete) || acts(key.on_update)
}

/// Whether a column of the child has another affinity than the parent's.
fn differs(child: &Arc<Table>, key: &Arc<ForeignKey>, parent: &Arc<Table>) -> bool {
    let columns = parent_columns(key, parent);
    let pairs = key.child_columns.iter().zip(&columns);
    pairs.into_iter().any(|(own, other)| match (child.get_column(own), parent.get_column(other)) {
        (Some((_, own)), Some((_, other))) => own.affinity() != other.affinity(),
        _ => false,
    })
}

/// A query that counts, for every foreign key of the schema, the children without a parent; none where there is no key.
pub(crate) fn orphans(catalog: &Catalog) -> Option<String> {
    let mut counts = Vec::new();
    for child in catalog.tables() {
        for key in child.foreign_keys.iter().filter(|key| !key.deferred) {
            if let Some(orphaned) = orphaned(catalog, &child, key) {
                counts.push(format!("(select count(*) from {} where {orphaned})", quoted(&child.name)));
            }
        }
    }
    (!counts.is_empty()).then(|| format!("select {}", counts.join(" + ")))
}

/// Statements that do to children without a parent what their keys say of a deletion.
pub(crate) fn actions(catalog: &Catalog) -> Vec<String> {
    let mut statements = Vec::new();
    for child in catalog.tables() {
        for key in child.foreign_keys.iter().filter(|key| !key.deferred) {
            let Some(orphaned) = orphaned(catalog, &child, key) else { continue };
            let table = quoted(&child.name);
            match key.on_delete {
                RefAct::Cascade => statements.push(format!("delete from {table} where {orphaned}")),
                RefAct::SetNull => {
                    let sets: Vec<_> =
                        key.child_columns.iter().map(|name| format!("{} = null", quoted(name))).collect();
                    statements.push(format!("update {table} set {} where {orphaned}", sets.join(", ")));
                }
                RefAct::SetDefault | RefAct::NoAction | RefAct::Restrict => {}
            }
        }
    }
    statements
}

/// The condition that a row of a child has no parent; none where the key finds no parent's key at all.
fn orphaned(catalog: &Catalog, child: &Table, key: &ForeignKey) -> Option<String> {
    let table = quoted(&child.name);
    let present = key.child_columns.iter().map(|column| format!("{table}.{} is not null", quoted(column)));
    let mut orphaned = present.collect::<Vec<_>>().join(" and ");
    let Some(parent) = catalog.table(&key.parent_table) else { return Some(orphaned) };
    if matches(catalog, key, &parent) == Match::None {
        return None;
    }
    // The child's value takes the parent's affinity, and is compared by the parent's collation.
    let columns = parent_columns(key, &parent);
    let pairs = columns.iter().zip(&key.child_columns);
    let alias = quoted("limbda parent");
    let equal: Vec<_> = pairs.map(|(p, c)| format!("{alias}.{} = +{table}.{}", quoted(p), quoted(c))).collect();
    let parent = quoted(&parent.name);
    orphaned.push_str(&format!(" and not exists (select 1 from {parent} {alias} where {})", equal.join(" and ")));
    Some(orphaned)
}
