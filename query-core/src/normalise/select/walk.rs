//! The way through a query: scopes as they nest, clause by clause.

use limbo_parser::ast::{As, Expr, GroupBy, Name, OneSelect, ResultColumn, Select, SortedColumn, With};

use super::scope::{Affinity, Column, Scope};
use super::{affinity, grouped, names};
use crate::engine::catalog::Catalog;
use crate::error::{Code, Error};

/// Tables that are read once every use of a view is counted as a copy of it.
const TABLES: usize = 1_000;

/// A common table expression in sight.
#[derive(Clone)]
pub(super) struct Cte {
    pub(super) name: String,
    pub(super) columns: Option<Vec<Column>>,
}

/// One statement's way.
pub(super) struct Walk<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) ctes: Vec<Cte>,
    pub(super) resolved: bool,
    tables: usize,
}

impl<'c> Walk<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, ctes: Vec::new(), resolved: true, tables: 0 }
    }

    /// A whole statement; the names of its columns.
    pub(super) fn statement(&mut self, select: &mut Select) -> Result<Option<Vec<String>>, Error> {
        Ok(self.select(select, None, false)?.map(|columns| columns.into_iter().map(|column| column.name).collect()))
    }

    /// The WHERE of an UPDATE or a DELETE of one table.
    pub(super) fn filter(&mut self, table: &str, filter: &mut Expr) -> Result<(), Error> {
        let Some(source) = self.table(table) else { return Ok(()) };
        let scope = Scope { sources: vec![source], aliases: Vec::new(), outer: None };
        self.expression(filter, &scope)
    }

    /// Counts a table that the statement reads.
    pub(super) fn count_table(&mut self) -> Result<(), Error> {
        self.tables += 1;
        if self.tables <= TABLES {
            return Ok(());
        }
        let detail = format!(
            "the statement reads more than {TABLES} tables, with every use of a view counted as a copy of it; \
             query the tables beneath the views"
        );
        Err(Error::new(Code::EngineLimitation, detail))
    }

    /// A query within `outer`; its columns, if they are known. `inner`: one whose columns another query names.
    pub(super) fn select(
        &mut self,
        select: &mut Select,
        outer: Option<&Scope<'_>>,
        inner: bool,
    ) -> Result<Option<Vec<Column>>, Error> {
        let known = self.ctes.len();
        if let Some(with) = &mut select.with {
            self.with(with, outer)?;
        }
        let compound = !select.body.compounds.is_empty();
        let order = if compound { &mut [][..] } else { &mut select.order_by[..] };
        let mut columns = self.core(&mut select.body.select, order, outer, inner)?;
        for other in &mut select.body.compounds {
            let others = self.core(&mut other.select, &mut [], outer, inner)?;
            for (column, other) in columns.iter_mut().flatten().zip(others.into_iter().flatten()) {
                column.affinity = column.affinity.or(other.affinity);
            }
        }
        if let Some(limit) = &mut select.limit {
            let scope = Scope { sources: Vec::new(), aliases: Vec::new(), outer };
            self.expression(&mut limit.expr, &scope)?;
        }
        self.ctes.truncate(known);
        Ok(columns)
    }

    fn with(&mut self, with: &mut With, outer: Option<&Scope<'_>>) -> Result<(), Error> {
        for cte in &mut with.ctes {
            let name = cte.tbl_name.as_str().to_owned();
            let listed: Option<Vec<_>> = (!cte.columns.is_empty()).then(|| {
                let affinity = if with.recursive { Affinity::Recursive } else { Affinity::None };
                let column = |name: &Name| column(name.as_str(), affinity);
                cte.columns.iter().map(|indexed| column(&indexed.col_name)).collect()
            });
            let recursive = with.recursive;
            if recursive {
                self.ctes.push(Cte { name: name.clone(), columns: listed.clone() });
            }
            let columns = self.select(&mut cte.select, outer, true)?;
            if recursive {
                self.ctes.pop();
            }
            let columns = match (listed, columns) {
                (Some(listed), Some(columns)) if listed.len() == columns.len() => {
                    let affinities = columns.into_iter().map(|column| column.affinity);
                    let named = listed.into_iter().zip(affinities);
                    Some(named.map(|(column, affinity)| Column { affinity, ..column }).collect())
                }
                (Some(_), _) => None,
                (None, columns) => columns,
            };
            self.ctes.push(Cte { name, columns });
        }
        Ok(())
    }

    /// One SELECT or VALUES, and the ORDER BY that belongs to it.
    fn core(
        &mut self,
        core: &mut OneSelect,
        order: &mut [SortedColumn],
        outer: Option<&Scope<'_>>,
        inner: bool,
    ) -> Result<Option<Vec<Column>>, Error> {
        let (results, from, filter, group, windows) = match core {
            OneSelect::Values(rows) => {
                let scope = Scope { sources: Vec::new(), aliases: Vec::new(), outer };
                let width = rows.first().map_or(0, Vec::len);
                for value in rows.iter_mut().flatten() {
                    self.expression(value, &scope)?;
                }
                return Ok(Some((1..=width).map(|i| column(&format!("column{i}"), Affinity::None)).collect()));
            }
            OneSelect::Select { columns, from, where_clause, group_by, window_clause, .. } => {
                (columns, from, where_clause, group_by, window_clause)
            }
        };
        let mut scope = Scope { sources: Vec::new(), aliases: Vec::new(), outer };
        if let Some(from) = from {
            self.from(from, &mut scope)?;
        }
        let mut names = names::of_results(results, &scope);
        refuse_mixed_stars(results, &scope)?;
        for result in results.iter_mut() {
            if let ResultColumn::Expr(expression, _) = result {
                self.expression(expression, &scope)?;
            }
        }
        if inner {
            names::make_explicit(results, &scope);
            names = names.and_then(|_| names::of_results(results, &scope));
        }
        let affinities = affinities(results, &scope);
        scope.aliases = aliases(results);
        if let Some(filter) = filter {
            self.expression(filter, &scope)?;
        }
        if let Some(GroupBy { exprs, having }) = group {
            for key in exprs.iter_mut() {
                self.expression(key, &scope)?;
            }
            if let Some(having) = having {
                self.expression(having, &scope)?;
            }
        }
        for window in windows {
            self.window(&mut window.window, &scope)?;
        }
        for SortedColumn { expr, .. } in order.iter_mut() {
            // A term that is an alias and nothing else is the result column.
            let alias = matches!(&**expr, Expr::Id(name) if scope.aliases.iter().any(|(alias, _)| alias.eq_ignore_ascii_case(name.as_str())));
            if !alias {
                self.expression(expr, &scope)?;
            }
        }
        grouped::refuse(results, group.as_ref(), order, &scope)?;
        Ok(names.map(|names| {
            let affinities = affinities.into_iter().map(Some).chain(std::iter::repeat(None));
            let named = names.into_iter().zip(affinities);
            named.map(|(name, affinity)| column(&name, affinity.unwrap_or(Affinity::None))).collect()
        }))
    }
}

/// Rejects a `*` over a column that SQLite would read as REAL and the engine would not.
fn refuse_mixed_stars(results: &[ResultColumn], scope: &Scope<'_>) -> Result<(), Error> {
    let stars = results.iter().any(|result| matches!(result, ResultColumn::Star | ResultColumn::TableStar(_)));
    let columns = scope.sources.iter().flat_map(|source| source.columns.iter().flatten());
    match columns.into_iter().find(|column| matches!(column.affinity, Affinity::Mixed { real: true, .. })) {
        Some(column) if stars => Err(affinity::mixed(&column.name)),
        _ => Ok(()),
    }
}

pub(super) fn column(name: &str, affinity: Affinity) -> Column {
    Column { name: name.to_owned(), affinity, hidden: false }
}

/// The affinities of the result columns, with stars expanded.
fn affinities(results: &[ResultColumn], scope: &Scope<'_>) -> Vec<Affinity> {
    let mut all = Vec::new();
    for result in results {
        match result {
            ResultColumn::Expr(expression, _) => all.push(affinity::of_term(expression, scope)),
            ResultColumn::Star => {
                for source in &scope.sources {
                    let merged = |name: &str| source.merged.iter().any(|merged| merged.eq_ignore_ascii_case(name));
                    let columns = source.columns.iter().flatten().filter(|column| !column.hidden);
                    all.extend(columns.filter(|column| !merged(&column.name)).map(|column| column.affinity));
                }
            }
            ResultColumn::TableStar(table) => {
                let named = |own: &str| own.eq_ignore_ascii_case(table.as_str());
                let source = scope.sources.iter().find(|source| source.name.as_deref().is_some_and(named));
                let columns = source.and_then(|source| source.columns.as_ref()).into_iter().flatten();
                all.extend(columns.filter(|column| !column.hidden).map(|column| column.affinity));
            }
        }
    }
    all
}

fn aliases(results: &[ResultColumn]) -> Vec<(String, Expr)> {
    let named = results.iter().filter_map(|result| match result {
        ResultColumn::Expr(expression, Some(As::As(name) | As::Elided(name))) => {
            Some((name.as_str().to_owned(), Expr::clone(expression)))
        }
        _ => None,
    });
    named.collect()
}
