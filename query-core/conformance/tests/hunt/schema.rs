//! Random schemas and data, of the kinds on which engines differ: types and affinities, collations, keys, tables without row
//! ids, indexes on expressions and parts, views over aggregates and windows.

use std::fmt::Write;

use conformance::Tape;

/// A table or a view.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
}

/// Statements that make a database, and what is in it.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) statements: Vec<String>,
    pub(crate) relations: Vec<Relation>,
}

/// Names for columns and for aliases: the same few, so that one is often the other's.
pub(crate) const NAMES: &[&str] = &["a", "b", "n", "x", "total", "price", "Label", "kind"];

const TYPES: &[&str] = &["", "int", "text", "real", "integer", "numeric", "blob", "varchar(10)"];
const VALUES: &[&str] =
    &["null", "1", "2", "'1'", "'a'", "3", "'B'", "2.0", "1.5", "-1", "'2'", "'b'", "0", "''", "x'61'", "10", "'10'"];

/// The schema that these choices make.
pub(crate) fn schema(tape: &mut Tape<'_>) -> Schema {
    let mut schema = Schema { statements: Vec::new(), relations: Vec::new() };
    for i in 0..2 + tape.below(3) {
        table(tape, &mut schema, i);
    }
    for i in 0..tape.below(3) {
        view(tape, &mut schema, i);
    }
    schema
}

fn table(tape: &mut Tape<'_>, schema: &mut Schema, i: usize) {
    let name = format!("t{i}");
    let first = tape.below(NAMES.len());
    let columns: Vec<_> = (0..2 + tape.below(3)).map(|at| NAMES[(first + at) % NAMES.len()].to_owned()).collect();
    let key = tape.below(4);
    let mut definitions = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let declared = if at == 0 && key == 1 { "integer primary key" } else { tape.pick(TYPES) };
        let collation = if declared == "text" { tape.pick(&["", " collate nocase", ""]) } else { "" };
        let constraint = match (at, key) {
            (0, 2) => " primary key",
            (1, _) => tape.pick(&["", "", " unique", ""]),
            _ => "",
        };
        definitions.push(format!("{column} {declared}{collation}{constraint}"));
    }
    let options = if key == 2 && tape.chance(60) { " without rowid" } else { "" };
    schema.statements.push(format!("create table {name}({}){options}", definitions.join(", ")));
    for at in 0..tape.below(3) {
        let column = tape.pick(&columns.iter().map(String::as_str).collect::<Vec<_>>());
        let other = &columns[tape.below(columns.len())];
        let terms = match tape.below(4) {
            0 => column.to_owned(),
            1 => format!("{column} desc, {other}"),
            2 => format!("{other}, ifnull({column}, 0)"),
            _ => format!("{column}) where ({other} is not null"),
        };
        schema.statements.push(format!("create index i{i}{at} on {name}({terms})"));
    }
    for _ in 0..3 + tape.below(8) {
        let values: Vec<_> = columns.iter().map(|_| tape.pick(VALUES)).collect();
        schema.statements.push(format!("insert or ignore into {name} values ({})", values.join(", ")));
    }
    schema.relations.push(Relation { name, columns });
}

fn view(tape: &mut Tape<'_>, schema: &mut Schema, i: usize) {
    let of = schema.relations[tape.below(schema.relations.len())].clone();
    let one = &of.columns[tape.below(of.columns.len())];
    let other = &of.columns[tape.below(of.columns.len())];
    let named = NAMES[tape.below(NAMES.len())];
    let last = NAMES.iter().find(|name| **name != named).copied().unwrap_or_default();
    let mut sql = format!("create view v{i}({named}, {last}) as select ");
    let _ = match tape.below(4) {
        0 => write!(sql, "{one}, {other} from {}", of.name),
        1 => write!(sql, "{one}, count(*) from {} group by {one}", of.name),
        2 => write!(sql, "{one}, max({other}) over (partition by {one}) from {}", of.name),
        _ => write!(sql, "{one}, {other} from {} union all select {other}, 1 from {}", of.name, of.name),
    };
    schema.statements.push(sql);
    schema.relations.push(Relation { name: format!("v{i}"), columns: vec![named.to_owned(), last.to_owned()] });
}
