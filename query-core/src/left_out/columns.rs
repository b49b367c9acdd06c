//! Sets of columns whose values must not be compared.

use std::collections::BTreeSet;

/// Some columns of a table, view or subquery, by their names in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    Some(BTreeSet<String>),
    /// All of them: which ones cannot be told.
    All,
}

impl Default for Columns {
    fn default() -> Self {
        Columns::Some(BTreeSet::new())
    }
}

impl Columns {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Columns::Some(names) if names.is_empty())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Columns::Some(names) => names.contains(&name.to_ascii_lowercase()),
            Columns::All => true,
        }
    }

    pub(super) fn add(&mut self, name: &str) {
        if let Columns::Some(names) = self {
            names.insert(name.to_ascii_lowercase());
        }
    }

    pub(super) fn add_all(&mut self, other: &Columns) {
        match (&mut *self, other) {
            (Columns::Some(names), Columns::Some(more)) => names.extend(more.iter().cloned()),
            _ => *self = Columns::All,
        }
    }
}
