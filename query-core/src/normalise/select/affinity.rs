//! Affinities: what SQLite converts before it compares, where the engine does not.

use limbo_parser::ast::{Expr, Literal, Name, OneSelect, Operator, ResultColumn, Type};

use super::refusal::limitation;
use super::scope::{Affinity, Found, Scope};
use crate::error::Error;

/// The affinity of an expression: a column's, a cast's, or that of a subquery's column.
pub(super) fn affinity(expr: &Expr, scope: &Scope<'_>) -> Affinity {
    match expr {
        Expr::Id(name) => of(scope.find(name.as_str())),
        Expr::Qualified(table, name) | Expr::DoublyQualified(_, table, name) => {
            of(scope.find_qualified(table.as_str(), name.as_str()))
        }
        Expr::Cast { type_name: Some(Type { name, .. }), .. } => Affinity::of_type(name),
        Expr::Collate(expr, _) => affinity(expr, scope),
        Expr::Parenthesized(parts) => match parts.as_slice() {
            [part] => affinity(part, scope),
            _ => Affinity::None,
        },
        _ => Affinity::None,
    }
}

/// The affinity of a term's result within a compound.
pub(super) fn of_term(expr: &Expr, scope: &Scope<'_>) -> Affinity {
    match affinity(expr, scope) {
        Affinity::None if is_never_integer(expr, scope) => Affinity::Fraction,
        affinity => affinity,
    }
}

fn is_never_integer(expr: &Expr, scope: &Scope<'_>) -> bool {
    const FRACTIONS: [&str; 3] = ["avg", "total", "round"];
    match expr {
        Expr::Literal(Literal::String(_) | Literal::Null) => true,
        Expr::Literal(Literal::Numeric(text)) => text.contains('.'),
        Expr::FunctionCall { name, args, .. } => {
            let is = |known: &str| known.eq_ignore_ascii_case(name.as_str());
            let real = || args.iter().all(|argument| affinity(argument, scope) == Affinity::Real);
            FRACTIONS.iter().any(|known| is(known)) || (is("sum") || is("min") || is("max")) && real()
        }
        _ => false,
    }
}

fn of(found: Found<'_>) -> Affinity {
    match found {
        Found::Column { column, .. } => column.affinity,
        Found::Alias { .. } | Found::Nothing | Found::Unknown => Affinity::None,
    }
}

pub(super) fn is_comparison(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Equals
            | Operator::NotEquals
            | Operator::Less
            | Operator::LessEquals
            | Operator::Greater
            | Operator::GreaterEquals
    )
}

/// `value op (select y ..)` as `(select value op y ..)`, where the affinity of `y` decides the comparison.
pub(super) fn compared_within(
    value: &Expr,
    operator: Operator,
    subquery: &Expr,
    own: Affinity,
    of_subquery: Affinity,
    swapped: bool,
) -> Option<Expr> {
    let Expr::Subquery(select) = subquery else { return None };
    let like = |affinity| match affinity {
        Affinity::Real => Affinity::Numeric,
        Affinity::Recursive | Affinity::Fraction => Affinity::None,
        affinity => affinity,
    };
    let matters = match (like(own), like(of_subquery)) {
        (_, Affinity::None) => false,
        (own, other) => own != other,
    };
    if !matters || !is_simple(value) {
        return None;
    }
    let mut select = select.clone();
    if !select.body.compounds.is_empty() || !select.order_by.is_empty() && select.limit.is_none() {
        return None;
    }
    let OneSelect::Select { columns, distinctness: None, group_by: None, .. } = &mut select.body.select else {
        return None;
    };
    let [ResultColumn::Expr(result, _)] = columns.as_mut_slice() else { return None };
    let result = std::mem::replace(&mut **result, Expr::Id(Name::empty()));
    let (value, result) = (Box::new(value.clone()), Box::new(result));
    let (lhs, rhs) = if swapped { (result, value) } else { (value, result) };
    *columns = vec![ResultColumn::Expr(Box::new(Expr::Binary(lhs, operator, rhs)), None)];
    Some(Expr::Subquery(select))
}

/// Whether an expression means the same within a subquery: a qualified column or a literal.
fn is_simple(expr: &Expr) -> bool {
    match expr {
        Expr::Qualified(..) | Expr::Literal(_) | Expr::Variable(_) => true,
        Expr::Parenthesized(parts) => parts.len() == 1 && parts.iter().all(|part| is_simple(part)),
        _ => false,
    }
}

/// Rejects a comparison that depends on the affinity of a compound's column, where that is not the engine's.
pub(super) fn refuse_mixed(expr: &Expr, affinity: Affinity, other: &Expr) -> Result<(), Error> {
    let harmless = match affinity {
        Affinity::Mixed { text, numeric, .. } => match other {
            Expr::Literal(Literal::String(_)) => !numeric,
            Expr::Literal(Literal::Numeric(_)) => !text,
            _ => false,
        },
        _ => true,
    };
    if harmless { Ok(()) } else { Err(mixed(&expr.to_string())) }
}

/// The error about a compound's column whose terms convert differently.
pub(super) fn mixed(name: &str) -> Error {
    limitation(&format!(
        "`{name}` comes from a UNION of columns of unlike types, which the engine does not convert as SQLite does; give each \
         term the same type with CAST"
    ))
}

/// Rejects the comparison of a recursive table's column with a text, where the engine converts neither.
pub(super) fn refuse_recursive(expr: &Expr, own: Affinity, other: Affinity) -> Result<(), Error> {
    if own != Affinity::Recursive || other != Affinity::Text {
        return Ok(());
    }
    Err(limitation(&format!(
        "`{expr}` of a recursive table is compared with a text, which the engine does not convert as SQLite does; write \
         CAST({expr} AS TEXT)"
    )))
}
