//! Queries over the demo database: bounded in rows, and in a total order wherever the order shows.

use crate::expression::{Scope, literal};
use crate::schema::{Column, Kind, TABLES, Table, children, joins};
use conformance::Tape;

/// A query without ORDER BY, and its columns' kinds. The columns are named `c1`, `c2` and so on.
struct Body {
    sql: String,
    kinds: Vec<Kind>,
}

/// The query that these choices make.
pub(crate) fn query(choices: &[u32]) -> String {
    let tape = &mut Tape::new(choices);
    let body = match tape.below(6) {
        0..3 => body(tape),
        3 => compound(tape),
        4 => with(tape),
        _ => nested(tape),
    };
    let order = order(tape, body.kinds.len());
    format!("{}{order}", body.sql)
}

/// Nothing, or all columns, each in a direction, and perhaps a limit.
fn order(tape: &mut Tape<'_>, columns: usize) -> String {
    if !tape.chance(60) {
        return String::new();
    }
    let first = tape.below(columns);
    let mut terms = Vec::new();
    for i in 0..columns {
        let direction = tape.pick(&["", " desc", " nulls last", " desc nulls first"]);
        terms.push(format!("{}{direction}", (first + i) % columns + 1));
    }
    let limit = match tape.below(3) {
        0 => String::new(),
        1 => format!(" limit {}", tape.below(20)),
        _ => format!(" limit {} offset {}", tape.below(20), tape.below(10)),
    };
    format!(" order by {}{limit}", terms.join(", "))
}

fn body(tape: &mut Tape<'_>) -> Body {
    let from = From::new(tape);
    match tape.below(4) {
        0 | 1 => from.plain(tape),
        2 => from.grouped(tape),
        _ => from.windowed(tape),
    }
}

/// Two queries of the same kinds of columns.
fn compound(tape: &mut Tape<'_>) -> Body {
    let kinds: Vec<_> = (0..=tape.below(2)).map(|_| tape.pick(&[Kind::Integer, Kind::Text])).collect();
    let operator = tape.pick(&["union all", "union", "intersect", "except"]);
    let one = From::new(tape).of(&kinds, tape);
    let other = From::new(tape).of(&kinds, tape);
    Body { sql: format!("{one} {operator} {other}"), kinds }
}

fn with(tape: &mut Tape<'_>) -> Body {
    let inner = body(tape);
    let outer = From::derived("t".into(), &inner.kinds);
    let outer = if tape.chance(50) { outer.grouped(tape) } else { outer.plain(tape) };
    Body { sql: format!("with t as ({}) {}", inner.sql, outer.sql), kinds: outer.kinds }
}

fn nested(tape: &mut Tape<'_>) -> Body {
    let inner = body(tape);
    let order = order(tape, inner.kinds.len());
    let outer = From::derived(format!("({}{order}) t", inner.sql), &inner.kinds);
    if tape.chance(50) { outer.grouped(tape) } else { outer.plain(tape) }
}

/// What a query reads: its FROM, what is in scope, and what bounds it.
struct From {
    from: String,
    columns: Vec<Column>,
    children: &'static [(&'static str, &'static str)],
    bound: Option<String>,
    /// What tells two rows apart.
    key: Option<String>,
}

impl From {
    fn new(tape: &mut Tape<'_>) -> Self {
        let table = tape.pick(TABLES);
        let mut from = format!("{} {}", table.name, table.alias);
        let mut columns: Vec<_> = table.columns().collect();
        for (joined, on) in joins(table) {
            if tape.chance(25) {
                let verb = tape.pick(&["join", "left join"]);
                from += &format!(" {verb} {} {} on {on}", joined.name, joined.alias);
                columns.extend(joined.columns());
            }
        }
        Self {
            from,
            columns,
            children: children(table),
            bound: bound(table, tape),
            key: Some(format!("{}.rowid", table.alias)),
        }
    }

    /// The rows of a query within the query.
    fn derived(from: String, kinds: &[Kind]) -> Self {
        let columns = kinds.iter().zip(1..).map(|(kind, i)| Column { name: format!("t.c{i}"), kind: *kind }).collect();
        Self { from, columns, children: &[], bound: None, key: None }
    }

    fn scope(&self) -> Scope<'_> {
        Scope { columns: &self.columns, children: self.children }
    }

    /// ` from ... where ...`
    fn tail(&self, tape: &mut Tape<'_>) -> String {
        let condition = tape.chance(45).then(|| self.scope().condition(tape, 2));
        let conditions: Vec<_> = self.bound.iter().cloned().chain(condition).collect();
        let filter = if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
        format!(" from {}{filter}", self.from)
    }

    fn plain(&self, tape: &mut Tape<'_>) -> Body {
        let (items, kinds) = (0..=tape.below(4)).map(|_| self.scope().any(tape, 3)).unzip();
        let distinct = tape.pick(&["", "", "", "distinct "]);
        Body { sql: format!("select {distinct}{}{}", list(items), self.tail(tape)), kinds }
    }

    fn of(&self, kinds: &[Kind], tape: &mut Tape<'_>) -> String {
        let items = kinds.iter().map(|kind| self.scope().of(*kind, tape, 1)).collect();
        format!("select {}{}", list(items), self.tail(tape))
    }

    fn grouped(&self, tape: &mut Tape<'_>) -> Body {
        let scope = self.scope();
        let mut keys: Vec<_> = (0..tape.below(3)).map(|_| scope.any(tape, 1)).collect();
        // SQLite may take a constant in GROUP BY for the number of a column.
        keys.retain(|(key, _)| self.columns.iter().any(|column| key.contains(&column.name)));
        let aggregates: Vec<_> = (0..=tape.below(3)).map(|_| self.aggregate(tape)).collect();
        let group = if keys.is_empty() {
            String::new()
        } else {
            let keys: Vec<_> = keys.iter().map(|(key, _)| key.as_str()).collect();
            let having = match tape.below(4) {
                0 => format!(" having count(*) > {}", tape.below(4)),
                1 => format!(" having {} is not null", aggregates[0].0),
                _ => String::new(),
            };
            format!(" group by {}{having}", keys.join(", "))
        };
        let tail = self.tail(tape);
        let (items, kinds) = keys.into_iter().chain(aggregates).unzip();
        Body { sql: format!("select {}{tail}{group}", list(items)), kinds }
    }

    fn aggregate(&self, tape: &mut Tape<'_>) -> (String, Kind) {
        let scope = self.scope();
        let (argument, kind) = scope.any(tape, 1);
        let distinct = tape.pick(&["", "", "distinct "]);
        let (aggregate, kind) = match tape.below(8) {
            0 => ("count(*)".into(), Kind::Integer),
            1 => (format!("count({distinct}{argument})"), Kind::Integer),
            2 => (format!("min({argument})"), kind),
            3 => (format!("max({argument})"), kind),
            4 => (format!("sum({distinct}{})", scope.of(Kind::Integer, tape, 1)), Kind::Integer),
            5 => (format!("avg({distinct}{})", scope.of(Kind::Integer, tape, 1)), Kind::Real),
            6 => (format!("total({})", scope.of(Kind::Integer, tape, 1)), Kind::Real),
            _ => (format!("sum({})", scope.of(Kind::Real, tape, 1)), Kind::Real),
        };
        let filter =
            if tape.chance(15) { format!(" filter (where {})", scope.condition(tape, 1)) } else { String::new() };
        (format!("{aggregate}{filter}"), kind)
    }

    fn windowed(&self, tape: &mut Tape<'_>) -> Body {
        let Some(key) = &self.key else { return self.plain(tape) };
        let scope = self.scope();
        let mut items = vec![(key.clone(), Kind::Integer)];
        for _ in 0..=tape.below(2) {
            let partition =
                if tape.chance(50) { format!("partition by {} ", scope.any(tape, 0).0) } else { String::new() };
            let by = format!("{}{}", scope.any(tape, 1).0, tape.pick(&["", " desc"]));
            let (argument, kind) = scope.any(tape, 1);
            let (function, kind, total) = match tape.below(10) {
                0 => ("row_number()".into(), Kind::Integer, true),
                1 => ("rank()".into(), Kind::Integer, false),
                2 => ("dense_rank()".into(), Kind::Integer, false),
                3 => (format!("ntile({})", tape.below(5) + 1), Kind::Integer, true),
                4 => (format!("lag({argument}, {})", tape.below(3)), kind, true),
                5 => (format!("lead({argument}, {}, {})", tape.below(3), literal(kind, tape)), kind, true),
                6 => (format!("first_value({argument})"), kind, true),
                7 => ("count(*)".into(), Kind::Integer, false),
                8 => (format!("{}({argument})", tape.pick(&["min", "max", "last_value"])), kind, true),
                _ => (format!("sum({})", scope.of(Kind::Integer, tape, 1)), Kind::Integer, false),
            };
            let by = if total { format!("{by}, {key}") } else { by };
            let frame = match tape.below(6) {
                0 if total => " rows between 2 preceding and 1 following",
                1 if total => " rows between 1 following and 3 following",
                2 if total => " groups between unbounded preceding and 1 preceding",
                3 => " range between current row and unbounded following",
                _ => "",
            };
            items.push((format!("{function} over ({partition}order by {by}{frame})"), kind));
        }
        let (items, kinds) = items.into_iter().unzip();
        Body { sql: format!("select {}{}", list(items), self.tail(tape)), kinds }
    }
}

fn list(items: Vec<String>) -> String {
    let items: Vec<_> = items.into_iter().zip(1..).map(|(item, i)| format!("{item} c{i}")).collect();
    items.join(", ")
}

/// Some of the rows: a span of the table, or all of a small one.
fn bound(table: &Table, tape: &mut Tape<'_>) -> Option<String> {
    let span = tape.pick(&[30, 80, 200]);
    (table.rows > span).then(|| {
        let first = tape.below(table.rows - span) + 1;
        format!("{}.rowid between {first} and {}", table.alias, first + span - 1)
    })
}
