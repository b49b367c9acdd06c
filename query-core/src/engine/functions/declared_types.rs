//! The declared types of columns with their lengths, which PRAGMA table_info shows: `varchar(10)`.

use limbo::schema::BTreeTable;
use limbo_parser::ast::{Cmd, CreateTableBody, Stmt, Type, TypeSize};
use limbo_parser::parser::Parser;

/// Gives each column of a table its declared type as SQLite shows it. The engine leaves the length out; the affinity, which it
/// took from the type's name, stays.
pub(super) fn spell(table: &mut BTreeTable, sql: &str) {
    if table.columns().iter().all(|column| column.ty_params.is_empty()) {
        return;
    }
    let Ok(Some(Cmd::Stmt(Stmt::CreateTable { body: CreateTableBody::ColumnsAndConstraints { columns, .. }, .. }))) =
        Parser::new(sql.as_bytes()).next_cmd()
    else {
        return;
    };
    for (column, written) in table.columns_mut().iter_mut().zip(columns) {
        let Some(Type { name, size: Some(size), array_dimensions: 0 }) = written.col_type else { continue };
        let size = match size {
            TypeSize::MaxSize(size) => format!("({size})"),
            TypeSize::TypeSize(size, scale) => format!("({size},{scale})"),
        };
        column.ty_str = format!("{name}{size}");
        // The engine writes the type anew from these two when it alters the table.
        if let Some(written) = &mut column.written_ty_str {
            written.push_str(&size);
        }
        column.ty_params.clear();
    }
}
