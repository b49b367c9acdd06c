//! OR IGNORE, OR REPLACE and their kind where triggers or foreign keys act too.

use limbo_parser::ast::{Expr, InsertBody, Operator, ResolveType, Stmt, TriggerCmd, TriggerEvent};

use super::foreign_keys::acts;
use super::{Write, limitation, same, target};
use crate::engine::catalog::{Catalog, Table, Trigger};
use crate::error::Error;

/// The engine carries the resolution of a conflict into triggers otherwise than SQLite, and a REPLACE past a cascade.
pub(super) fn check(write: &Write<'_>) -> Result<(), Error> {
    let Some(name) = target(write.statement) else { return Ok(()) };
    let stated = match write.statement {
        Stmt::Insert { or_conflict, .. } => *or_conflict,
        Stmt::Update(update) => update.or_conflict,
        _ => None,
    };
    let Some(table) = write.catalog.table(name.as_str()) else { return Ok(()) };
    let declared = table.unique_sets.iter().filter_map(|set| set.conflict_clause);
    let declared = declared.chain(table.rowid_alias_conflict_clause);
    let declared = declared.chain(table.columns().iter().filter_map(|column| column.notnull_conflict_clause));
    let writes = !matches!(write.statement, Stmt::Delete { .. });
    let replaces = writes
        && match stated {
            Some(stated) => stated == ResolveType::Replace,
            None => declared.into_iter().any(|clause| clause == ResolveType::Replace),
        };
    if let Some(stated) = stated.filter(|stated| *stated != ResolveType::Abort)
        && let Some(trigger) = write.catalog.triggers(&table.name).find(|trigger| is_delicate(write, trigger))
    {
        return Err(limitation(format!(
            "OR {} on a table whose triggers ({}) change or delete rows is not supported by the engine: {}",
            spelled(stated),
            trigger.name,
            match stated {
                ResolveType::Ignore => "use ON CONFLICT DO NOTHING",
                _ => "delete the rows in conflict first, in one /batch with the write",
            }
        )));
    }
    if replaces && may_update_several(write.statement, &table) {
        return Err(limitation(
            "an UPDATE that replaces rows (OR REPLACE, or a constraint declared ON CONFLICT REPLACE) is not supported by the \
             engine: delete the rows in conflict first, in one /batch with the UPDATE",
        ));
    }
    let upserts = match write.statement {
        Stmt::Insert { body: InsertBody::Select(_, upsert), .. } => upsert.is_some(),
        _ => false,
    };
    let refers_to_itself = table.foreign_keys.iter().any(|key| same(&key.parent_table, &table.name) && acts(key));
    if (replaces || upserts) && refers_to_itself {
        return Err(limitation(format!(
            "REPLACE or ON CONFLICT on a table that refers to itself with a foreign key that acts ({}) is not supported by \
             the engine: send an UPDATE or DELETE and an INSERT to /batch",
            table.name
        )));
    }
    if replaces && let Some(child) = acting_child(write.catalog, &table.name) {
        return Err(limitation(format!(
            "a REPLACE on a table to which {child} refers with a foreign key that acts, and that has triggers of its own, is \
             not supported by the engine: delete the rows in conflict first, in one /batch with the write"
        )));
    }
    Ok(())
}

/// Whether a trigger fires for the statement and does more than insert into tables that have no triggers.
fn is_delicate(write: &Write<'_>, trigger: &Trigger) -> bool {
    let fires = match write.statement {
        Stmt::Insert { .. } => matches!(trigger.event, TriggerEvent::Insert),
        Stmt::Update(_) => matches!(trigger.event, TriggerEvent::Update | TriggerEvent::UpdateOf(_)),
        _ => false,
    };
    fires
        && trigger.commands.iter().any(|command| match command {
            TriggerCmd::Update { .. } | TriggerCmd::Delete { .. } => true,
            TriggerCmd::Insert { tbl_name, .. } => write.catalog.triggers(tbl_name.as_str()).next().is_some(),
            TriggerCmd::Select(_) => false,
        })
}

/// A table that loses or changes rows where one of the parent's is replaced, and has triggers for it.
fn acting_child(catalog: &Catalog, parent: &str) -> Option<String> {
    let children = catalog.children(parent).into_iter();
    let mut children = children.filter(|(_, key)| acts(key)).map(|(table, _)| table.name.clone());
    children.find(|name| catalog.triggers(name).next().is_some())
}

/// Whether an UPDATE may meet a row that it replaced before: it has no key in its WHERE.
fn may_update_several(statement: &Stmt, table: &Table) -> bool {
    let Stmt::Update(update) = statement else { return false };
    let Some(Expr::Binary(column, Operator::Equals, _)) = update.where_clause.as_deref() else { return true };
    let name = match &**column {
        Expr::Id(name) | Expr::Name(name) | Expr::Qualified(_, name) => name.as_str(),
        _ => return true,
    };
    let is_unique = table.unique_sets.iter().any(|set| matches!(&set.columns[..], [one] if same(&one.name, name)));
    !is_unique && !table.get_column(name).is_some_and(|(_, column)| column.is_rowid_alias())
}

fn spelled(resolution: ResolveType) -> &'static str {
    match resolution {
        ResolveType::Rollback => "ROLLBACK",
        ResolveType::Abort => "ABORT",
        ResolveType::Fail => "FAIL",
        ResolveType::Ignore => "IGNORE",
        ResolveType::Replace => "REPLACE",
    }
}
