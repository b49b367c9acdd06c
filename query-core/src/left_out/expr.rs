//! The expressions of a statement, and where values are compared.

use limbo_parser::ast::{
    Distinctness, Expr, FunctionTail, LikeOperator, Literal, Operator, Over, UnaryOperator, Window,
};

use super::columns::Columns;
use super::scope::{Output, Scope};
use super::statement::Refusal;
use super::walk::{Judged, Walk};

/// Functions that compare their arguments by the collation of these.
const COMPARING_FUNCTIONS: [&str; 3] = ["min", "max", "nullif"];

impl Walk<'_> {
    pub(super) fn optional(&mut self, expr: Option<&Expr>, scope: &Scope<'_>) -> Judged {
        expr.map_or(Ok(()), |expr| self.expr(expr, scope))
    }

    /// A term of GROUP BY or ORDER BY.
    pub(super) fn term(&mut self, expr: &Expr, output: &Output, scope: &Scope<'_>) -> Judged {
        if let Expr::Literal(Literal::Numeric(number)) = expr
            && output.has(number)
        {
            return Err(compares(&any(&output.sealed(), &Columns::default())));
        }
        self.compared(expr, scope)
    }

    /// An expression whose value is compared.
    pub(super) fn compared(&mut self, expr: &Expr, scope: &Scope<'_>) -> Judged {
        self.expr(expr, scope)?;
        match self.is_sealed(expr, scope)? {
            true => Err(compares(&name_of(expr))),
            false => Ok(()),
        }
    }

    /// Whether the value of an expression is compared by the collation of a sealed column.
    pub(super) fn is_sealed(&mut self, expr: &Expr, scope: &Scope<'_>) -> Judged<bool> {
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

    pub(super) fn window(&mut self, window: &Window, scope: &Scope<'_>) -> Judged {
        window.partition_by.iter().try_for_each(|expr| self.compared(expr, scope))?;
        window.order_by.iter().try_for_each(|term| self.compared(&term.expr, scope))
    }
}

/// The name of one sealed column.
pub(super) fn any(columns: &Columns, more: &Columns) -> String {
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

pub(super) fn compares(column: &str) -> Refusal {
    Refusal::new(
        column,
        format!(
            "{column} is declared with a collation that the engine lacks, so it cannot be compared, ordered or grouped here; \
             read its values only, or name a collation that the engine has: {column} COLLATE nocase"
        ),
    )
}
