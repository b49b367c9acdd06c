//! The bare engines: the floor that the benches compare with.

use std::num::NonZeroUsize;
use std::sync::Arc;

use benches::Query;
use limbo::{
    ConnectOpts, Connection, Database, Numeric, OpenFlags, OpenOptions, PlatformIO, SqliteDialect, Statement,
    StepResult, Value as Limbo,
};
use rusqlite::types::{Value as Sqlite, ValueRef};
use serde_json::Value;

/// A connection of limbo.
pub(crate) fn limbo(path: &str) -> Arc<Connection> {
    let options = OpenOptions::new(Arc::new(SqliteDialect)).flags(OpenFlags::ReadOnly);
    let database = Database::open(Arc::new(PlatformIO::new().unwrap()), path, options).unwrap();
    database.connect(ConnectOpts::new()).unwrap()
}

/// A connection of SQLite.
pub(crate) fn sqlite(path: &str) -> rusqlite::Connection {
    rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// Runs a kept statement of limbo, and passes each row to `look`.
pub(crate) fn run_limbo(statement: &mut Statement, params: &[Limbo], mut look: impl FnMut(&limbo::Row)) {
    for (param, index) in params.iter().zip(1..) {
        statement.bind_at(NonZeroUsize::new(index).unwrap(), param.clone()).unwrap();
    }
    loop {
        match statement.step().unwrap() {
            StepResult::Row => look(statement.row().unwrap()),
            StepResult::Done => break,
            StepResult::IO | StepResult::Yield | StepResult::Sleep { .. } => statement._io().step().unwrap(),
            StepResult::Interrupt | StepResult::Busy => panic!("there is no other connection"),
        }
    }
    statement.reset().unwrap();
}

/// Runs a kept statement of SQLite, and passes each value of each row to `look`.
pub(crate) fn run_sqlite(
    statement: &mut rusqlite::Statement<'_>,
    params: &[Sqlite],
    mut look: impl FnMut(usize, ValueRef<'_>),
) {
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(params)).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            look(column, row.get_ref(column).unwrap());
        }
    }
}

/// A query's parameters for limbo.
pub(crate) fn limbo_params(query: &Query) -> Vec<Limbo> {
    let param = |value: &Value| match value {
        Value::String(text) => Limbo::from_text(text.clone()),
        value => Limbo::from_i64(value.as_i64().unwrap()),
    };
    query.params.iter().map(param).collect()
}

/// A query's parameters for SQLite.
pub(crate) fn sqlite_params(query: &Query) -> Vec<Sqlite> {
    let param = |value: &Value| match value {
        Value::String(text) => Sqlite::Text(text.clone()),
        value => Sqlite::Integer(value.as_i64().unwrap()),
    };
    query.params.iter().map(param).collect()
}

/// The rows that limbo returns, as JSON.
pub(crate) fn rows_of_limbo(statement: &mut Statement, query: &Query) -> Value {
    let mut rows = Vec::new();
    run_limbo(statement, &limbo_params(query), |row| {
        let values = row.get_values().map(|value| match value {
            Limbo::Null => Value::Null,
            Limbo::Numeric(Numeric::Integer(integer)) => (*integer).into(),
            Limbo::Numeric(Numeric::Float(real)) => f64::from(*real).into(),
            Limbo::Text(text) => text.as_str().into(),
            Limbo::Blob(_) => panic!("no query has blobs"),
        });
        rows.push(values.collect());
    });
    Value::Array(rows)
}

/// The rows that SQLite returns, as JSON.
pub(crate) fn rows_of_sqlite(statement: &mut rusqlite::Statement<'_>, query: &Query) -> Value {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    run_sqlite(statement, &sqlite_params(query), |column, value| {
        if column == 0 {
            rows.push(Vec::new());
        }
        rows.last_mut().unwrap().push(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(integer) => integer.into(),
            ValueRef::Real(real) => real.into(),
            ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap().into(),
            ValueRef::Blob(_) => panic!("no query has blobs"),
        });
    });
    rows.into()
}
