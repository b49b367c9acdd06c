//! Where the engine is known to differ from SQLite: each with its name, its reason, and a proof that it still does.

use crate::answer::{Answer, Failure, Value};

/// What a side makes of a statement.
pub type Outcome = Result<Answer, Failure>;

/// A difference between the service's SQL and SQLite's.
pub struct Difference {
    /// The name, as scripts and the README have it.
    pub name: &'static str,
    /// What differs, and why.
    pub why: &'static str,
    /// Statements for two empty databases; the last one is answered differently.
    pub example: &'static [&'static str],
    /// Whether it explains two unlike answers to a generated query.
    pub explains: Option<fn(sql: &str, limbo: &Outcome, sqlite: &Outcome) -> bool>,
}

/// All that are known.
pub const DIFFERENCES: &[Difference] = &[
    // Wrong rows.
    Difference {
        name: "bare-column-beside-min-or-max",
        why: "wrong rows: a column outside the aggregate comes from the group's first row, not from the one that has the \
              minimum or maximum",
        example: &["create table t(a, b)", "insert into t values (1, 'low'), (9, 'high')", "select b, max(a) from t"],
        explains: None,
    },
    Difference {
        name: "order-by-a-grouped-subquery",
        why: "wrong order, and so wrong rows under a LIMIT: a term of ORDER BY that is a correlated subquery and a key of GROUP \
              BY comes after the other terms",
        example: &[
            "create table t(a, b)",
            "insert into t values (1, 9), (2, 5), (3, 7)",
            "select (select count(*) from t x where x.a < t.a) c, b from t \
             group by (select count(*) from t x where x.a < t.a), b order by 1 desc, 2",
        ],
        explains: Some(|sql, limbo, _| {
            let keys = sql.split(" group by ").skip(1).filter_map(|rest| rest.split_once(" order by "));
            limbo.is_ok() && keys.into_iter().any(|(keys, _)| keys.contains("(select"))
        }),
    },
    Difference {
        name: "numeric-text-beyond-64-bits",
        why: "wrong value: cast to NUMERIC, a text of more digits than an INTEGER holds becomes a REAL of 15 digits",
        example: &["select cast('9223372036854775808' as numeric)"],
        explains: None,
    },
    Difference {
        name: "negative-zero",
        why: "abs() takes the sign off a negative zero and round() leaves it on; SQLite's do the reverse. The two are equal",
        example: &["select abs(-1.0 * 0)"],
        explains: Some(|sql, limbo, sqlite| {
            (sql.contains("abs(") || sql.contains("round(")) && alike(limbo, sqlite, but_for_a_zeros_sign)
        }),
    },
    // Other texts and types.
    Difference {
        name: "real-as-text",
        why: "15 digits, and an exponent from 1e15, as older versions of SQLite; 3.54 writes up to 17",
        example: &["select cast(0.1 + 0.2 as text)"],
        explains: None,
    },
    Difference {
        name: "blobs-joined",
        why: "|| of two blobs is a blob; SQLite makes a text of it",
        example: &["select typeof(x'61' || x'62')"],
        explains: None,
    },
    Difference {
        name: "schema-text",
        why: "ALTER TABLE writes the SQL of views and triggers that name the table anew, in the engine's own capitals",
        example: &[
            "create table t(a int)",
            "create view v as select a from t",
            "alter table t rename to u",
            "select sql from sqlite_schema where name = 'v'",
        ],
        explains: None,
    },
    // What the engine has not, or says otherwise.
    Difference {
        name: "subquery-in-a-window-function",
        why: "not supported: a subquery within the arguments of a window function, an error",
        example: &["select sum((select 1)) over () from (select 1)"],
        explains: Some(|_, limbo, _| {
            ["Scalar subquery is not supported in this", "InSelect is not supported in this"]
                .iter()
                .any(|text| fails_with(limbo, text))
        }),
    },
    Difference {
        name: "row-of-a-subquery-in-a-subquery",
        why: "not supported: a subquery of several columns as the left side of IN, an error",
        example: &["select (select 1, 2) in (select 1, 2)"],
        explains: None,
    },
    Difference {
        name: "stored-generated-columns",
        why: "not supported: an error",
        example: &["create table t(a, b as (a + 1) stored)"],
        explains: None,
    },
    Difference {
        name: "without-rowid",
        why: "not supported: WITHOUT ROWID in a new table, an error",
        example: &["create table t(a primary key) without rowid"],
        explains: None,
    },
    Difference {
        name: "in-a-table",
        why: "not supported: IN and a table's name without parentheses, an error",
        example: &["create table t(a)", "select 1 in t"],
        explains: None,
    },
    Difference {
        name: "instead-of-triggers",
        why: "not supported: an error",
        example: &[
            "create table t(a)",
            "create view v as select a from t",
            "create trigger r instead of insert on v begin insert into t values (new.a); end",
        ],
        explains: None,
    },
    Difference {
        name: "refused-statements",
        why: "the service's own rule: each request is one transaction, and a service answers from one database",
        example: &["begin"],
        explains: None,
    },
    // What the SQLite that is compared with has not.
    Difference {
        name: "math-functions",
        why: "the engine has them; the bundled SQLite is built without, and without percentiles",
        example: &["select sqrt(16)"],
        explains: None,
    },
    Difference {
        name: "regexp",
        why: "the engine has REGEXP; SQLite leaves it to its host",
        example: &["select 'a' regexp 'a'"],
        explains: None,
    },
    Difference {
        name: "generate-series",
        why: "the engine has it; in SQLite it is an extension",
        example: &["select value from generate_series(1, 3)"],
        explains: None,
    },
    Difference {
        name: "uuid",
        why: "the engine has its functions; in SQLite they are an extension",
        example: &["select length(uuid4_str())"],
        explains: None,
    },
    Difference {
        name: "the-clock",
        why: "`now` is what the service's clock says; here it stands still",
        example: &["select unixepoch()"],
        explains: None,
    },
];

fn fails_with(outcome: &Outcome, text: &str) -> bool {
    outcome.as_ref().is_err_and(|failure| failure.0.contains(text))
}

/// Whether both have rows, the same by this measure, in whatever order.
fn alike(limbo: &Outcome, sqlite: &Outcome, equal: fn(&Value, &Value) -> bool) -> bool {
    let (Ok(limbo), Ok(sqlite)) = (limbo, sqlite) else { return false };
    let mut left: Vec<_> = sqlite.rows.iter().collect();
    limbo.rows.len() == left.len()
        && limbo.rows.iter().all(|row| {
            let found = left.iter().position(|other| row.iter().zip(*other).all(|(a, b)| equal(a, b)));
            found.map(|i| left.swap_remove(i)).is_some()
        })
}

fn but_for_a_zeros_sign(a: &Value, b: &Value) -> bool {
    matches!((a, b), (Value::Real(a), Value::Real(b)) if a == b) || a == b
}
