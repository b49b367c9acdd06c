//! Follows what is left out to what cannot be right without it: by triggers, foreign keys and views.

use limbo_parser::ast::Stmt;

use super::plan::{Plan, of_kind, parse};
use super::table_sql::{tokens, unquoted};
use super::{Effect, Entry, Rule};

impl Plan<'_> {
    /// Follows triggers, foreign keys and views from what is left out to what cannot be right without it.
    pub(crate) fn settle(&mut self, entries: &[Entry]) {
        let triggers: Vec<_> =
            of_kind(entries, "trigger").filter(|entry| !self.hidden.contains(&entry.rowid)).collect();
        let keys: Vec<_> = self
            .tables
            .iter()
            .flat_map(|(child, table)| {
                let child = child.clone();
                table.all().filter_map(move |(_, constraint)| {
                    Some((child.clone(), constraint.references()?.to_ascii_lowercase()))
                })
            })
            .collect();
        loop {
            let before = self.left_out.omissions.len();
            for trigger in &triggers {
                let names = tokens(trigger.sql.as_deref().unwrap_or_default());
                let named = names.iter().map(|token| unquoted(token));
                let mut named = named.filter(|name| !name.eq_ignore_ascii_case(&trigger.table));
                let other = named.find(|name| self.left_out.rule(name).is_some_and(Rule::limits_writes));
                if let Some(other) = other {
                    self.read_only(
                        &trigger.table,
                        &format!("its trigger {} uses {other}, which is not fully served", trigger.name),
                    );
                }
            }
            for (child, parent) in &keys {
                let rule = |name: &String| self.left_out.tables.get(name);
                let child_limited = rule(child).is_some_and(Rule::limits_writes);
                let parent_limited = rule(parent).is_some_and(|rule| rule.hidden.is_some() || !rule.sealed.is_empty());
                if child_limited && child != parent {
                    self.read_only(parent, &format!("the table {child} refers to it, which cannot be written to"));
                }
                if parent_limited && child != parent {
                    self.read_only(child, &format!("it refers to the table {parent}, which is not fully served"));
                }
            }
            if self.left_out.omissions.len() == before {
                break;
            }
        }
        self.views(entries);
        self.left_out.masks = !self.hidden.is_empty();
    }

    /// Judges the views, as often as one may use another that was judged after it.
    fn views(&mut self, entries: &[Entry]) {
        let views: Vec<_> = of_kind(entries, "view").filter(|entry| !self.hidden.contains(&entry.rowid)).collect();
        for _ in 0..=views.len() {
            let before = (
                self.left_out.omissions.len(),
                self.left_out.tables.values().filter(|rule| !rule.sealed.is_empty()).count(),
            );
            for entry in &views {
                let Ok(Stmt::CreateView { columns, select, .. }) = parse(entry.sql.as_deref().unwrap_or_default())
                else {
                    continue;
                };
                if self.left_out.rule(&entry.name).is_some_and(|rule| rule.hidden.is_some()) {
                    continue;
                }
                match self.left_out.columns_of_view(&columns, &select) {
                    Ok(sealed) if sealed.is_empty() => {}
                    Ok(sealed) => self.rule(&entry.name).sealed.add_all(&sealed),
                    Err(error) => {
                        self.note("view", &entry.name, None, Effect::Hidden, error.detail());
                        self.rule(&entry.name).hidden = Some(error.detail().to_owned());
                    }
                }
            }
            let after = (
                self.left_out.omissions.len(),
                self.left_out.tables.values().filter(|rule| !rule.sealed.is_empty()).count(),
            );
            if before == after {
                break;
            }
        }
    }
}

impl Rule {
    /// Whether a write that reaches it cannot be right.
    fn limits_writes(&self) -> bool {
        self.hidden.is_some() || self.read_only.is_some() || !self.sealed.is_empty()
    }
}
