//! The names of result columns, as SQLite gives them.

use limbo_parser::ast::{As, Expr, Name, ResultColumn};

use super::scope::{Found, Scope};

/// The names of the columns that a list of results has; nothing where a `*` cannot be expanded.
pub(super) fn of_results(results: &[ResultColumn], scope: &Scope<'_>) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for result in results {
        match result {
            ResultColumn::Expr(expression, alias) => names.push(name(expression, alias.as_ref(), scope)),
            ResultColumn::Star => {
                for source in &scope.sources {
                    names.extend(starred(source)?);
                }
            }
            ResultColumn::TableStar(table) => {
                let named = |own: &str| own.eq_ignore_ascii_case(table.as_str());
                let source = scope.sources.iter().find(|source| source.name.as_deref().is_some_and(named))?;
                let columns = source.columns.as_ref()?;
                names.extend(columns.iter().filter(|column| !column.hidden).map(|column| column.name.clone()));
            }
        }
    }
    Some(names)
}

fn starred(source: &super::scope::Source) -> Option<Vec<String>> {
    let columns = source.columns.as_ref()?.iter().filter(|column| !column.hidden);
    let merged = |name: &str| source.merged.iter().any(|merged| merged.eq_ignore_ascii_case(name));
    Some(columns.map(|column| column.name.clone()).filter(|name| !merged(name)).collect())
}

/// An alias; else a column's own name; else the text of the expression.
fn name(expression: &Expr, alias: Option<&As>, scope: &Scope<'_>) -> String {
    let text = match alias {
        Some(As::As(name) | As::Elided(name)) => return name.as_str().to_owned(),
        Some(As::ImplicitColumnName(text)) => text.as_str().to_owned(),
        None => expression.to_string(),
    };
    let found = match plain(expression) {
        Expr::Id(name) => scope.find(name.as_str()),
        Expr::Qualified(table, name) | Expr::DoublyQualified(_, table, name) => {
            scope.find_qualified(table.as_str(), name.as_str())
        }
        _ => return text,
    };
    match (found, plain(expression)) {
        (Found::Column { column, .. }, _) => column.name.clone(),
        (_, Expr::Qualified(_, name) | Expr::DoublyQualified(_, _, name)) => name.as_str().to_owned(),
        _ => text,
    }
}

/// A column in parentheses has the column's name.
fn plain(expression: &Expr) -> &Expr {
    match expression {
        Expr::Parenthesized(parts) => match parts.as_slice() {
            [part] => plain(part),
            _ => expression,
        },
        _ => expression,
    }
}

/// COLLATE is no part of the name that a column of a subquery or a view has.
fn without_collation(expression: &Expr) -> &Expr {
    match plain(expression) {
        Expr::Collate(inner, _) => without_collation(inner),
        plain => plain,
    }
}

/// Gives each result of a subquery or a view the name that SQLite gives it: a second one of a name gets a number.
pub(super) fn make_explicit(results: &mut [ResultColumn], scope: &Scope<'_>) {
    let mut seen: Vec<String> = Vec::new();
    for result in results {
        let ResultColumn::Expr(expression, alias) = result else { continue };
        let plain = name(without_collation(expression), alias.as_ref(), scope);
        let mut unique = plain.clone();
        let mut number = 0;
        while seen.iter().any(|other| other.eq_ignore_ascii_case(&unique)) {
            number += 1;
            unique = format!("{plain}:{number}");
        }
        let named = matches!(alias, Some(As::As(name) | As::Elided(name)) if name.as_str() == unique);
        if !named {
            *alias = Some(As::As(Name::exact(unique.clone())));
        }
        seen.push(unique);
    }
}
