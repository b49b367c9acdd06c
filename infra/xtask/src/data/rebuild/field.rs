//! A CSV field as a SQL value.

use anyhow::{Context, Result, bail};
use rusqlite::types::Value;

/// A column's declared type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Real,
    Text,
}

impl Kind {
    pub(super) fn from_declared(name: &str) -> Result<Self> {
        match name {
            "INTEGER" => Ok(Self::Integer),
            "REAL" => Ok(Self::Real),
            "TEXT" => Ok(Self::Text),
            _ => bail!("declared type `{name}`: expected INTEGER, REAL or TEXT"),
        }
    }

    /// The field's value: `NA` and nothing at all are NULL, as the data set means them. Never rounds and never guesses: a
    /// fraction in an INTEGER column is an error.
    pub(super) fn value(self, field: &str) -> Result<Value> {
        if field.is_empty() || field == "NA" {
            return Ok(Value::Null);
        }
        match self {
            Self::Integer => {
                field.parse().map(Value::Integer).with_context(|| format!("`{field}`: expected an integer"))
            }
            Self::Real => field.parse().map(Value::Real).with_context(|| format!("`{field}`: expected a number")),
            Self::Text => Ok(Value::Text(field.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: Kind, field: &str, value: Value) {
        assert_eq!(kind.value(field).unwrap(), value);
    }

    #[test]
    fn each_kind_reads_its_own() {
        check(Kind::Integer, "-11", Value::Integer(-11));
        check(Kind::Real, "1e3", Value::Real(1000.0));
        check(Kind::Real, "10.357019999999999", Value::Real(10.357019999999999));
        check(Kind::Text, "717", Value::Text("717".into()));
    }

    #[test]
    fn what_is_not_available_is_null() {
        for kind in [Kind::Integer, Kind::Real, Kind::Text] {
            check(kind, "NA", Value::Null);
            check(kind, "", Value::Null);
        }
    }

    #[test]
    fn a_field_of_another_kind_is_an_error() {
        assert_eq!(Kind::Integer.value("1.5").unwrap_err().to_string(), "`1.5`: expected an integer");
        assert_eq!(Kind::Real.value("north").unwrap_err().to_string(), "`north`: expected a number");
        assert!(Kind::from_declared("DATETIME").is_err());
    }
}
