//! Walks a statement with its names in scope: which tables it reads, and where it compares values by a collation that the
//! engine lacks.
//!
//! Where SQLite gives a value no collation (the result of a function, an operator or CASE), it is an ordinary one here.

use std::collections::HashMap;

use limbo_parser::ast::{
    As, CompoundOperator, Distinctness, Expr, FromClause, FunctionTail, Indexed, IndexedColumn, JoinConstraint,
    JoinOperator, JoinType, LikeOperator, Literal, OneSelect, Operator, Over, ResultColumn, Select, SelectTable,
    SortedColumn, UnaryOperator, Upsert, UpsertDo, Window, With,
};

use super::LeftOut;
use super::columns::Columns;
use super::statement::{Refusal, SCHEMA_TABLES, hidden, text_of};

/// Functions that compare their arguments by the collation of these.
const COMPARING_FUNCTIONS: [&str; 3] = ["min", "max", "nullif"];

/// The names that an expression can use.
#[derive(Clone, Default)]
pub(super) struct Scope<'s> {
    outer: Option<&'s Scope<'s>>,
    sources: Vec<(String, Columns)>,
    ctes: HashMap<String, Columns>,
}

impl<'s> Scope<'s> {
    fn within(outer: &'s Scope<'s>) -> Self {
        Self { outer: Some(outer), ..Self::default() }
    }

    fn cte(&self, name: &str) -> Option<&Columns> {
        self.ctes.get(name).or_else(|| self.outer?.cte(name))
    }

    fn seals(&self, table: Option<&str>, column: &str) -> bool {
        let of = |(name, columns): &(String, Columns)| {
            table.is_none_or(|table| name.eq_ignore_ascii_case(table)) && columns.has(column)
        };
        self.sources.iter().any(of) || self.outer.is_some_and(|outer| outer.seals(table, column))
    }
}

/// The columns that a SELECT gives.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    /// Their names in small letters, and whether they must not be compared.
    columns: Vec<(String, bool)>,
    /// The ones among those of a star that must not be.
    starred: Columns,
    has_star: bool,
}

impl Output {
    fn sealed(&self) -> Columns {
        let mut sealed = self.starred.clone();
        self.columns.iter().filter(|(_, is_sealed)| *is_sealed).for_each(|(name, _)| sealed.add(name));
        sealed
    }

    /// Its sealed columns, under other names.
    pub(super) fn renamed(&self, names: &[IndexedColumn]) -> Columns {
        let sealed = self.sealed();
        if names.is_empty() || sealed.is_empty() {
            return sealed;
        }
        if self.has_star {
            return Columns::All;
        }
        let mut renamed = Columns::default();
        let named = names.iter().zip(&self.columns).filter(|(_, (_, is_sealed))| *is_sealed);
        named.for_each(|(name, _)| renamed.add(name.col_name.as_str()));
        renamed
    }

    /// Whether the column of a number, counted from 1, must not be compared.
    fn has(&self, number: &str) -> bool {
        let column = number.parse::<usize>().ok().and_then(|number| self.columns.get(number.checked_sub(1)?));
        match column {
            Some((_, is_sealed)) if !self.has_star => *is_sealed,
            _ => !self.sealed().is_empty(),
        }
    }
}

pub(super) struct Walk<'l> {
    left_out: &'l LeftOut,
    /// Whether the table of the schema is read.
    pub(super) schema: bool,
}

type Judged<T = ()> = Result<T, Refusal>;

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
    fn named(&mut self, name: &str, qualified: bool, scope: &Scope<'_>) -> Judged<Columns> {
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

    pub(super) fn optional(&mut self, expr: Option<&Expr>, scope: &Scope<'_>) -> Judged {
        expr.map_or(Ok(()), |expr| self.expr(expr, scope))
    }

    /// A term of GROUP BY or ORDER BY.
    fn term(&mut self, expr: &Expr, output: &Output, scope: &Scope<'_>) -> Judged {
        if let Expr::Literal(Literal::Numeric(number)) = expr
            && output.has(number)
        {
            return Err(compares(&any(&output.sealed(), &Columns::default())));
        }
        self.compared(expr, scope)
    }

    /// An expression whose value is compared.
    fn compared(&mut self, expr: &Expr, scope: &Scope<'_>) -> Judged {
        self.expr(expr, scope)?;
        match self.is_sealed(expr, scope)? {
            true => Err(compares(&name_of(expr))),
            false => Ok(()),
        }
    }

    /// Whether the value of an expression is compared by the collation of a sealed column.
    fn is_sealed(&mut self, expr: &Expr, scope: &Scope<'_>) -> Judged<bool> {
        Ok(match expr {
            Expr::Id(name) | Expr::Name(name) => scope.seals(None, name.as_str()),
            Expr::Qualified(table, column) | Expr::DoublyQualified(_, table, column) => {
                scope.seals(Some(table.as_str()), column.as_str())
            }
            Expr::Cast { expr, .. } | Expr::Unary(UnaryOperator::Positive, expr) => self.is_sealed(expr, scope)?,
            Expr::Parenthesized(parts) => {
                let mut sealed = false;
                for part in parts {
                    sealed |= self.is_sealed(part, scope)?;
                }
                sealed
            }
            Expr::Subquery(select) => !self.select(select, scope)?.sealed().is_empty(),
            _ => false,
        })
    }

    fn all(&mut self, exprs: &[Box<Expr>], scope: &Scope<'_>) -> Judged {
        exprs.iter().try_for_each(|expr| self.expr(expr, scope))
    }

    /// An expression, with all that is in it.
    pub(super) fn expr(&mut self, expr: &Expr, scope: &Scope<'_>) -> Judged {
        match expr {
            Expr::Between { lhs, start, end, .. } => {
                [lhs, start, end].into_iter().try_for_each(|part| self.compared(part, scope))
            }
            Expr::Binary(left, operator, right) => {
                let null = |expr: &Expr| matches!(expr, Expr::Literal(Literal::Null));
                let collated = |expr: &Expr| matches!(expr, Expr::Collate(..));
                let (left, right) = (&**left, &**right);
                let tests_null = matches!(operator, Operator::Is | Operator::IsNot) && (null(left) || null(right));
                if operator.is_comparison() && !tests_null && !collated(left) && !collated(right) {
                    self.compared(left, scope)?;
                    return self.compared(right, scope);
                }
                self.expr(left, scope)?;
                self.expr(right, scope)
            }
            Expr::Case { base, when_then_pairs, else_expr } => {
                if let Some(base) = base {
                    self.compared(base, scope)?;
                }
                for (when, then) in when_then_pairs {
                    if base.is_some() {
                        self.compared(when, scope)?
                    } else {
                        self.expr(when, scope)?
                    }
                    self.expr(then, scope)?;
                }
                self.optional(else_expr.as_deref(), scope)
            }
            Expr::Exists(select) | Expr::Subquery(select) => self.select(select, scope).map(drop),
            Expr::FunctionCall { name, distinctness, args, order_by, within_group, filter_over } => {
                let compares = COMPARING_FUNCTIONS.iter().any(|known| name.as_str().eq_ignore_ascii_case(known))
                    || *distinctness == Some(Distinctness::Distinct);
                for argument in args {
                    if compares { self.compared(argument, scope)? } else { self.expr(argument, scope)? }
                }
                order_by.iter().chain(within_group).try_for_each(|term| self.compared(&term.expr, scope))?;
                self.tail(filter_over, scope)
            }
            Expr::FunctionCallStar { filter_over, .. } => self.tail(filter_over, scope),
            Expr::InList { lhs, rhs, .. } => {
                self.compared(lhs, scope)?;
                rhs.iter().try_for_each(|value| self.compared(value, scope))
            }
            Expr::InSelect { lhs, rhs, .. } => {
                self.compared(lhs, scope)?;
                let sealed = self.select(rhs, scope)?.sealed();
                if sealed.is_empty() { Ok(()) } else { Err(compares(&any(&sealed, &Columns::default()))) }
            }
            Expr::InTable { lhs, rhs, args, .. } => {
                self.compared(lhs, scope)?;
                self.all(args, scope)?;
                let sealed = self.named(rhs.name.as_str(), rhs.namespace.is_some(), scope)?;
                if sealed.is_empty() { Ok(()) } else { Err(compares(&any(&sealed, &Columns::default()))) }
            }
            Expr::Like { lhs, rhs, op, escape, .. } => {
                // MATCH asks a virtual table; GLOB may be answered from an index in the order of bytes.
                match op {
                    LikeOperator::Glob => self.compared(lhs, scope)?,
                    LikeOperator::Like | LikeOperator::Match | LikeOperator::Regexp => self.expr(lhs, scope)?,
                }
                self.expr(rhs, scope)?;
                self.optional(escape.as_deref(), scope)
            }
            Expr::Cast { expr, .. }
            | Expr::Collate(expr, _)
            | Expr::IsNull(expr)
            | Expr::NotNull(expr)
            | Expr::Unary(_, expr)
            | Expr::FieldAccess { base: expr, .. } => self.expr(expr, scope),
            Expr::Parenthesized(parts) | Expr::MergedColumn(parts) => self.all(parts, scope),
            Expr::Array { elements } => self.all(elements, scope),
            Expr::Subscript { base, index } => {
                self.expr(base, scope)?;
                self.expr(index, scope)
            }
            Expr::Raise(_, expr) => self.optional(expr.as_deref(), scope),
            Expr::Id(_)
            | Expr::Name(_)
            | Expr::Qualified(..)
            | Expr::DoublyQualified(..)
            | Expr::Literal(_)
            | Expr::Variable(_)
            | Expr::Default
            | Expr::Column { .. }
            | Expr::RowId { .. }
            | Expr::Register(_)
            | Expr::SubqueryResult { .. } => Ok(()),
        }
    }

    fn tail(&mut self, tail: &FunctionTail, scope: &Scope<'_>) -> Judged {
        self.optional(tail.filter_clause.as_deref(), scope)?;
        match tail.over_clause.as_deref() {
            Some(Over::Window(window)) => self.window(window, scope),
            Some(Over::Name(_)) | None => Ok(()),
        }
    }

    fn window(&mut self, window: &Window, scope: &Scope<'_>) -> Judged {
        window.partition_by.iter().try_for_each(|expr| self.compared(expr, scope))?;
        window.order_by.iter().try_for_each(|term| self.compared(&term.expr, scope))
    }
}

fn is_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(_))
}

/// The name of one sealed column.
fn any(columns: &Columns, more: &Columns) -> String {
    for columns in [columns, more] {
        match columns {
            Columns::Some(names) => {
                if let Some(name) = names.first() {
                    return name.clone();
                }
            }
            Columns::All => return "a column".to_owned(),
        }
    }
    String::new()
}

fn name_of(expr: &Expr) -> String {
    match expr {
        Expr::Id(name) | Expr::Name(name) | Expr::Qualified(_, name) | Expr::DoublyQualified(_, _, name) => {
            name.as_str().to_owned()
        }
        Expr::Cast { expr, .. } | Expr::Unary(_, expr) => name_of(expr),
        Expr::Parenthesized(parts) => parts.first().map(|part| name_of(part)).unwrap_or_default(),
        _ => "a subquery's column".to_owned(),
    }
}

fn compares(column: &str) -> Refusal {
    Refusal::new(
        column,
        format!(
            "{column} is declared with a collation that the engine lacks, so it cannot be compared, ordered or grouped here; \
             read its values only, or name a collation that the engine has: {column} COLLATE nocase"
        ),
    )
}
