//! Aggregates and groups: what the engine takes from another group or another query than SQLite.

use limbo_parser::ast::{
    As, Expr, FromClause, FunctionTail, GroupBy, Literal, OneSelect, ResultColumn, Select, SelectTable, SortedColumn,
};

use super::refusal::limitation;
use super::scope::{Found, Scope, is_own};
use crate::error::Error;

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
pub(super) fn refuse_outer_aggregate(
    name: &str,
    args: &[Box<Expr>],
    tail: &FunctionTail,
    scope: &Scope<'_>,
) -> Result<(), Error> {
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
fn refuse_bare_columns(expr: &Expr, keys: &[Box<Expr>], scope: &Scope<'_>) -> Result<(), Error> {
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
fn shadows(from: &FromClause, scope: &Scope<'_>) -> bool {
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
pub(super) fn visit(expr: &Expr, see: &mut impl FnMut(&Expr)) {
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

/// ORDER BY of a query that is grouped by a subquery: the engine sorts by it last.
fn refuse_subquery_keys(keys: &[Box<Expr>]) -> Result<(), Error> {
    if keys.iter().any(|key| has_subquery(key)) {
        return Err(limitation(
            "ORDER BY of a query that is grouped by a subquery is not supported; compute the subquery in FROM, and group by its \
             column",
        ));
    }
    Ok(())
}

/// A column beside one min() or max() comes from the row that has it; the engine takes the group's first row.
fn refuse_beside_extremes(parts: &[&Expr], starred: bool, keys: &[Box<Expr>], scope: &Scope<'_>) -> Result<(), Error> {
    let mut extreme = false;
    parts.iter().for_each(|expr| visit(expr, &mut |expr| extreme |= is_extreme(expr)));
    if !extreme {
        return Ok(());
    }
    let mut bare = starred.then(|| "*".to_owned());
    parts.iter().for_each(|expr| bare_columns(expr, keys, scope, &mut bare));
    match bare {
        Some(name) => Err(limitation(&format!(
            "`{name}` beside min() or max() is not in GROUP BY, and the engine takes it from another row than SQLite; order by \
             the value with LIMIT 1, or join the row that has it"
        ))),
        None => Ok(()),
    }
}

/// The expressions that GROUP BY names: by themselves, by an alias, or by the number of a result.
#[expect(clippy::vec_box, reason = "the form in which the parser has the keys of GROUP BY")]
fn named_keys(keys: &[Box<Expr>], results: &[ResultColumn]) -> Vec<Box<Expr>> {
    let result = |expr: &ResultColumn| match expr {
        ResultColumn::Expr(expr, _) => Some(expr.clone()),
        ResultColumn::Star | ResultColumn::TableStar(_) => None,
    };
    let named = |key: &Expr| match key {
        Expr::Literal(Literal::Numeric(number)) => {
            let at = number.parse::<usize>().ok()?.checked_sub(1)?;
            results.get(at).and_then(result)
        }
        Expr::Id(name) => results.iter().find_map(|column| match column {
            ResultColumn::Expr(expr, Some(As::As(alias) | As::Elided(alias)))
                if alias.as_str().eq_ignore_ascii_case(name.as_str()) =>
            {
                Some(expr.clone())
            }
            _ => None,
        }),
        _ => None,
    };
    keys.iter().map(|key| named(key).unwrap_or_else(|| key.clone())).collect()
}

/// Rejects what the engine takes from another row or group than SQLite.
pub(super) fn refuse(
    results: &[ResultColumn],
    group: Option<&GroupBy>,
    order: &[SortedColumn],
    scope: &Scope<'_>,
) -> Result<(), Error> {
    let keys = group.map(|group| named_keys(&group.exprs, results)).unwrap_or_default();
    let having = group.and_then(|group| group.having.as_deref());
    if group.is_some() {
        for expr in having.into_iter().chain(order.iter().map(|term| &*term.expr)) {
            refuse_bare_columns(expr, &keys, scope)?;
        }
        if !order.is_empty() {
            refuse_subquery_keys(&keys)?;
        }
    }
    let starred = results.iter().any(|result| !matches!(result, ResultColumn::Expr(..)));
    let results = results.iter().filter_map(|result| match result {
        ResultColumn::Expr(expr, _) => Some(&**expr),
        ResultColumn::Star | ResultColumn::TableStar(_) => None,
    });
    let parts: Vec<_> = results.chain(having).chain(order.iter().map(|term| &*term.expr)).collect();
    refuse_beside_extremes(&parts, starred, &keys, scope)
}

/// Whether an expression is the aggregate min() or max().
fn is_extreme(expr: &Expr) -> bool {
    matches!(expr, Expr::FunctionCall { name, args, filter_over, .. }
        if args.len() == 1 && filter_over.over_clause.is_none()
            && ["min", "max"].iter().any(|known| known.eq_ignore_ascii_case(name.as_str())))
}
