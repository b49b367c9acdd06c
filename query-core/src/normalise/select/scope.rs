//! What a name can stand for at a place in a query.

use limbo_parser::ast::Expr;

/// SQLite's type affinities, as far as comparisons go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Affinity {
    None,
    Text,
    Numeric,
    /// As numeric in comparisons; SQLite also makes a REAL of each integer that it reads from such a column.
    Real,
    /// None, of an expression whose value is a float, a text or NULL.
    Fraction,
    /// A recursive table's column within its own query: the engine does not convert it to text.
    Recursive,
    /// A compound's column whose terms have unlike affinities: SQLite's rule for it is not the engine's.
    Mixed {
        text: bool,
        numeric: bool,
        real: bool,
    },
}

impl Affinity {
    /// By SQLite's rules for a type's name.
    pub(super) fn of_type(name: &str) -> Self {
        let name = name.to_ascii_uppercase();
        let has = |part: &str| name.contains(part);
        if has("INT") {
            Affinity::Numeric
        } else if has("CHAR") || has("CLOB") || has("TEXT") {
            Affinity::Text
        } else if has("BLOB") || name.is_empty() {
            Affinity::None
        } else if has("REAL") || has("FLOA") || has("DOUB") {
            Affinity::Real
        } else {
            Affinity::Numeric
        }
    }
}

impl Affinity {
    fn is_numeric(self) -> bool {
        matches!(self, Affinity::Numeric | Affinity::Real | Affinity::Mixed { numeric: true, .. })
    }

    fn is_text(self) -> bool {
        matches!(self, Affinity::Text | Affinity::Mixed { text: true, .. })
    }

    fn is_real(self) -> bool {
        matches!(self, Affinity::Real | Affinity::Mixed { real: true, .. })
    }

    /// Of a compound's column, given that of one more term.
    pub(super) fn or(self, other: Self) -> Self {
        // A term without an affinity that is never an integer has no value that a REAL column would change.
        match (self, other) {
            (Affinity::Real, Affinity::Fraction) | (Affinity::Fraction, Affinity::Real) => return Affinity::Real,
            (Affinity::None | Affinity::Fraction, Affinity::None | Affinity::Fraction) => return Affinity::None,
            (one, other) if one == other => return one,
            _ => {}
        }
        Affinity::Mixed {
            text: self.is_text() || other.is_text(),
            numeric: self.is_numeric() || other.is_numeric(),
            real: self.is_real() || other.is_real(),
        }
    }
}

/// A column of a table, a view or a subquery.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) affinity: Affinity,
    /// Whether `*` leaves it out.
    pub(super) hidden: bool,
}

/// One source of a FROM clause.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The name that qualifies its columns.
    pub(super) name: Option<String>,
    /// Nothing where they are not known.
    pub(super) columns: Option<Vec<Column>>,
    /// The columns that `*` leaves out because an earlier source of the join has them.
    pub(super) merged: Vec<String>,
}

/// The names of one SELECT, within those around it.
pub(super) struct Scope<'s> {
    pub(super) sources: Vec<Source>,
    /// The result columns' aliases, where the clause may use them.
    pub(super) aliases: Vec<(String, Expr)>,
    pub(super) outer: Option<&'s Scope<'s>>,
}

/// What a name stands for.
pub(super) enum Found<'f> {
    /// A column, and how many scopes further out.
    Column {
        source: &'f Source,
        column: &'f Column,
        level: usize,
        unique: bool,
    },
    Alias {
        expression: &'f Expr,
        level: usize,
    },
    Nothing,
    /// It may be a column of a source that is not known.
    Unknown,
}

impl Scope<'_> {
    /// Finds an unqualified name: innermost scope first, columns before aliases.
    pub(super) fn find(&self, name: &str) -> Found<'_> {
        let (mut scope, mut level) = (self, 0);
        loop {
            let mut found = None;
            let mut count = 0;
            for source in &scope.sources {
                let Some(columns) = &source.columns else { return Found::Unknown };
                if let Some(column) = columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)) {
                    count += 1;
                    found = found.or(Some((source, column)));
                }
            }
            if let Some((source, column)) = found {
                return Found::Column { source, column, level, unique: count == 1 };
            }
            if let Some((_, expression)) = scope.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)) {
                return Found::Alias { expression, level };
            }
            match scope.outer {
                Some(outer) => (scope, level) = (outer, level + 1),
                None => return Found::Nothing,
            }
        }
    }

    /// Whether several sources have a column of this name, no join takes them as one, and an alias has the name as well.
    pub(super) fn is_ambiguous(&self, name: &str) -> bool {
        let of =
            |source: &&Source| source.columns.iter().flatten().any(|column| column.name.eq_ignore_ascii_case(name));
        self.sources.iter().filter(of).count() > 1
            && self.sources.iter().all(|source| source.merged.is_empty())
            && self.aliases.iter().any(|(alias, _)| alias.eq_ignore_ascii_case(name))
    }

    /// Finds a column by its source's name and its own.
    pub(super) fn find_qualified(&self, table: &str, name: &str) -> Found<'_> {
        let (mut scope, mut level) = (self, 0);
        loop {
            let named = |source: &&Source| source.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(table));
            for source in scope.sources.iter().filter(named) {
                let Some(columns) = &source.columns else { return Found::Unknown };
                if let Some(column) = columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)) {
                    return Found::Column { source, column, level, unique: true };
                }
            }
            match scope.outer {
                Some(outer) => (scope, level) = (outer, level + 1),
                None => return Found::Nothing,
            }
        }
    }

    /// Whether a name is that of exactly one source here, so that it can qualify.
    pub(super) fn qualifies(&self, name: &str, level: usize) -> bool {
        let mut scope = self;
        for at in 0..=level {
            let named = |source: &&Source| source.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
            let count = scope.sources.iter().filter(named).count();
            if at == level {
                return count == 1;
            }
            // A nearer source of the same name would take the column.
            if count > 0 {
                return false;
            }
            match scope.outer {
                Some(outer) => scope = outer,
                None => return false,
            }
        }
        false
    }
}

/// Whether a name finds a column of the scope itself, not of one around it.
pub(super) fn is_own(found: &Found<'_>) -> bool {
    matches!(found, Found::Column { level: 0, .. })
}
