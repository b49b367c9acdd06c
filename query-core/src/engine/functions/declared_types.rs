//! The declared types of columns with their lengths, which PRAGMA table_info shows: `varchar(10)`.

use limbo::schema::BTreeTable;
use limbo_parser::ast::{Cmd, CreateTableBody, Stmt, Type, TypeSize};
use limbo_parser::parser::Parser;

/// The types that SQLite shows in capitals, however they are written.
const STANDARD: [&str; 6] = ["ANY", "BLOB", "INT", "INTEGER", "REAL", "TEXT"];

/// Gives each column of a table its declared type as SQLite shows it. The engine leaves the length out; the affinity, which it
/// took from the type's name, stays.
pub(super) fn spell(table: &mut BTreeTable, sql: &str) {
    let has_small = |name: &str| name.bytes().any(|byte| byte.is_ascii_lowercase());
    let standard = |name: &str| STANDARD.iter().find(|known| known.eq_ignore_ascii_case(name));
    if table.columns().iter().any(|column| has_small(&column.ty_str) && standard(&column.ty_str).is_some()) {
        for column in table.columns_mut().iter_mut() {
            if let Some(known) = standard(&column.ty_str) {
                column.written_ty_str.get_or_insert_with(|| column.ty_str.clone());
                column.ty_str = (*known).to_owned();
            }
        }
    }
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
        let size = length(&size);
        column.ty_str = format!("{name}{size}");
        // The engine writes the type anew from these two when it alters the table.
        if let Some(written) = &mut column.written_ty_str {
            written.push_str(&size);
        }
        column.ty_params.clear();
    }
}

fn length(size: &TypeSize) -> String {
    match size {
        TypeSize::MaxSize(size) => format!("({size})"),
        TypeSize::TypeSize(size, scale) => format!("({size},{scale})"),
    }
}

/// The definition of a table with each type and its length in one word: the engine would write a space between them.
pub(super) fn close(mut statement: Stmt) -> Stmt {
    if let Stmt::CreateTable { body: CreateTableBody::ColumnsAndConstraints { columns, .. }, .. } = &mut statement {
        for typed in columns.iter_mut().filter_map(|column| column.col_type.as_mut()) {
            if let Some(size) = typed.size.take() {
                typed.name.push_str(&length(&size));
            }
        }
    }
    statement
}
