//! What a table is defined with, and what is altered.

use limbo_parser::ast::{
    AlterTableBody, ColumnConstraint, ColumnDefinition, CreateTableBody, Expr, ForeignKeyClause, SortOrder, Stmt,
    TableConstraint, TableOptions, TypeSize,
};

use super::text::tokens;
use super::{Write, limitation, rejected, same};
use crate::error::Error;

/// The columns and constraints of a new table.
fn body(statement: &Stmt) -> Option<(&[ColumnDefinition], Vec<&TableConstraint>, &TableOptions)> {
    let Stmt::CreateTable { body: CreateTableBody::ColumnsAndConstraints { columns, constraints, options }, .. } =
        statement
    else {
        return None;
    };
    Some((columns, constraints.iter().map(|constraint| &constraint.constraint).collect(), options))
}

/// The engine takes AUTOINCREMENT on a column of any type; SQLite cannot read such a file.
pub(super) fn autoincrement(write: &Write<'_>) -> Result<(), Error> {
    let Some((columns, constraints, _)) = body(write.statement) else { return Ok(()) };
    let is_integer = |column: &ColumnDefinition| {
        column.col_type.as_ref().is_some_and(|typed| typed.size.is_none() && same(&typed.name, "integer"))
    };
    let counts =
        |column: &ColumnDefinition, order: Option<SortOrder>| is_integer(column) && order != Some(SortOrder::Desc);
    let inline = columns.iter().all(|column| {
        column.constraints.iter().all(|constraint| match &constraint.constraint {
            ColumnConstraint::PrimaryKey { order, auto_increment: true, .. } => counts(column, *order),
            _ => true,
        })
    });
    let apart = constraints.iter().all(|constraint| match constraint {
        TableConstraint::PrimaryKey { columns: key, auto_increment: true, .. } => match &key[..] {
            [one] => match &*one.expr {
                Expr::Id(name) | Expr::Name(name) => {
                    columns.iter().any(|column| same(column.col_name.as_str(), name.as_str()) && is_integer(column))
                }
                _ => false,
            },
            _ => false,
        },
        _ => true,
    });
    match inline && apart {
        true => Ok(()),
        false => Err(rejected("AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY")),
    }
}

/// The types that SQLite's STRICT tables have.
const STRICT: [&str; 6] = ["int", "integer", "real", "text", "blob", "any"];

/// The engine has types beyond SQLite's, which SQLite cannot read.
pub(super) fn types(write: &Write<'_>) -> Result<(), Error> {
    let added = match write.statement {
        Stmt::AlterTable(alter) => match &alter.body {
            AlterTableBody::AddColumn(column) => Some(column),
            AlterTableBody::AlterColumn { .. } => {
                return Err(rejected("near \"ALTER\": syntax error: SQLite has no ALTER COLUMN"));
            }
            _ => None,
        },
        _ => None,
    };
    let created = body(write.statement);
    let columns = created.iter().flat_map(|(columns, ..)| columns.iter()).chain(added);
    let strict = created.as_ref().is_some_and(|(.., options)| options.contains_strict());
    for column in columns {
        let Some(typed) = &column.col_type else { continue };
        let name = column.col_name.as_str();
        if typed.is_array() {
            return Err(rejected(format!("column {name}: SQLite has no array types")));
        }
        if strict && (typed.size.is_some() || !STRICT.iter().any(|known| same(known, &typed.name))) {
            return Err(rejected(format!("unknown datatype for column {name} of a STRICT table: \"{}\"", typed.name)));
        }
    }
    Ok(())
}

/// The engine panics on a parent whose name has a quote in it.
pub(super) fn parent_names(write: &Write<'_>) -> Result<(), Error> {
    let check = |clause: &ForeignKeyClause| {
        let columns = clause.columns.iter().map(|column| column.col_name.as_str());
        match std::iter::once(clause.tbl_name.as_str()).chain(columns).find(|name| name.contains(['"', '\'', '`'])) {
            None => Ok(()),
            Some(name) => Err(limitation(format!(
                "REFERENCES to a name with a quote in it ({name}) is not supported by the engine: give the table or column \
                 a name without quotes"
            ))),
        }
    };
    let inline = |column: &ColumnDefinition| {
        column.constraints.iter().try_for_each(|constraint| match &constraint.constraint {
            ColumnConstraint::ForeignKey { clause, .. } => check(clause),
            _ => Ok(()),
        })
    };
    if let Stmt::AlterTable(alter) = write.statement
        && let AlterTableBody::AddColumn(column) = &alter.body
    {
        inline(column)?;
    }
    let Some((columns, constraints, _)) = body(write.statement) else { return Ok(()) };
    columns.iter().try_for_each(inline)?;
    constraints.iter().try_for_each(|constraint| match constraint {
        TableConstraint::ForeignKey { clause, .. } => check(clause),
        _ => Ok(()),
    })
}

/// The engine panics when one of the tables that it brings is altered.
pub(super) fn alter_built_in(write: &Write<'_>) -> Result<(), Error> {
    let name = match write.statement {
        Stmt::AlterTable(alter) => &alter.name.name,
        Stmt::DropTable { tbl_name, .. } => &tbl_name.name,
        Stmt::CreateIndex { tbl_name, .. } => tbl_name,
        Stmt::CreateTrigger { tbl_name, .. } => &tbl_name.name,
        statement => match super::target(statement) {
            Some(name) => name,
            None => return Ok(()),
        },
    };
    match write.catalog.is_built_in(name.as_str()) {
        true => Err(rejected(format!("no such table: {}", name.as_str()))),
        false => Ok(()),
    }
}

/// The engine drops the column and leaves its foreign key, which SQLite cannot read.
pub(super) fn drop_column(write: &Write<'_>) -> Result<(), Error> {
    let Stmt::AlterTable(alter) = write.statement else { return Ok(()) };
    let AlterTableBody::DropColumn(column) = &alter.body else { return Ok(()) };
    let Some(table) = write.catalog.table(alter.name.name.as_str()) else { return Ok(()) };
    let others = table
        .check_constraints
        .iter()
        .filter(|check| !check.column.as_deref().is_some_and(|name| same(name, column.as_str())));
    for check in others {
        if tokens(&check.sql()).any(|token| token.name().eq_ignore_ascii_case(column.as_str().as_bytes())) {
            let (table, column) = (&table.name, column.as_str());
            return Err(rejected(format!("error in table {table} after drop column: no such column: {column}")));
        }
    }
    let mut own = table.foreign_keys.iter().flat_map(|key| key.child_columns.iter());
    match own.any(|name| same(name, column.as_str())) {
        false => Ok(()),
        true => Err(limitation(format!(
            "DROP COLUMN of a column with a foreign key ({}) is not supported by the engine: create a table without it, copy \
             the rows, drop the old table and rename the new one",
            column.as_str()
        ))),
    }
}

/// Makes one word of a type and its length, `decimal(8,2)`: the engine would store a space within.
pub(super) fn close_types(statement: &mut Stmt) {
    let Stmt::AlterTable(alter) = statement else { return };
    let AlterTableBody::AddColumn(column) = &mut alter.body else { return };
    let Some(typed) = &mut column.col_type else { return };
    // The text that is stored is the one that was sent; what the engine shows until it reads that is SQLite's.
    if ["any", "blob", "int", "integer", "real", "text"].iter().any(|known| same(known, &typed.name)) {
        typed.name.make_ascii_uppercase();
    }
    let length = match typed.size.take() {
        Some(TypeSize::MaxSize(size)) => format!("({size})"),
        Some(TypeSize::TypeSize(size, scale)) => format!("({size},{scale})"),
        None => return,
    };
    typed.name.push_str(&length);
}
