//! Expressions over the columns in scope.

use crate::schema::{Column, Kind};
use conformance::Tape;

/// What expressions are made from.
pub(crate) struct Scope<'s> {
    pub(crate) columns: &'s [Column],
    /// Tables to look into from here, with their conditions.
    pub(crate) children: &'s [(&'static str, &'static str)],
}

const COMPARISONS: &[&str] = &["=", "<", ">", "<=", ">=", "<>", "is", "is not"];

impl Scope<'_> {
    /// An expression of some kind.
    pub(crate) fn any(&self, tape: &mut Tape<'_>, depth: usize) -> (String, Kind) {
        let kind = tape.pick(&[Kind::Integer, Kind::Text, Kind::Real]);
        (self.of(kind, tape, depth), kind)
    }

    /// An expression of this kind, of so many levels at most.
    pub(crate) fn of(&self, kind: Kind, tape: &mut Tape<'_>, depth: usize) -> String {
        if depth == 0 || tape.chance(30) {
            return self.leaf(kind, tape);
        }
        match tape.below(4) {
            0 => self.leaf(kind, tape),
            1 => self.conditional(kind, tape, depth - 1),
            _ => match kind {
                Kind::Integer => self.integer(tape, depth - 1),
                Kind::Real => self.real(tape, depth - 1),
                Kind::Text => self.text(tape, depth - 1),
            },
        }
    }

    /// A column of this kind, or a literal where there is none.
    fn leaf(&self, kind: Kind, tape: &mut Tape<'_>) -> String {
        let fit: Vec<_> = self.columns.iter().filter(|column| column.kind == kind).collect();
        if fit.is_empty() || tape.chance(15) { literal(kind, tape) } else { tape.pick(&fit).name.clone() }
    }

    fn conditional(&self, kind: Kind, tape: &mut Tape<'_>, depth: usize) -> String {
        let one = self.of(kind, tape, depth);
        match tape.below(5) {
            0 => format!("coalesce({one}, {})", literal(kind, tape)),
            1 => format!("nullif({one}, {})", self.of(kind, tape, depth)),
            2 => {
                let condition = self.condition(tape, depth);
                format!("case when {condition} then {one} else {} end", self.of(kind, tape, depth))
            }
            3 => format!("iif({}, {one}, null)", self.condition(tape, depth)),
            _ => {
                let function = tape.pick(&["max", "min"]);
                format!("{function}({one}, {})", self.of(kind, tape, depth))
            }
        }
    }

    fn integer(&self, tape: &mut Tape<'_>, depth: usize) -> String {
        let one = self.of(Kind::Integer, tape, depth);
        match tape.below(12) {
            0..3 => format!("({one} {} {})", tape.pick(&["+", "-", "*"]), self.of(Kind::Integer, tape, depth)),
            3 => format!("({one} {} {})", tape.pick(&["/", "%"]), literal(Kind::Integer, tape)),
            4 => format!("({one} {} {})", tape.pick(&["&", "|", "<<", ">>"]), tape.below(9)),
            5 => format!("abs({one})"),
            6 => format!("length({})", self.of(Kind::Text, tape, depth)),
            7 => format!("instr({}, {})", self.of(Kind::Text, tape, depth), literal(Kind::Text, tape)),
            8 => format!("cast({} as integer)", self.any(tape, depth).0),
            9 => format!("-{one}"),
            10 => self.child(tape, one),
            _ => format!("({})", self.condition(tape, depth)),
        }
    }

    /// A subquery that gives one value, and looks at the row that it is for.
    fn child(&self, tape: &mut Tape<'_>, otherwise: String) -> String {
        if self.children.is_empty() {
            return otherwise;
        }
        let (table, condition) = tape.pick(self.children);
        let value = tape.pick(&["count(*)", "max(x.day)", "sum(x.day)", "count(distinct x.day)", "min(x.day)"]);
        let value = if table == "planes" { value.replace("day", "seats") } else { value.into() };
        format!("(select {value} from {table} x where {condition})")
    }

    fn real(&self, tape: &mut Tape<'_>, depth: usize) -> String {
        let one = self.of(Kind::Real, tape, depth);
        match tape.below(6) {
            0 => format!("({one} {} {})", tape.pick(&["+", "-", "*", "/"]), self.of(Kind::Real, tape, depth)),
            1 => format!("round({one}, {})", tape.below(4)),
            2 => format!("({one} * {})", self.of(Kind::Integer, tape, depth)),
            3 => format!("cast({} as real)", self.any(tape, depth).0),
            4 => format!("abs({one})"),
            _ => format!("({} / 7.0)", self.of(Kind::Integer, tape, depth)),
        }
    }

    fn text(&self, tape: &mut Tape<'_>, depth: usize) -> String {
        let one = self.of(Kind::Text, tape, depth);
        match tape.below(10) {
            0 => format!("upper({one})"),
            1 => format!("lower({one})"),
            2 => format!("substr({one}, {}, {})", tape.below(9) as i64 - 3, tape.below(7) as i64 - 1),
            3 => format!("({one} || {})", self.of(Kind::Text, tape, depth)),
            4 => format!("replace({one}, {}, {})", literal(Kind::Text, tape), literal(Kind::Text, tape)),
            5 => format!("trim({one}, 'ABCdin ')"),
            6 => format!("cast({} as text)", self.of(Kind::Integer, tape, depth)),
            7 => format!("typeof({})", self.any(tape, depth).0),
            8 => format!("printf('%05d|%s', {}, {one})", self.of(Kind::Integer, tape, depth)),
            _ => format!("hex({one})"),
        }
    }

    /// A condition, of so many levels at most.
    pub(crate) fn condition(&self, tape: &mut Tape<'_>, depth: usize) -> String {
        if depth > 0 && tape.chance(45) {
            let one = self.condition(tape, depth - 1);
            return match tape.below(3) {
                0 => format!("not ({one})"),
                1 => format!("({one} and {})", self.condition(tape, depth - 1)),
                _ => format!("({one} or {})", self.condition(tape, depth - 1)),
            };
        }
        let (one, kind) = self.any(tape, depth.min(1));
        let not = tape.pick(&["", "not "]);
        match tape.below(10) {
            0..3 => format!("{one} {} {}", tape.pick(COMPARISONS), self.of(kind, tape, 0)),
            3 => format!("{one} is {not}null"),
            4 => format!("{one} {not}between {} and {}", literal(kind, tape), literal(kind, tape)),
            5 => format!("{one} {not}in ({}, {}, null)", literal(kind, tape), literal(kind, tape)),
            6 => format!("{one} {not}in ({}, {})", literal(kind, tape), self.of(kind, tape, 0)),
            7 => {
                let (verb, pattern) = tape.pick(PATTERNS);
                format!("{} {not}{verb} '{pattern}'", self.of(Kind::Text, tape, depth.min(1)))
            }
            8 => {
                let among: Vec<_> = LISTS.iter().filter(|(of, _)| *of == kind).collect();
                format!("{one} {not}in (select {})", tape.pick(&among).1)
            }
            _ if self.children.is_empty() => format!("{one} is null"),
            _ => {
                let (table, condition) = tape.pick(self.children);
                let more = tape.pick(&["", " and x.rowid % 3 = 0"]);
                format!("{not}exists (select 1 from {table} x where {condition}{more})")
            }
        }
    }
}

/// Lists to look for a value in; one has a NULL among its values, one is empty.
const LISTS: &[(Kind, &str)] = &[
    (Kind::Integer, "seats from planes where engines > 2"),
    (Kind::Integer, "year from planes where seats < 5"),
    (Kind::Text, "carrier from airlines where name like '%A%'"),
    (Kind::Text, "faa from airports where tz = -5"),
    (Kind::Real, "temp from weather where day = 3"),
    (Kind::Real, "lat from airports where alt > 1000000"),
];

const PATTERNS: &[(&str, &str)] = &[
    ("like", "%a%"),
    ("like", "B%"),
    ("like", "_1%"),
    ("like", "%"),
    ("glob", "*a*"),
    ("glob", "[A-M]*"),
    ("glob", "??"),
    ("like", "n%5%"),
];

pub(crate) fn literal(kind: Kind, tape: &mut Tape<'_>) -> String {
    let literals: &[&str] = match kind {
        Kind::Integer => &["1", "0", "2", "-1", "7", "20", "150", "1000", "2004", "-60", "null"],
        Kind::Real => &["1.0", "0.5", "-2.25", "40.7", "30.0", "1e3", "0.0", "1e18", "null"],
        Kind::Text => &["'a'", "''", "'UA'", "'JFK'", "'N5'", "'BOEING'", "'New'", "'12'", "' '", "null"],
    };
    tape.pick(literals).into()
}
