//! A database as sqllogictest drives it.

use sqllogictest::{ColumnType, DB, DBOutput};

use crate::answer::{Answer, Database, Failure, Value};

/// A database that runs scripts.
#[derive(Debug)]
pub struct Script<D>(pub D);

impl<D: Database> DB for Script<D> {
    type Error = Failure;
    type ColumnType = Type;

    fn run(&mut self, sql: &str) -> Result<DBOutput<Type>, Failure> {
        let Answer { columns, rows, affected } = self.0.run(sql)?;
        if columns.is_empty() {
            return Ok(DBOutput::StatementComplete(affected));
        }
        let types = (0..columns.len()).map(|i| rows.iter().map(|row| &row[i]).collect()).collect();
        let rows = rows.iter().map(|row| row.iter().map(Value::to_string).collect()).collect();
        Ok(DBOutput::Rows { types, rows })
    }

    fn engine_name(&self) -> &str {
        D::NAME
    }
}

/// The type of all values of a column: it is compared too, not only the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `I`: integers.
    Integer,
    /// `R`: reals.
    Real,
    /// `T`: texts.
    Text,
    /// `B`: blobs.
    Blob,
    /// `N`: nothing but NULL.
    Null,
    /// `?`: values of several types.
    Mixed,
}

impl ColumnType for Type {
    fn from_char(char: char) -> Option<Self> {
        Some(match char {
            'I' => Type::Integer,
            'R' => Type::Real,
            'T' => Type::Text,
            'B' => Type::Blob,
            'N' => Type::Null,
            '?' => Type::Mixed,
            _ => return None,
        })
    }

    fn to_char(&self) -> char {
        match self {
            Type::Integer => 'I',
            Type::Real => 'R',
            Type::Text => 'T',
            Type::Blob => 'B',
            Type::Null => 'N',
            Type::Mixed => '?',
        }
    }
}

impl<'a> FromIterator<&'a Value> for Type {
    fn from_iter<I: IntoIterator<Item = &'a Value>>(values: I) -> Self {
        values.into_iter().fold(Type::Null, |all, value| match (all, Type::of(value)) {
            (all, Type::Null) => all,
            (Type::Null, one) => one,
            (all, one) if all == one => all,
            _ => Type::Mixed,
        })
    }
}

impl Type {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Type::Null,
            Value::Integer(_) => Type::Integer,
            Value::Real(_) => Type::Real,
            Value::Text(_) => Type::Text,
            Value::Blob(_) => Type::Blob,
        }
    }
}
