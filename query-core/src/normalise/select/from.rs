//! FROM clauses: what each source is called and which columns it has; views in place of their names.

use limbo_parser::ast::{
    As, Cmd, FromClause, Indexed, JoinConstraint, JoinOperator, JoinType, Name, OneSelect, ResultColumn, Select,
    SelectTable, Stmt,
};
use limbo_parser::parser::Parser;

use super::scope::{Affinity, Column, Scope, Source};
use super::walk::Walk;
use crate::engine::catalog::Relation;
use crate::error::Error;

impl Walk<'_> {
    /// A table of the file as a source under its own name.
    pub(super) fn table(&self, name: &str) -> Option<Source> {
        match self.catalog.relation(name)? {
            Relation::Table { columns, .. } => {
                Some(source(name.to_owned(), Some(columns.iter().map(to_column).collect())))
            }
            Relation::View(_) => None,
        }
    }

    /// Adds the sources of a FROM clause to a scope, in order.
    pub(super) fn from(&mut self, from: &mut FromClause, scope: &mut Scope<'_>) -> Result<(), Error> {
        let joined = !from.joins.is_empty();
        let first = self.source(&mut from.select, scope, joined, false)?;
        scope.sources.extend(first);
        for join in &mut from.joins {
            let kind = match join.operator {
                JoinOperator::Comma => None,
                JoinOperator::TypedJoin(kind) => kind,
            };
            let outer = kind.is_some_and(|kind| kind.intersects(JoinType::LEFT | JoinType::RIGHT | JoinType::OUTER));
            let mut sources = self.source(&mut join.table, scope, true, outer)?;
            if let Some(source) = sources.first_mut() {
                source.merged = merged(source, join.constraint.as_ref(), kind, scope);
            }
            scope.sources.extend(sources);
            if let Some(JoinConstraint::On(condition)) = &mut join.constraint {
                self.expression(condition, scope)?;
            }
        }
        Ok(())
    }

    /// One source; several, where parentheses hold a join.
    fn source(
        &mut self,
        table: &mut SelectTable,
        scope: &Scope<'_>,
        joined: bool,
        outer: bool,
    ) -> Result<Vec<Source>, Error> {
        match table {
            SelectTable::Table(name, alias, indexed) => {
                let own = name.name.as_str().to_owned();
                let called = alias.as_ref().map_or(own.clone(), |alias| alias.name().as_str().to_owned());
                if let Some(cte) = self.ctes.iter().rev().find(|cte| cte.name.eq_ignore_ascii_case(&own)) {
                    return Ok(vec![source(called, cte.columns.clone())]);
                }
                match self.catalog.relation(&own) {
                    Some(Relation::View(sql)) => match view(&sql) {
                        Some((select, listed)) => {
                            let (select, columns) = self.view(select, &listed)?;
                            *table = SelectTable::Select {
                                select,
                                alias: Some(As::As(Name::exact(called.clone()))),
                                lateral: false,
                            };
                            Ok(vec![source(called, columns)])
                        }
                        None => Ok(vec![source(called, None)]),
                    },
                    Some(Relation::Table { columns, has_rowid, has_expression_index }) => {
                        self.count_table()?;
                        // The engine's automatic index keeps one row a key where there are no row ids; and of an outer join by
                        // an index on an expression it keeps rows that WHERE rejects. Without an index both are right.
                        if indexed.is_none() && joined && (!has_rowid || outer && has_expression_index) {
                            *indexed = Some(Indexed::NotIndexed);
                        }
                        Ok(vec![source(called, Some(columns.iter().map(to_column).collect()))])
                    }
                    None => {
                        self.resolved = false;
                        Ok(vec![source(called, None)])
                    }
                }
            }
            SelectTable::TableCall(name, arguments, alias) => {
                for argument in arguments {
                    self.expression(argument, scope)?;
                }
                let own = name.name.as_str();
                let called = alias.as_ref().map_or(own, |alias| alias.name().as_str()).to_owned();
                let columns = match self.catalog.relation(own) {
                    Some(Relation::Table { columns, .. }) => Some(columns.iter().map(to_column).collect()),
                    _ => None,
                };
                self.resolved &= columns.is_some();
                Ok(vec![source(called, columns)])
            }
            SelectTable::Select { select, alias, .. } => {
                let columns = self.select(select, scope.outer, true)?;
                let name = alias.as_ref().map(|alias| alias.name().as_str().to_owned());
                Ok(vec![Source { name, columns, merged: Vec::new() }])
            }
            SelectTable::Sub(from, alias) => {
                let mut inner = Scope { sources: Vec::new(), aliases: Vec::new(), outer: scope.outer };
                self.from(from, &mut inner)?;
                if alias.is_some() {
                    self.resolved = false;
                    return Ok(vec![Source { name: None, columns: None, merged: Vec::new() }]);
                }
                Ok(inner.sources)
            }
        }
    }

    /// The query of a view, normalised where it stands alone, with the names that the view gives its columns.
    fn view(&mut self, mut select: Select, listed: &[String]) -> Result<(Select, Option<Vec<Column>>), Error> {
        self.count_table()?;
        let ctes = std::mem::take(&mut self.ctes);
        let columns = self.select(&mut select, None, true);
        self.ctes = ctes;
        let mut columns = columns?;
        if !listed.is_empty()
            && let Some(columns) = &mut columns
            && columns.len() == listed.len()
            && rename(&mut select.body.select, listed)
        {
            for (column, name) in columns.iter_mut().zip(listed) {
                column.name.clone_from(name);
            }
        } else if !listed.is_empty() {
            columns = None;
        }
        Ok((select, columns))
    }
}

/// Gives the results of a view's query the names in the view's list.
fn rename(core: &mut OneSelect, listed: &[String]) -> bool {
    let OneSelect::Select { columns, .. } = core else { return false };
    if columns.len() != listed.len() || columns.iter().any(|column| !matches!(column, ResultColumn::Expr(..))) {
        return false;
    }
    for (result, name) in columns.iter_mut().zip(listed) {
        if let ResultColumn::Expr(_, alias) = result {
            *alias = Some(As::As(Name::exact(name.clone())));
        }
    }
    true
}

/// A view's query and the names in its list; nothing where it has a form that is left to the engine.
fn view(sql: &str) -> Option<(Select, Vec<String>)> {
    let mut parser = Parser::new(sql.as_bytes());
    let Ok(Some(Cmd::Stmt(Stmt::CreateView { columns, select, .. }))) = parser.next_cmd() else { return None };
    let listed: Vec<_> = columns.iter().map(|column| column.col_name.as_str().to_owned()).collect();
    let expands = listed.is_empty()
        || matches!(&select.body.select, OneSelect::Select { columns, .. }
            if columns.len() == listed.len() && columns.iter().all(|column| matches!(column, ResultColumn::Expr(..))));
    expands.then_some((select, listed))
}

/// The columns that a join takes from both sides as one.
fn merged(
    source: &Source,
    constraint: Option<&JoinConstraint>,
    kind: Option<JoinType>,
    scope: &Scope<'_>,
) -> Vec<String> {
    if let Some(JoinConstraint::Using(names)) = constraint {
        return names.iter().map(|name| name.as_str().to_owned()).collect();
    }
    if !kind.is_some_and(|kind| kind.contains(JoinType::NATURAL)) {
        return Vec::new();
    }
    let before: Vec<_> = scope.sources.iter().flat_map(|source| source.columns.iter().flatten()).collect();
    let common = |column: &&Column| before.iter().any(|other| other.name.eq_ignore_ascii_case(&column.name));
    source.columns.iter().flatten().filter(common).map(|column| column.name.clone()).collect()
}

fn source(name: String, columns: Option<Vec<Column>>) -> Source {
    Source { name: Some(name), columns, merged: Vec::new() }
}

fn to_column((name, declared, hidden): &(String, String, bool)) -> Column {
    Column { name: name.clone(), affinity: Affinity::of_type(declared), hidden: *hidden }
}
