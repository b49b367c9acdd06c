//! What a statement answers, on either side.

use std::fmt;

/// A database that runs one SQL statement at a time.
pub trait Database {
    /// The name in `skipif` and `onlyif`.
    const NAME: &'static str;

    /// Runs one statement to its end.
    ///
    /// # Errors
    /// The statement is refused or fails.
    fn run(&mut self, sql: &str) -> Result<Answer, Failure>;
}

/// The answer to a statement that succeeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The columns' names; a statement that returns no rows has none.
    pub columns: Vec<String>,
    /// The rows, in the order in which they came.
    pub rows: Vec<Vec<Value>>,
    /// How many rows a write has changed.
    pub affected: u64,
}

/// A value of SQL. Two of them are equal if they have the same type and the same bits.
#[derive(Clone)]
pub enum Value {
    /// NULL.
    Null,
    /// A 64-bit integer.
    Integer(i64),
    /// A 64-bit float.
    Real(f64),
    /// UTF-8.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Integer(a), Value::Integer(b)) => a == b,
            (Value::Real(a), Value::Real(b)) => a.to_bits() == b.to_bits(),
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Blob(a), Value::Blob(b)) => a == b,
            _ => false,
        }
    }
}

/// As a script shows it: `NULL`; an integer; a real with its point or exponent, by the shortest digits that make its bits; a
/// text as it is, `(empty)` where it is, and `@` for each control character, as SQLite's own sqllogictest has it; `x'00ff'`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("NULL"),
            Value::Integer(integer) => write!(f, "{integer}"),
            Value::Real(real) => write!(f, "{real:?}"),
            Value::Text(text) if text.is_empty() => f.write_str("(empty)"),
            Value::Text(text) => f.write_str(&text.replace(char::is_control, "@")),
            Value::Blob(blob) => {
                f.write_str("x'")?;
                blob.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str("'")
            }
        }
    }
}

/// As SQL writes it.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            other => write!(f, "{other}"),
        }
    }
}

/// Why a statement failed, in the words of the side that failed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
