//! The document that `/schema` answers with.

use serde::Serialize;

use crate::left_out::Omission;

#[derive(Serialize)]
pub(super) struct Schema {
    pub(super) tables: Vec<Table>,
    pub(super) views: Vec<View>,
    /// What of the file is not served as SQLite serves it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) left_out: Vec<Omission>,
}

#[derive(Serialize)]
pub(super) struct Table {
    pub(super) name: String,
    /// How many rows there are, where counting is cheap.
    pub(super) rows: Option<i64>,
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<Index>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) sql: Option<String>,
}

#[derive(Serialize)]
pub(super) struct View {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) sql: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Column {
    pub(super) name: String,
    /// The type as it was declared, which SQLite does not hold the values to.
    #[serde(rename = "type")]
    pub(super) declared: String,
    pub(super) not_null: bool,
    /// The SQL text of the default.
    pub(super) default: Option<String>,
    /// The place in the primary key, counted from 1; 0 outside it.
    pub(super) primary_key: i64,
}

#[derive(Serialize)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) unique: bool,
    pub(super) partial: bool,
    /// The columns' names; null for an expression.
    pub(super) columns: Vec<Option<String>>,
}

#[derive(Serialize)]
pub(super) struct ForeignKey {
    pub(super) columns: Vec<String>,
    pub(super) table: String,
    /// The columns that are referred to; null stands for the primary key.
    pub(super) references: Vec<Option<String>>,
    pub(super) on_update: String,
    pub(super) on_delete: String,
}
