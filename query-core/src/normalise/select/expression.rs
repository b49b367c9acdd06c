//! Expressions: names qualified by their sources, and forms that the engine gets wrong written another way.

use limbo_parser::ast::{
    CompoundOperator, Expr, FrameBound, FromClause, FunctionTail, Name, OneSelect, Operator, Over, ResultColumn,
    Select, SelectBody, SelectTable, SortedColumn, Window,
};

use super::affinity::{affinity, compared_within, is_comparison, mixed, refuse_mixed, refuse_recursive};
use super::grouped::{refuse_outer_aggregate, visit};
use super::refusal::limitation;
use super::scope::{Affinity, Found, Scope};
use super::walk::Walk;
use crate::error::{Code, Error};

impl Walk<'_> {
    /// Normalises an expression in place.
    pub(super) fn expression(&mut self, expr: &mut Expr, scope: &Scope<'_>) -> Result<(), Error> {
        walk(self, expr, scope)
    }

    /// Normalises the expressions of a window.
    pub(super) fn window(&mut self, window: &mut Window, scope: &Scope<'_>) -> Result<(), Error> {
        walk_window(self, window, scope)
    }
}

/// Normalises an expression in place.
fn walk(walk: &mut Walk<'_>, expr: &mut Expr, scope: &Scope<'_>) -> Result<(), Error> {
    let mut each = |expr: &mut Expr| self::walk(walk, expr, scope);
    match expr {
        Expr::Id(_) => return id(walk, expr, scope),
        Expr::Qualified(table, name) | Expr::DoublyQualified(_, table, name) => {
            match scope.find_qualified(table.as_str(), name.as_str()) {
                Found::Nothing | Found::Unknown => walk.resolved &= is_rowid(name.as_str()),
                Found::Column { column, .. } if matches!(column.affinity, Affinity::Mixed { real: true, .. }) => {
                    return Err(mixed(&column.name));
                }
                Found::Column { .. } | Found::Alias { .. } => {}
            }
        }
        Expr::Between { lhs, start, end, .. } => {
            each(lhs)?;
            each(start)?;
            each(end)?;
            refuse_mixed(lhs, affinity(lhs, scope), start)?;
            refuse_mixed(lhs, affinity(lhs, scope), end)?;
        }
        Expr::Binary(lhs, operator, rhs) => {
            let left = operand(walk, lhs, scope)?;
            let right = operand(walk, rhs, scope)?;
            if is_comparison(operator) {
                refuse_recursive(lhs, left, right)?;
                refuse_recursive(rhs, right, left)?;
                refuse_mixed(lhs, left, rhs)?;
                refuse_mixed(rhs, right, lhs)?;
                // A subquery's value has the affinity of its column, which the engine loses: the comparison goes into the
                // subquery.
                let within = compared_within(lhs, *operator, rhs, left, right, false);
                if let Some(moved) = within.or_else(|| compared_within(rhs, *operator, lhs, right, left, true)) {
                    *expr = moved;
                }
            }
            return Ok(());
        }
        Expr::Case { base, when_then_pairs, else_expr } => {
            for part in base.iter_mut().chain(else_expr.iter_mut()) {
                each(part)?;
            }
            for (when, then) in when_then_pairs.iter_mut() {
                each(when)?;
                each(then)?;
            }
        }
        Expr::Cast { expr, .. } | Expr::Collate(expr, _) | Expr::IsNull(expr) | Expr::NotNull(expr) => each(expr)?,
        Expr::Unary(_, expr) => each(expr)?,
        Expr::Exists(select) => {
            walk.select(select, Some(scope), false)?;
        }
        Expr::Subquery(select) => {
            walk.select(select, Some(scope), false)?;
        }
        Expr::FunctionCall { name, args, order_by, filter_over, .. } => {
            for argument in args.iter_mut() {
                each(argument)?;
            }
            for SortedColumn { expr, .. } in order_by {
                each(expr)?;
            }
            tail(walk, filter_over, scope)?;
            refuse_outer_aggregate(name.as_str(), args, filter_over, scope)?;
        }
        Expr::FunctionCallStar { filter_over, .. } => tail(walk, filter_over, scope)?,
        Expr::InList { lhs, rhs, .. } => {
            each(lhs)?;
            for value in rhs {
                each(value)?;
                refuse_mixed(lhs, affinity(lhs, scope), value)?;
            }
        }
        Expr::InSelect { lhs, rhs, not } => {
            each(lhs)?;
            let columns = walk.select(rhs, Some(scope), false)?;
            refuse_mixed(lhs, affinity(lhs, scope), lhs)?;
            if let Some(column) =
                columns.iter().flatten().find(|column| matches!(column.affinity, Affinity::Mixed { .. }))
            {
                return Err(mixed(&column.name));
            }
            if *not && matches!(&**lhs, Expr::Parenthesized(parts) if parts.len() > 1) {
                return Err(limitation(
                    "a row value with NOT IN and a subquery is not supported; write NOT EXISTS with a comparison of each column",
                ));
            }
        }
        Expr::InTable { lhs, args, .. } => {
            each(lhs)?;
            for argument in args {
                each(argument)?;
            }
        }
        Expr::Like { lhs, rhs, escape, .. } => {
            each(lhs)?;
            each(rhs)?;
            if let Some(escape) = escape {
                each(escape)?;
            }
        }
        Expr::Parenthesized(parts) => {
            for part in parts {
                each(part)?;
            }
        }
        Expr::Register(_)
        | Expr::FieldAccess { .. }
        | Expr::MergedColumn(_)
        | Expr::Column { .. }
        | Expr::RowId { .. }
        | Expr::Literal(_)
        | Expr::Name(_)
        | Expr::Raise(..)
        | Expr::Variable(_) => {}
        #[allow(unreachable_patterns, reason = "the parser may learn forms that are left as they are")]
        _ => walk.resolved = false,
    }
    rewrite(expr);
    Ok(())
}

/// Normalises one side of a comparison; its affinity.
fn operand(walk: &mut Walk<'_>, expr: &mut Expr, scope: &Scope<'_>) -> Result<Affinity, Error> {
    match expr {
        Expr::Subquery(select) => {
            let columns = walk.select(select, Some(scope), false)?;
            wrap_value(select);
            Ok(columns.and_then(|columns| columns.first().map(|column| column.affinity)).unwrap_or(Affinity::None))
        }
        _ => {
            self::walk(walk, expr, scope)?;
            Ok(affinity(expr, scope))
        }
    }
}

/// Qualifies a name that is one source's column, and puts an alias of a query further out in its words.
fn id(walk: &mut Walk<'_>, expr: &mut Expr, scope: &Scope<'_>) -> Result<(), Error> {
    let Expr::Id(name) = expr else { return Ok(()) };
    if let Found::Column { column, .. } = scope.find(name.as_str())
        && let Affinity::Mixed { real: true, .. } = column.affinity
    {
        return Err(mixed(&column.name));
    }
    let replaced = match scope.find(name.as_str()) {
        Found::Column { source, level, unique: true, .. } => match &source.name {
            Some(table) if scope.qualifies(table, level) && source.merged.is_empty() => {
                Some(Expr::Qualified(Name::exact(table.clone()), name.clone()))
            }
            _ => None,
        },
        // SQLite looks among the columns first; the engine would take the alias.
        Found::Column { source, level: 0, unique: false, .. }
            if source.merged.is_empty() && scope.is_ambiguous(name.as_str()) =>
        {
            return Err(Error::new(Code::SqlError, format!("ambiguous column name: {}", name.as_str())));
        }
        Found::Alias { expression, level } if level > 0 => {
            if let Some(captured) = captured(expression, scope, level) {
                return Err(limitation(&format!(
                    "`{}` stands for an expression over `{captured}`, a name that the subquery uses too; give one of the \
                     tables another alias",
                    name.as_str()
                )));
            }
            Some(Expr::Parenthesized(vec![Box::new(Expr::clone(expression))]))
        }
        Found::Column { .. } | Found::Alias { .. } => None,
        Found::Nothing => {
            walk.resolved &= is_rowid(name.as_str()) || is_literal(name);
            None
        }
        Found::Unknown => {
            walk.resolved = false;
            None
        }
    };
    if let Some(replaced) = replaced {
        *expr = replaced;
    }
    Ok(())
}

/// A name in an alias's expression that a nearer scope would take.
fn captured(expression: &Expr, scope: &Scope<'_>, level: usize) -> Option<String> {
    let mut captured = None;
    visit(expression, &mut |expr| {
        let found = match expr {
            Expr::Qualified(table, name) => scope.find_qualified(table.as_str(), name.as_str()),
            Expr::Id(name) => scope.find(name.as_str()),
            // What a subquery within names is not followed.
            Expr::Subquery(_) | Expr::Exists(_) | Expr::InSelect { .. } => {
                captured = Some(expression.to_string());
                return;
            }
            _ => return,
        };
        if matches!(found, Found::Column { level: at, .. } | Found::Alias { level: at, .. } if at < level) {
            captured = Some(expr.to_string());
        }
    });
    captured
}

fn is_rowid(name: &str) -> bool {
    ["rowid", "oid", "_rowid_"].iter().any(|rowid| name.eq_ignore_ascii_case(rowid))
}

/// A name in double quotes that is no column is a text.
fn is_literal(name: &Name) -> bool {
    name.quoted_with('"') || name.as_str().eq_ignore_ascii_case("true") || name.as_str().eq_ignore_ascii_case("false")
}

fn tail(walk: &mut Walk<'_>, tail: &mut FunctionTail, scope: &Scope<'_>) -> Result<(), Error> {
    if let Some(filter) = &mut tail.filter_clause {
        self::walk(walk, filter, scope)?;
    }
    match tail.over_clause.as_deref_mut() {
        Some(Over::Window(window)) => walk_window(walk, window, scope),
        _ => Ok(()),
    }
}

/// Normalises the expressions of a window.
fn walk_window(walk: &mut Walk<'_>, window: &mut Window, scope: &Scope<'_>) -> Result<(), Error> {
    for key in &mut window.partition_by {
        self::walk(walk, key, scope)?;
    }
    for SortedColumn { expr, .. } in &mut window.order_by {
        self::walk(walk, expr, scope)?;
    }
    if let Some(frame) = &mut window.frame_clause {
        for bound in [Some(&mut frame.start), frame.end.as_mut()].into_iter().flatten() {
            if let FrameBound::Following(expr) | FrameBound::Preceding(expr) = bound {
                self::walk(walk, expr, scope)?;
            }
        }
    }
    Ok(())
}

/// Writes what the engine gets wrong in an equivalent form.
fn rewrite(expr: &mut Expr) {
    match expr {
        // `case (a, b) when (1, 2)`: each comparison of rows by itself.
        Expr::Case { base, when_then_pairs, .. } if base.as_deref().is_some_and(is_row) => {
            let Some(base) = base.take() else { return };
            for (when, _) in when_then_pairs {
                let row = std::mem::replace(&mut **when, Expr::Id(Name::empty()));
                **when = Expr::Binary(base.clone(), Operator::Equals, Box::new(row));
            }
        }
        // `in (select .. union select .. limit 1)`: the engine ignores the limit of a compound there.
        Expr::InSelect { rhs, .. } if rhs.limit.is_some() => wrap_compound(rhs),
        // The engine has no compound as a value or in EXISTS.
        Expr::Exists(select) => wrap_compound(select),
        Expr::Subquery(select) => wrap_value(select),
        _ => {}
    }
}

/// A compound as a value: SQLite takes the first row that it comes to, which of a UNION is the left side's first; the engine
/// would sort the rows.
fn wrap_value(select: &mut Select) {
    let unordered = select.order_by.is_empty() && select.limit.as_ref().is_none_or(|limit| limit.offset.is_none());
    if unordered {
        for other in select.body.compounds.iter_mut().rev() {
            match other.operator {
                CompoundOperator::Union => other.operator = CompoundOperator::UnionAll,
                CompoundOperator::UnionAll => {}
                CompoundOperator::Except | CompoundOperator::Intersect => break,
            }
        }
    }
    wrap_compound(select);
}

/// A compound as the only source of a plain query.
fn wrap_compound(select: &mut Select) {
    if !select.body.compounds.is_empty() {
        let inner = std::mem::replace(select, empty());
        *select = all_of(inner);
    }
}

fn is_row(expr: &Expr) -> bool {
    matches!(expr, Expr::Parenthesized(parts) if parts.len() > 1)
}

/// `select * from (inner)`
fn all_of(inner: Select) -> Select {
    let from = FromClause {
        select: Box::new(SelectTable::Select { select: inner, alias: None, lateral: false }),
        joins: Vec::new(),
    };
    let core = OneSelect::Select {
        distinctness: None,
        columns: vec![ResultColumn::Star],
        from: Some(from),
        where_clause: None,
        group_by: None,
        window_clause: Vec::new(),
    };
    Select { body: SelectBody { select: core, compounds: Vec::new() }, ..empty() }
}

fn empty() -> Select {
    let core = OneSelect::Values(Vec::new());
    Select { with: None, body: SelectBody { select: core, compounds: Vec::new() }, order_by: Vec::new(), limit: None }
}
