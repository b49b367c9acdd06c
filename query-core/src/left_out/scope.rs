//! The names that a statement has in scope, and the columns that a SELECT gives.

use std::collections::HashMap;

use limbo_parser::ast::IndexedColumn;

use super::columns::Columns;

/// The names that an expression can use.
#[derive(Clone, Default)]
pub(super) struct Scope<'s> {
    pub(super) outer: Option<&'s Scope<'s>>,
    pub(super) sources: Vec<(String, Columns)>,
    pub(super) ctes: HashMap<String, Columns>,
}

impl<'s> Scope<'s> {
    pub(super) fn within(outer: &'s Scope<'s>) -> Self {
        Self { outer: Some(outer), ..Self::default() }
    }

    pub(super) fn cte(&self, name: &str) -> Option<&Columns> {
        self.ctes.get(name).or_else(|| self.outer?.cte(name))
    }

    pub(super) fn seals(&self, table: Option<&str>, column: &str) -> bool {
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
    pub(super) columns: Vec<(String, bool)>,
    /// The ones among those of a star that must not be.
    pub(super) starred: Columns,
    pub(super) has_star: bool,
}

impl Output {
    pub(super) fn sealed(&self) -> Columns {
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
    pub(super) fn has(&self, number: &str) -> bool {
        let column = number.parse::<usize>().ok().and_then(|number| self.columns.get(number.checked_sub(1)?));
        match column {
            Some((_, is_sealed)) if !self.has_star => *is_sealed,
            _ => !self.sealed().is_empty(),
        }
    }
}
