//! SQL written to break a service, in one table for all programs that send such SQL. Comments say what the engine alone does
//! with it.

use serde_json::{Value, json};

/// A statement that a service must stop or answer within its limits.
#[derive(Clone, Debug)]
pub struct Hostile {
    /// A short description.
    pub name: &'static str,
    /// The SQL.
    pub sql: String,
    /// The parameters.
    pub params: Value,
    /// The error codes that are acceptable; `ok` stands for success. If there are several, the limit that is reached first
    /// depends on the machine.
    pub codes: &'static [&'static str],
}

impl Hostile {
    /// The request body for the statement.
    pub fn body(&self) -> Value {
        json!({ "sql": self.sql, "params": self.params })
    }
}

const MEMORY: &[&str] = &["memory-limit"];
const LONG: &[&str] = &["time-limit", "memory-limit"];
const COMPLEX: &[&str] = &["sql-too-complex"];
const NEVER: &[&str] = &["statement-not-allowed"];
const ERROR: &[&str] = &["sql-error"];

/// Every case.
pub fn hostile() -> Vec<Hostile> {
    let mut all = compiler();
    all.extend(one_call());
    all.extend(memory());
    all.extend(time());
    all.extend(changes());
    all
}

fn case(name: &'static str, sql: impl Into<String>, codes: &'static [&'static str]) -> Hostile {
    Hostile { name, sql: sql.into(), params: json!([]), codes }
}

fn with(name: &'static str, sql: &str, params: Value, codes: &'static [&'static str]) -> Hostile {
    Hostile { params, ..case(name, sql, codes) }
}

/// Common table expressions that each read the previous one twice.
fn doubling(steps: usize) -> String {
    let mut sql = "with c0 as (select 1 as x)".to_owned();
    for i in 1..=steps {
        sql += &format!(", c{i} as (select a.x from c{0} a join c{0} b)", i - 1);
    }
    sql + &format!(" select count(*) from c{steps}")
}

/// The engine's compiler recurses without a limit: each of these crashed the process by exhausting its stack or memory.
fn compiler() -> Vec<Hostile> {
    let nested = |n: usize| format!("{}select 1{}", "select * from (".repeat(n), ")".repeat(n));
    vec![
        case("5,000 terms of UNION", vec!["select 1"; 5_000].join(" union all "), COMPLEX),
        case("1,000 subqueries in FROM", nested(1_000), COMPLEX),
        case("22 CTEs, each twice the one before", doubling(22), COMPLEX),
        case("300 joins", format!("select * from airlines{}", " join airlines".repeat(300)), COMPLEX),
        case("an expression 20,000 deep", format!("select 1{}", "+1".repeat(20_000)), COMPLEX),
        case("10,000 open parentheses", "select ".to_owned() + &"(".repeat(10_000), COMPLEX),
        case("30,000 values after IN", format!("select 1 in (1{})", ",1".repeat(30_000)), &["ok"]),
        case("500,000 values after IN", format!("select 1 in (1{})", ",1".repeat(500_000)), &["sql-too-large"]),
        with("a document 400,000 deep", "select json(?)", json!(["[".repeat(400_000)]), ERROR),
    ]
}

/// A single function call that produces a value of gigabytes, or crashes the process.
fn one_call() -> Vec<Hostile> {
    let text = |n: usize| "a".repeat(n);
    vec![
        case("zeroblob of 900 MB", "select length(zeroblob(900000000))", COMPLEX),
        case("hex of a zeroblob of 1 GB", "select length(hex(zeroblob(1000000000)))", COMPLEX),
        case("repeat of 900 MB", "select repeat('x', 900000000)", COMPLEX),
        with(
            "repeat of a text of 1 MB",
            "select length(repeat(?, 1000000))",
            json!([text(1_000_000)]),
            &["value-too-large"],
        ),
        with(
            "replace makes 4 TB",
            "select length(replace(?1, 'a', ?1))",
            json!([text(2_000_000)]),
            &["value-too-large"],
        ),
        with(
            "replace makes 200 MB",
            "select length(replace(?1, 'a', ?2))",
            json!([text(20_000), text(10_000)]),
            MEMORY,
        ),
        with("printf of 100 widths of 1 MB", "select length(printf(?))", json!(["%1000000c".repeat(100)]), MEMORY),
        with(
            "101 numbers and 1 MB between each",
            &format!("select length(concat_ws(?{}))", ",1".repeat(100)),
            json!([text(1_000_000)]),
            MEMORY,
        ),
        with(
            "json_pretty 500,000 deep",
            "select length(json_pretty(?))",
            json!(["[".repeat(500_000) + &"]".repeat(500_000)]),
            &["value-too-large"],
        ),
        with(
            "json_extract of 100 copies",
            &format!("select length(json_extract(?{}))", ",'$'".repeat(100)),
            json!([format!("[\"{}\"]", text(1_000_000))]),
            ERROR,
        ),
        case("functions that SQLite lacks", "select array_to_string(string_to_array('a,b', ','), 'x')", ERROR),
        case("an extension", "select load_extension('x')", ERROR),
    ]
}

/// Values and rows that grow with every step, to gigabytes before the time limit.
fn memory() -> Vec<Hostile> {
    let chain = |n: usize| {
        format!("select length(x) from ({}select ?1 as x{})", "select x || x as x from (".repeat(n), ")".repeat(n))
    };
    let copies = format!("select {}length(s) from (select ?1 || ?1 as s limit 2)", "length(s || s || s) + ".repeat(60));
    let calls = format!("select {}0", "length(replace(?1, 'a', ?2)) + ".repeat(40));
    let grown = "with recursive d(s) as (select 'x' union all select s || s from d)";
    vec![
        case("a text that doubles", format!("{grown} select max(length(s)) from d"), MEMORY),
        case(
            "a blob that doubles",
            "with recursive d(s) as (select x'00' union all select s || s from d) select count(*) from d",
            MEMORY,
        ),
        with("15 doublings in a row", &chain(15), json!(["a".repeat(3_000_000)]), &["memory-limit", "value-too-large"]),
        with(
            "40 calls of 7 MB each at once",
            &calls,
            json!(["a".repeat(1_000), "b".repeat(7_000)]),
            &["memory-limit", "ok"],
        ),
        with("60 long texts at once", &copies, json!(["a".repeat(3_000_000)]), &["memory-limit", "ok"]),
        case(
            "a sort of long values",
            "select a.id from flights a, flights b order by printf('%1000s', a.id + b.id)",
            LONG,
        ),
        case(
            "group_concat over a cross join",
            "select length(group_concat(printf('%1000s', a.id))) from flights a, flights b",
            LONG,
        ),
        case(
            "json_group_array over a cross join",
            "select length(json_group_array(printf('%1000s', a.id))) from flights a, flights b",
            LONG,
        ),
        case("a window over a cross join", "select sum(a.id) over (order by b.id) from flights a, flights b", LONG),
        case(
            "the queue of a recursion",
            "with recursive q(i, s) as (select 1, zeroblob(1000) union all select i + n, s || 'x' from q, (select 1 as n union all select 2)) select count(*) from q",
            LONG,
        ),
        case(
            "DISTINCT over a cross join",
            "select count(*) from (select distinct a.id * 30000 + b.id from flights a, flights b)",
            LONG,
        ),
        case(
            "UNION over a cross join",
            "select count(*) from (select a.id, b.id from flights a, flights b union select 1, 2)",
            LONG,
        ),
        case("10 million rows sorted", "select value from generate_series(1, 10000000) order by -value limit 1", LONG),
    ]
}

/// Statements that only take long.
fn time() -> Vec<Hostile> {
    vec![
        case(
            "an endless recursion",
            "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c",
            &["time-limit"],
        ),
        case("a cross join of three tables", "select count(*) from flights a, flights b, flights c", &["time-limit"]),
        case(
            "a recursion that never has a row",
            "with recursive c(x) as (select 1 union all select x + 1 from c where x > 0) select x from c where x < 0",
            &["time-limit"],
        ),
        case(
            "a cross join that finds nothing",
            "select * from flights a, flights b where a.distance + b.distance < 0",
            &["time-limit"],
        ),
        with(
            "LIKE with a long pattern",
            "select ?1 || ?1 like '%' || ?2 || '%'",
            json!(["a".repeat(50_000), "a".repeat(1_000) + "b"]),
            &["ok"],
        ),
    ]
}

/// Statements that would change or load something.
fn changes() -> Vec<Hostile> {
    vec![
        case("a PRAGMA that allows writes", "pragma query_only = 0", NEVER),
        case("a PRAGMA that rewrites the header", "pragma journal_mode = 'mvcc'", NEVER),
        case("ATTACH of another file", "attach '/etc/passwd' as x", NEVER),
        case("VACUUM INTO a file", "vacuum into '/tmp/copy.db'", NEVER),
        case("the path of the file", "select file from pragma_database_list", NEVER),
        case("INSERT", "insert into airlines values ('ZZ', 'Nobody')", &["read-only"]),
        case("DROP TABLE", "drop table flights", &["read-only"]),
        case("a second statement", "select 1; drop table flights", &["multiple-statements"]),
        case("a write inside EXPLAIN", "explain delete from flights", &["ok"]),
        case("nothing", "", &["empty-sql"]),
    ]
}

#[cfg(test)]
mod tests {
    use crate::test;

    #[test]
    fn the_names_differ() {
        let mut names: Vec<_> = super::hostile().iter().map(|case| case.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
