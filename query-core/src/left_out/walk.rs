//! Walks a statement with its names in scope: which tables it reads, and where it compares values by a collation that the
//! engine lacks.
//!
//! Where SQLite gives a value no collation (the result of a function, an operator or CASE), it is an ordinary one here.

use limbo_parser::ast::{
    As, CompoundOperator, Distinctness, Expr, FromClause, Indexed, JoinConstraint, JoinOperator, JoinType, Literal,
    OneSelect, ResultColumn, Select, SelectTable, SortedColumn, Upsert, UpsertDo, With,
};

use super::LeftOut;
use super::columns::Columns;
use super::expr::{any, compares};
use super::scope::{Output, Scope};
use super::statement::{Refusal, SCHEMA_TABLES, hidden, text_of};

pub(super) struct Walk<'l> {
    left_out: &'l LeftOut,
    /// Whether the table of the schema is read.
    pub(super) schema: bool,
}

pub(super) type Judged<T = ()> = Result<T, Refusal>;

impl<'l> Walk<'l> {
    pub(super) fn new(left_out: &'l LeftOut) -> Self {
        Self { left_out, schema: false }
    }

    /// A scope with the common table expressions of WITH.
    pub(super) fn with<'s>(&mut self, with: Option<&With>, outer: &'s Scope<'s>) -> Judged<Scope<'s>> {
        let mut scope = Scope::within(outer);
        let Some(with) = with else { return Ok(scope) };
        for cte in &with.ctes {
            scope.ctes.insert(cte.tbl_name.as_str().to_ascii_lowercase(), Columns::default());
        }
        // An expression may read itself, and those after it: once more for each that may lead to another.
        for _ in 0..=with.ctes.len() {
            let before = scope.ctes.clone();
            for cte in &with.ctes {
                let columns = self.select(&cte.select, &scope)?.renamed(&cte.columns);
                scope.ctes.insert(cte.tbl_name.as_str().to_ascii_lowercase(), columns);
            }
            if before == scope.ctes {
                break;
            }
        }
        Ok(scope)
    }

    pub(super) fn select(&mut self, select: &Select, outer: &Scope<'_>) -> Judged<Output> {
        let scope = self.with(select.with.as_ref(), outer)?;
        let compound = !select.body.compounds.is_empty();
        let own_order: &[SortedColumn] = if compound { &[] } else { &select.order_by };
        let mut output = self.one(&select.body.select, own_order, &scope)?;
        for arm in &select.body.compounds {
            let other = self.one(&arm.select, &[], &scope)?;
            if arm.operator != CompoundOperator::UnionAll && !(output.sealed().is_empty() && other.sealed().is_empty())
            {
                return Err(compares(&any(&output.sealed(), &other.sealed())));
            }
            if output.has_star || other.has_star {
                output.has_star = true;
                let sealed = other.sealed();
                output.starred.add_all(if sealed.is_empty() { &sealed } else { &Columns::All });
            } else {
                for (column, (_, is_sealed)) in output.columns.iter_mut().zip(&other.columns) {
                    column.1 |= is_sealed;
                }
            }
        }
        if compound {
            for SortedColumn { expr, .. } in &select.order_by {
                let sealed = match &**expr {
                    Expr::Literal(Literal::Numeric(number)) => output.has(number),
                    Expr::Collate(..) => false,
                    _ => !output.sealed().is_empty(),
                };
                if sealed {
                    return Err(compares(&any(&output.sealed(), &Columns::default())));
                }
            }
        }
        if let Some(limit) = &select.limit {
            self.expr(&limit.expr, &scope)?;
            self.optional(limit.offset.as_deref(), &scope)?;
        }
        Ok(output)
    }

    fn one(&mut self, select: &OneSelect, order_by: &[SortedColumn], outer: &Scope<'_>) -> Judged<Output> {
        let (distinctness, columns, from, where_clause, group_by, windows) = match select {
            OneSelect::Values(rows) => {
                rows.iter().flatten().try_for_each(|expr| self.expr(expr, outer))?;
                return Ok(Output::default());
            }
            OneSelect::Select { distinctness, columns, from, where_clause, group_by, window_clause } => {
                (distinctness, columns, from, where_clause, group_by, window_clause)
            }
        };
        let mut scope = self.from(from.as_ref(), outer)?;
        let mut output = Output::default();
        for column in columns {
            self.column(column, &scope, &mut output)?;
        }
        if *distinctness == Some(Distinctness::Distinct) && !output.sealed().is_empty() {
            return Err(compares(&any(&output.sealed(), &Columns::default())));
        }
        // Where an alias can stand for its column.
        let mut aliases = Columns::default();
        output.columns.iter().filter(|(_, is_sealed)| *is_sealed).for_each(|(name, _)| aliases.add(name));
        scope.sources.push((String::new(), aliases));
        self.optional(where_clause.as_deref(), &scope)?;
        if let Some(group_by) = group_by {
            group_by.exprs.iter().try_for_each(|expr| self.term(expr, &output, &scope))?;
            self.optional(group_by.having.as_deref(), &scope)?;
        }
        windows.iter().try_for_each(|window| self.window(&window.window, &scope))?;
        order_by.iter().try_for_each(|term| self.term(&term.expr, &output, &scope))?;
        Ok(output)
    }

    fn column(&mut self, column: &ResultColumn, scope: &Scope<'_>, output: &mut Output) -> Judged {
        match column {
            ResultColumn::Expr(expr, alias) => {
                self.expr(expr, scope)?;
                let sealed = self.is_sealed(expr, scope)?;
                let name = match (alias, &**expr) {
                    (Some(alias), _) if alias.is_explicit() => alias.name().as_str(),
                    (_, Expr::Id(name) | Expr::Qualified(_, name) | Expr::DoublyQualified(_, _, name)) => name.as_str(),
                    (Some(alias), _) => alias.name().as_str(),
                    _ => "",
                };
                output.columns.push((name.to_ascii_lowercase(), sealed));
            }
            ResultColumn::Star => {
                output.has_star = true;
                scope.sources.iter().for_each(|(_, columns)| output.starred.add_all(columns));
            }
            ResultColumn::TableStar(table) => {
                output.has_star = true;
                let of = scope.sources.iter().filter(|(name, _)| name.eq_ignore_ascii_case(table.as_str()));
                of.for_each(|(_, columns)| output.starred.add_all(columns));
            }
        }
        Ok(())
    }

    /// A scope with the tables of FROM.
    pub(super) fn from<'s>(&mut self, from: Option<&FromClause>, outer: &'s Scope<'s>) -> Judged<Scope<'s>> {
        let mut scope = Scope::within(outer);
        if let Some(from) = from {
            self.tables(from, &mut scope)?;
        }
        Ok(scope)
    }

    fn tables(&mut self, from: &FromClause, scope: &mut Scope<'_>) -> Judged {
        self.table(&from.select, scope)?;
        for join in &from.joins {
            let before = scope.sources.len();
            self.table(&join.table, scope)?;
            let natural =
                matches!(join.operator, JoinOperator::TypedJoin(Some(kind)) if kind.contains(JoinType::NATURAL));
            if natural && let Some((_, columns)) = scope.sources.iter().find(|(_, columns)| !columns.is_empty()) {
                return Err(compares(&any(columns, &Columns::default())));
            }
            match &join.constraint {
                Some(JoinConstraint::On(on)) => self.expr(on, scope)?,
                Some(JoinConstraint::Using(columns)) => {
                    if let Some(column) = columns.iter().find(|column| scope.seals(None, column.as_str())) {
                        return Err(compares(column.as_str()));
                    }
                }
                None => {}
            }
            debug_assert!(scope.sources.len() >= before);
        }
        Ok(())
    }

    fn table(&mut self, table: &SelectTable, scope: &mut Scope<'_>) -> Judged {
        let alias_of =
            |alias: &Option<As>, name: &str| alias.as_ref().map_or(name, |alias| alias.name().as_str()).to_owned();
        match table {
            SelectTable::Table(name, alias, indexed) => {
                let plain = name.name.as_str();
                let columns = self.named(plain, name.namespace.is_some(), scope)?;
                if let Some(Indexed::IndexedBy(index)) = indexed
                    && let Some(reason) = self.left_out.hidden.get(&index.as_str().to_ascii_lowercase())
                {
                    return Err(hidden(index.as_str(), reason));
                }
                scope.sources.push((alias_of(alias, plain), columns));
            }
            SelectTable::TableCall(name, arguments, alias) => {
                arguments.iter().try_for_each(|argument| self.expr(argument, scope))?;
                let plain = name.name.as_str();
                if let Some(pragma) = plain.to_ascii_lowercase().strip_prefix("pragma_") {
                    let argument = arguments
                        .first()
                        .map(|argument| text_of(argument).filter(|_| is_text(argument)).unwrap_or_default());
                    self.left_out.pragma(pragma, argument.as_deref())?;
                }
                let columns = self.named(plain, name.namespace.is_some(), scope)?;
                scope.sources.push((alias_of(alias, plain), columns));
            }
            SelectTable::Select { select, alias, .. } => {
                let sealed = self.select(select, scope)?.sealed();
                scope.sources.push((alias_of(alias, ""), sealed));
            }
            SelectTable::Sub(from, alias) => {
                let start = scope.sources.len();
                self.tables(from, scope)?;
                if let Some(alias) = alias {
                    let mut all = Columns::default();
                    scope.sources.drain(start..).for_each(|(_, columns)| all.add_all(&columns));
                    scope.sources.push((alias.name().as_str().to_owned(), all));
                }
            }
        }
        Ok(())
    }

    /// The sealed columns of a table that is named.
    pub(super) fn named(&mut self, name: &str, qualified: bool, scope: &Scope<'_>) -> Judged<Columns> {
        let lower = name.to_ascii_lowercase();
        if !qualified && let Some(columns) = scope.cte(&lower) {
            return Ok(columns.clone());
        }
        if SCHEMA_TABLES.contains(&&*lower) && self.left_out.masks {
            if qualified {
                return Err(Refusal::new(
                    name,
                    format!("{name} can be read here without the name of its database only"),
                ));
            }
            self.schema = true;
        }
        if let Some(pragma) = lower.strip_prefix("pragma_") {
            self.left_out.pragma(pragma, None)?;
        }
        match self.left_out.rule(name) {
            Some(rule) => match &rule.hidden {
                Some(reason) => Err(hidden(name, reason)),
                None => Ok(rule.sealed.clone()),
            },
            None => Ok(Columns::default()),
        }
    }

    pub(super) fn upsert(&mut self, upsert: Option<&Upsert>, scope: &Scope<'_>) -> Judged {
        let Some(Upsert { do_clause, next, .. }) = upsert else { return Ok(()) };
        if let UpsertDo::Set { sets, where_clause } = do_clause {
            sets.iter().try_for_each(|set| self.expr(&set.expr, scope))?;
            self.optional(where_clause.as_deref(), scope)?;
        }
        self.upsert(next.as_deref(), scope)
    }
}

fn is_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(_))
}
