//! Expressions: names qualified by their sources, and forms that the engine gets wrong written another way.

use limbo_parser::ast::{
    Expr, FrameBound, FunctionTail, Name, OneSelect, Operator, Over, ResultColumn, Select, SelectBody, SelectTable,
    SortedColumn, Type, Window,
};

use super::scope::{Affinity, Found, Scope};
use super::walk::{Walk, is_own};
use crate::error::{Code, Error};

/// The clause in which an expression stands: which names it sees, and what the engine makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    Results,
    On,
    Where,
    Keys,
    Having,
    Order,
    Plain,
}

/// Normalises an expression in place.
pub(super) fn walk(walk: &mut Walk<'_>, expr: &mut Expr, scope: &Scope<'_>, clause: Clause) -> Result<(), Error> {
    let mut each = |expr: &mut Expr| self::walk(walk, expr, scope, clause);
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
            let left = operand(walk, lhs, scope, clause)?;
            let right = operand(walk, rhs, scope, clause)?;
            if is_comparison(operator) {
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
            tail(walk, filter_over, scope, clause)?;
            refuse_outer_aggregate(name.as_str(), args, filter_over, scope)?;
        }
        Expr::FunctionCallStar { filter_over, .. } => tail(walk, filter_over, scope, clause)?,
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
fn operand(walk: &mut Walk<'_>, expr: &mut Expr, scope: &Scope<'_>, clause: Clause) -> Result<Affinity, Error> {
    match expr {
        Expr::Subquery(select) => {
            let columns = walk.select(select, Some(scope), false)?;
            Ok(columns.and_then(|columns| columns.first().map(|column| column.affinity)).unwrap_or(Affinity::None))
        }
        _ => {
            self::walk(walk, expr, scope, clause)?;
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
        Found::Alias { expression, level } if level > 0 => {
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

fn is_rowid(name: &str) -> bool {
    ["rowid", "oid", "_rowid_"].iter().any(|rowid| name.eq_ignore_ascii_case(rowid))
}

/// A name in double quotes that is no column is a text.
fn is_literal(name: &Name) -> bool {
    name.quoted_with('"') || name.as_str().eq_ignore_ascii_case("true") || name.as_str().eq_ignore_ascii_case("false")
}

fn tail(walk: &mut Walk<'_>, tail: &mut FunctionTail, scope: &Scope<'_>, clause: Clause) -> Result<(), Error> {
    if let Some(filter) = &mut tail.filter_clause {
        self::walk(walk, filter, scope, clause)?;
    }
    match tail.over_clause.as_deref_mut() {
        Some(Over::Window(window)) => walk_window(walk, window, scope),
        _ => Ok(()),
    }
}

/// Normalises the expressions of a window.
pub(super) fn walk_window(walk: &mut Walk<'_>, window: &mut Window, scope: &Scope<'_>) -> Result<(), Error> {
    for key in &mut window.partition_by {
        self::walk(walk, key, scope, Clause::Results)?;
    }
    for SortedColumn { expr, .. } in &mut window.order_by {
        self::walk(walk, expr, scope, Clause::Results)?;
    }
    if let Some(frame) = &mut window.frame_clause {
        for bound in [Some(&mut frame.start), frame.end.as_mut()].into_iter().flatten() {
            if let FrameBound::Following(expr) | FrameBound::Preceding(expr) = bound {
                self::walk(walk, expr, scope, Clause::Results)?;
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
        Expr::InSelect { rhs, .. } if rhs.limit.is_some() && !rhs.body.compounds.is_empty() => {
            let inner = std::mem::replace(&mut **rhs, empty());
            **rhs = all_of(inner);
        }
        _ => {}
    }
}

/// Rejects a comparison that depends on the affinity of a compound's column, where that is not the engine's.
fn refuse_mixed(expr: &Expr, affinity: Affinity, other: &Expr) -> Result<(), Error> {
    let harmless = match affinity {
        Affinity::Mixed { numeric, .. } => {
            !numeric && matches!(other, Expr::Literal(limbo_parser::ast::Literal::String(_)))
        }
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

fn is_row(expr: &Expr) -> bool {
    matches!(expr, Expr::Parenthesized(parts) if parts.len() > 1)
}

fn is_comparison(operator: &Operator) -> bool {
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
fn compared_within(
    value: &Expr,
    operator: Operator,
    subquery: &Expr,
    own: Affinity,
    of_subquery: Affinity,
    swapped: bool,
) -> Option<Expr> {
    let Expr::Subquery(select) = subquery else { return None };
    let like = |affinity| if affinity == Affinity::Real { Affinity::Numeric } else { affinity };
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

/// `select * from (inner)`
fn all_of(inner: Select) -> Select {
    let from = limbo_parser::ast::FromClause {
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

fn of(found: Found<'_>) -> Affinity {
    match found {
        Found::Column { column, .. } => column.affinity,
        Found::Alias { .. } | Found::Nothing | Found::Unknown => Affinity::None,
    }
}

const AGGREGATES: [&str; 11] = [
    "count",
    "sum",
    "total",
    "avg",
    "group_concat",
    "string_agg",
    "json_group_array",
    "json_group_object",
    "jsonb_group_array",
    "min",
    "max",
];

/// An aggregate in a subquery over columns of an outer query alone is the outer query's; the engine takes it for its own.
fn refuse_outer_aggregate(name: &str, args: &[Box<Expr>], tail: &FunctionTail, scope: &Scope<'_>) -> Result<(), Error> {
    let aggregates = AGGREGATES.iter().any(|known| known.eq_ignore_ascii_case(name));
    let scalar = args.len() > 1 && (name.eq_ignore_ascii_case("min") || name.eq_ignore_ascii_case("max"));
    if !aggregates || scalar || tail.over_clause.is_some() || scope.outer.is_none() {
        return Ok(());
    }
    let (mut own, mut outer) = (false, false);
    args.iter().for_each(|argument| {
        columns(argument, scope, &mut |found| match found {
            Found::Column { level: 0, .. } => own = true,
            Found::Column { .. } => outer = true,
            _ => {}
        })
    });
    if outer && !own {
        return Err(limitation(&format!(
            "`{name}` in a subquery over a column of the outer query is not supported; compute it in the outer query's own \
             FROM, as a subquery or a common table expression"
        )));
    }
    Ok(())
}

/// HAVING and ORDER BY of a grouped query: a subquery there, beside a column that is not a key, reads another group's row.
pub(super) fn refuse_bare_columns(expr: &Expr, keys: &[Box<Expr>], scope: &Scope<'_>) -> Result<(), Error> {
    if !has_subquery(expr) {
        return Ok(());
    }
    let mut bare = None;
    bare_columns(expr, keys, scope, &mut bare);
    match bare {
        Some(name) => Err(limitation(&format!(
            "HAVING or ORDER BY of a grouped query with a subquery cannot read `{name}`, which is not in GROUP BY; group by it, \
             or filter in an outer query"
        ))),
        None => Ok(()),
    }
}

fn has_subquery(expr: &Expr) -> bool {
    let mut found = false;
    visit(expr, &mut |expr| found |= matches!(expr, Expr::Subquery(_) | Expr::Exists(_) | Expr::InSelect { .. }));
    found
}

fn bare_columns(expr: &Expr, keys: &[Box<Expr>], scope: &Scope<'_>, bare: &mut Option<String>) {
    if keys.iter().any(|key| **key == *expr) {
        return;
    }
    match expr {
        Expr::FunctionCall { name, filter_over, .. }
            if filter_over.over_clause.is_none()
                && AGGREGATES.iter().any(|known| known.eq_ignore_ascii_case(name.as_str())) => {}
        Expr::Qualified(table, name) if is_own(&scope.find_qualified(table.as_str(), name.as_str())) => {
            *bare = Some(name.as_str().to_owned());
        }
        // What a subquery names is not told apart by scopes here: that of a grouped query's own source counts.
        Expr::Subquery(select) | Expr::Exists(select) => within(select, keys, scope, bare),
        Expr::InSelect { lhs, rhs, .. } => {
            bare_columns(lhs, keys, scope, bare);
            within(rhs, keys, scope, bare);
        }
        _ => children(expr, &mut |child| bare_columns(child, keys, scope, bare)),
    }
}

fn within(select: &Select, keys: &[Box<Expr>], scope: &Scope<'_>, bare: &mut Option<String>) {
    let cores = std::iter::once(&select.body.select).chain(select.body.compounds.iter().map(|other| &other.select));
    for core in cores {
        let OneSelect::Select { columns, from, where_clause, group_by, .. } = core else { continue };
        let shadowed = from.as_ref().is_some_and(|from| shadows(from, scope));
        if shadowed {
            continue;
        }
        let results = columns.iter().filter_map(|column| match column {
            ResultColumn::Expr(expr, _) => Some(&**expr),
            _ => None,
        });
        let groups =
            group_by.iter().flat_map(|group| group.exprs.iter().chain(group.having.iter())).map(|expr| &**expr);
        results.chain(where_clause.as_deref()).chain(groups).for_each(|expr| bare_columns(expr, keys, scope, bare));
    }
}

/// Whether a subquery's own sources have the names of the outer query's.
fn shadows(from: &limbo_parser::ast::FromClause, scope: &Scope<'_>) -> bool {
    let name = |table: &SelectTable| match table {
        SelectTable::Table(name, alias, _) => {
            Some(alias.as_ref().map_or(name.name.as_str(), |alias| alias.name().as_str()).to_owned())
        }
        SelectTable::TableCall(name, _, alias) => {
            Some(alias.as_ref().map_or(name.name.as_str(), |alias| alias.name().as_str()).to_owned())
        }
        SelectTable::Select { alias, .. } | SelectTable::Sub(_, alias) => {
            alias.as_ref().map(|alias| alias.name().as_str().to_owned())
        }
    };
    let own = std::iter::once(&from.select).chain(from.joins.iter().map(|join| &join.table));
    let own: Vec<_> = own.filter_map(|table| name(table)).collect();
    let outer = scope.sources.iter().filter_map(|source| source.name.as_deref());
    outer.into_iter().any(|name| own.iter().any(|own| own.eq_ignore_ascii_case(name)))
}

/// What the columns in an expression stand for; subqueries are left out.
fn columns(expr: &Expr, scope: &Scope<'_>, see: &mut impl FnMut(Found<'_>)) {
    visit(expr, &mut |expr| match expr {
        Expr::Id(name) => see(scope.find(name.as_str())),
        Expr::Qualified(table, name) => see(scope.find_qualified(table.as_str(), name.as_str())),
        _ => {}
    });
}

/// Visits an expression and all within it; subqueries are seen and not entered.
fn visit(expr: &Expr, see: &mut impl FnMut(&Expr)) {
    see(expr);
    let mut inner: Vec<&Expr> = Vec::new();
    children(expr, &mut |child| inner.push(child));
    inner.into_iter().for_each(|child| visit(child, see));
}

/// The expressions directly within one; not those of subqueries.
fn children<'e>(expr: &'e Expr, see: &mut impl FnMut(&'e Expr)) {
    match expr {
        Expr::Between { lhs, start, end, .. } => [lhs, start, end].into_iter().for_each(|part| see(part)),
        Expr::Binary(lhs, _, rhs) => [lhs, rhs].into_iter().for_each(|part| see(part)),
        Expr::Case { base, when_then_pairs, else_expr } => {
            base.iter().chain(else_expr).for_each(|part| see(part));
            when_then_pairs.iter().flat_map(|(when, then)| [when, then]).for_each(|part| see(part));
        }
        Expr::Cast { expr, .. }
        | Expr::Collate(expr, _)
        | Expr::IsNull(expr)
        | Expr::NotNull(expr)
        | Expr::Unary(_, expr) => see(expr),
        Expr::FunctionCall { args, .. } => args.iter().for_each(|part| see(part)),
        Expr::InList { lhs, rhs, .. } => std::iter::once(lhs).chain(rhs).for_each(|part| see(part)),
        Expr::InSelect { lhs, .. } | Expr::InTable { lhs, .. } => see(lhs),
        Expr::Like { lhs, rhs, escape, .. } => {
            [Some(lhs), Some(rhs), escape.as_ref()].into_iter().flatten().for_each(|part| see(part))
        }
        Expr::Parenthesized(parts) => parts.iter().for_each(|part| see(part)),
        _ => {}
    }
}

fn limitation(detail: &str) -> Error {
    Error::new(Code::EngineLimitation, detail)
}
