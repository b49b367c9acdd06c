//! Indexes.

use limbo_parser::ast::{CreateTableBody, InsertBody, NullsOrder, SortedColumn, Stmt, TableConstraint};

use super::{Write, limitation, rejected, same};
use crate::error::Error;

/// The engine stores NULLS FIRST and NULLS LAST in an index; SQLite cannot read such a file.
pub(super) fn nulls(write: &Write<'_>) -> Result<(), Error> {
    let check = |columns: &[SortedColumn]| match columns.iter().find_map(|column| column.nulls) {
        Some(NullsOrder::First) => Err(rejected("unsupported use of NULLS FIRST")),
        Some(NullsOrder::Last) => Err(rejected("unsupported use of NULLS LAST")),
        None => Ok(()),
    };
    match write.statement {
        Stmt::CreateIndex { using: Some(_), .. } => Err(rejected("near \"USING\": syntax error")),
        Stmt::CreateIndex { with_clause, .. } if !with_clause.is_empty() => {
            Err(rejected("near \"WITH\": syntax error"))
        }
        Stmt::CreateIndex { columns, .. } => check(columns),
        Stmt::CreateTable { body: CreateTableBody::ColumnsAndConstraints { constraints, .. }, .. } => {
            constraints.iter().try_for_each(|constraint| match &constraint.constraint {
                TableConstraint::PrimaryKey { columns, .. } | TableConstraint::Unique { columns, .. } => check(columns),
                _ => Ok(()),
            })
        }
        Stmt::Insert { body: InsertBody::Select(_, upsert), .. } => {
            let mut clause = upsert.as_deref();
            while let Some(upsert) = clause {
                if let Some(target) = &upsert.index {
                    check(&target.targets)?;
                }
                clause = upsert.next.as_deref();
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The engine panics when it fills an index over a generated column that depends on another.
pub(super) fn reindex(write: &Write<'_>) -> Result<(), Error> {
    let Stmt::Reindex { name } = write.statement else { return Ok(()) };
    let named = name.as_ref().map(|name| name.name.as_str());
    let indexed = named.and_then(|name| write.catalog.index(name)).map(|index| index.table_name.clone());
    for table in write.catalog.tables() {
        let is_meant = match (named, &indexed) {
            (None, _) => true,
            (Some(_), Some(indexed)) => same(indexed, &table.name),
            // The name of a collation means every table.
            (Some(name), None) => same(name, &table.name) || write.catalog.table(name).is_none(),
        };
        if is_meant && table.has_virtual_columns && write.catalog.indexes(&table.name).next().is_some() {
            return Err(limitation(format!(
                "REINDEX of a table with generated columns ({}) is not supported by the engine: drop the index and create \
                 it again",
                table.name
            )));
        }
    }
    Ok(())
}
