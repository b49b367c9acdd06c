//! Random expressions over what a query reads.

use conformance::Tape;

use crate::query::{self, Context};

/// A column that an expression may name, as it may be written: `t.a`, or `a` where only one source has it.
pub(crate) type Columns = Vec<String>;

const LITERALS: &[&str] = &["1", "2", "'1'", "'a'", "null", "0", "1.5", "'B'", "3", "-1", "''", "10"];

/// An expression without aggregates.
pub(crate) fn expression(tape: &mut Tape<'_>, context: &Context<'_>, depth: usize) -> String {
    if depth == 0 {
        return leaf(tape, context);
    }
    let mut part = || expression(tape, context, depth - 1);
    let (a, b) = (part(), part());
    match tape.below(18) {
        0 | 1 => leaf(tape, context),
        2 => format!("{a} {} {b}", tape.pick(&["+", "-", "*"])),
        3 | 4 => format!("({a} {} {b})", tape.pick(&["=", "<", ">=", "<>", "is", "is not"])),
        5 => format!("({a} {} {b})", tape.pick(&["and", "or"])),
        6 => format!("not ({a})"),
        7 => format!("{}({a})", tape.pick(&["typeof", "abs", "length", "upper", "hex"])),
        8 => format!("{}({a}, {b})", tape.pick(&["ifnull", "coalesce", "nullif", "max", "min"])),
        9 => format!("case when {a} then {b} else {} end", leaf(tape, context)),
        10 => format!("case {a} when {b} then {} end", leaf(tape, context)),
        11 => format!("cast({a} as {})", tape.pick(&["integer", "text", "real", "numeric"])),
        12 => format!("({a} between {b} and {})", leaf(tape, context)),
        13 => format!("({a} {} ({}, {}))", tape.pick(&["in", "not in"]), b, leaf(tape, context)),
        14 => format!("({a} {} {})", tape.pick(&["in", "not in"]), query::column_subquery(tape, context)),
        15 => format!("{} {}", tape.pick(&["exists", "not exists"]), query::column_subquery(tape, context)),
        16 => query::scalar_subquery(tape, context),
        _ => {
            format!("(({a}, {b}) {} ({}, {}))", tape.pick(&["=", "<", "is"]), leaf(tape, context), leaf(tape, context))
        }
    }
}

fn leaf(tape: &mut Tape<'_>, context: &Context<'_>) -> String {
    let own = context.columns.len();
    match tape.below(8) {
        0..5 if own > 0 => context.columns[tape.below(own)].clone(),
        5 if !context.outer.is_empty() => context.outer[tape.below(context.outer.len())].clone(),
        _ => tape.pick(LITERALS).to_owned(),
    }
}

/// An aggregate of a column or of an expression.
pub(crate) fn aggregate(tape: &mut Tape<'_>, context: &Context<'_>) -> String {
    let depth = tape.below(2);
    let of = expression(tape, context, depth);
    match tape.below(7) {
        0 => "count(*)".to_owned(),
        1 => format!("count({of})"),
        2 => format!("sum({of})"),
        3 => format!("max({of})"),
        4 => format!("min({of})"),
        5 => format!("total({of})"),
        _ => format!("count(distinct {of})"),
    }
}
