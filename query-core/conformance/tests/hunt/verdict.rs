//! How two answers compare.

use conformance::{Answer, Outcome, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    SameRows,
    BothEmpty,
    BothFail,
    /// The service says that it does not support the statement, or that it is too complex.
    Refused,
    Differ,
}

/// The codes with which the service may refuse what SQLite answers.
const REFUSALS: [&str; 2] = ["engine-limitation: ", "sql-too-complex: "];

pub(crate) fn compare(sql: &str, limbo: &Outcome, sqlite: &Outcome) -> Verdict {
    match (limbo, sqlite) {
        (Err(_), Err(_)) => Verdict::BothFail,
        (Err(failure), Ok(_)) if REFUSALS.iter().any(|code| failure.0.starts_with(code)) => Verdict::Refused,
        (Ok(limbo), Ok(sqlite)) if same(sql, limbo, sqlite) => {
            if sqlite.rows.is_empty() {
                Verdict::BothEmpty
            } else {
                Verdict::SameRows
            }
        }
        _ => Verdict::Differ,
    }
}

/// The same columns and the same rows: in order where the query has one, which is then total.
fn same(sql: &str, limbo: &Answer, sqlite: &Answer) -> bool {
    limbo.columns == sqlite.columns && rows(sql, limbo) == rows(sql, sqlite)
}

fn rows(sql: &str, answer: &Answer) -> Vec<String> {
    let shown = |value: &Value| match value {
        // The two zeros are equal, and which one comes is not promised.
        Value::Real(0.0) => "0.0".to_owned(),
        value => format!("{value:?}"),
    };
    let mut rows: Vec<_> = answer.rows.iter().map(|row| row.iter().map(shown).collect::<Vec<_>>().join(", ")).collect();
    let tail = sql.rsplit_once(')').map_or(sql, |(_, tail)| tail);
    if !tail.contains(" order by ") {
        rows.sort_unstable();
    }
    rows
}
