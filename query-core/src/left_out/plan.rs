//! What is left out of a file, decided from its schema.

use std::collections::{HashMap, HashSet};

use limbo_parser::ast::{Cmd, Stmt};
use limbo_parser::parser::Parser;

use super::table_sql::{Table, tokens, unknown_collations, unquoted, without_unknown_collations};
use super::{Effect, Engine, Entry, LeftOut, Omission, Rule};

/// What the names of functions are followed by and are none.
#[rustfmt::skip]
const NO_FUNCTIONS: &[&str] = &[
    "and", "as", "between", "case", "cast", "check", "distinct", "else", "escape", "exists", "filter", "generated", "glob",
    "in", "is", "isnull", "key", "like", "match", "not", "notnull", "null", "on", "or", "over", "regexp", "then", "unique",
    "values", "when", "where",
];

/// What is decided so far.
pub(crate) struct Plan<'e> {
    engine: &'e dyn Engine,
    pub(super) left_out: LeftOut,
    /// Rows of the schema that are masked.
    pub(super) hidden: HashSet<i64>,
    /// The SQL of tables, put another way.
    rewritten: HashMap<String, String>,
    /// Every table whose SQL can be read, by its name in small letters.
    pub(super) tables: HashMap<String, Table>,
}

impl<'e> Plan<'e> {
    pub(crate) fn of(entries: &[Entry], engine: &'e dyn Engine) -> Self {
        let (left_out, hidden) = (LeftOut::default(), HashSet::new());
        let mut plan = Self { engine, left_out, hidden, rewritten: HashMap::new(), tables: HashMap::new() };
        for entry in of_kind(entries, "table") {
            plan.table(entry, entries);
        }
        for entry in of_kind(entries, "index") {
            plan.index(entry, entries);
        }
        for entry in of_kind(entries, "trigger") {
            if let Err(reason) = parse(entry.sql.as_deref().unwrap_or_default()) {
                plan.hide(entry, entries, &format!("the engine cannot read how it was created: {reason}"));
            }
        }
        plan
    }

    /// The row ids of what is hidden.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = i64> {
        self.hidden.iter().copied()
    }

    pub(crate) fn rewritten(&self) -> &HashMap<String, String> {
        &self.rewritten
    }

    /// What is not hidden, with nothing before what it depends on.
    pub(crate) fn served<'a>(&self, entries: &'a [Entry]) -> Vec<&'a Entry> {
        let kinds = ["table", "index", "view", "trigger"].into_iter();
        // The index of a key is the table's own: without it the table does not open.
        let served =
            |entry: &&Entry| !self.hidden.contains(&entry.rowid) && (entry.kind != "index" || entry.sql.is_some());
        kinds.flat_map(|kind| of_kind(entries, kind)).filter(served).collect()
    }

    /// Hides an entry, and what cannot be without it.
    pub(crate) fn hide(&mut self, entry: &Entry, entries: &[Entry], reason: &str) {
        if !self.hidden.insert(entry.rowid) {
            return;
        }
        let name = entry.name.to_ascii_lowercase();
        match entry.kind.as_str() {
            "table" | "view" => {
                self.note(&entry.kind, &entry.name, None, Effect::Hidden, reason);
                self.rule(&name).hidden = Some(reason.to_owned());
                for other in entries.iter().filter(|other| other.rowid != entry.rowid) {
                    if other.table.eq_ignore_ascii_case(&entry.name) && ["index", "trigger"].contains(&&*other.kind) {
                        self.hidden.insert(other.rowid);
                        self.left_out.hidden.insert(other.name.to_ascii_lowercase(), reason.to_owned());
                    }
                }
            }
            kind => {
                self.note(kind, &entry.name, Some(&entry.table), Effect::Hidden, reason);
                self.left_out.hidden.insert(name, reason.to_owned());
                let lost = match kind {
                    "index" => "would not be kept up to date",
                    _ => "would not run",
                };
                self.read_only(&entry.table, &format!("its {kind} {} {lost}: {reason}", entry.name));
            }
        }
    }

    pub(super) fn note(&mut self, kind: &str, name: &str, table: Option<&str>, effect: Effect, reason: &str) {
        let (kind, name, table) = (kind.to_owned(), name.to_owned(), table.map(str::to_owned));
        self.left_out.omissions.push(Omission { kind, name, table, effect, reason: reason.to_owned() });
    }

    pub(super) fn rule(&mut self, name: &str) -> &mut Rule {
        self.left_out.tables.entry(name.to_ascii_lowercase()).or_default()
    }

    pub(super) fn read_only(&mut self, table: &str, reason: &str) {
        let rule = self.rule(table);
        if rule.read_only.is_none() && rule.hidden.is_none() {
            rule.read_only = Some(reason.to_owned());
            self.note("table", table, None, Effect::ReadOnly, reason);
        }
    }

    fn table(&mut self, entry: &Entry, entries: &[Entry]) {
        let sql = entry.sql.as_deref().unwrap_or_default();
        if entry.root == 0 {
            let reason = of_module(entry, entries);
            return self.hide(entry, entries, &reason);
        }
        let Some(mut table) = Table::parse(sql) else { return };
        self.tables.insert(entry.name.to_ascii_lowercase(), table.clone());
        self.seal(entry, &mut table);
        if table.all().any(|(_, constraint)| constraint.is_stored()) {
            let stored = |(name, constraint): (Option<&str>, &super::table_sql::Constraint)| {
                name.filter(|_| constraint.is_stored()).map(str::to_owned)
            };
            let names: Vec<_> = table.all().filter_map(stored).collect();
            let reason = format!("the engine does not compute stored generated columns ({})", names.join(", "));
            self.read_only(&entry.name, &reason);
            self.rule(&entry.name).redescribed = true;
            table.retain(|constraint| !constraint.is_stored());
        }
        let lacked = table.all().find_map(|(_, check)| self.lacks(&check.tokens).filter(|_| check.is("check")));
        if let Some(lacked) = lacked {
            table.retain(|constraint| !constraint.is("check") || self.lacks(&constraint.tokens).is_none());
            self.read_only(&entry.name, &format!("a CHECK of it needs {lacked}, which the engine lacks"));
        }
        let generated = table.all().filter(|(_, constraint)| constraint.is_generated());
        if let Some(lacked) = generated.filter_map(|(_, constraint)| self.lacks(&constraint.tokens)).next() {
            return self.hide(
                entry,
                entries,
                &format!("a generated column of it needs {lacked}, which the engine lacks"),
            );
        }
        let affected = self.left_out.rule(&entry.name).is_some();
        match self.engine.reads_table(sql) {
            Ok(()) if !affected => {}
            outcome => self.rewrite(entry, entries, table, outcome.err()),
        }
    }

    /// Gives the engine a table in other words, and as few of them less as will do.
    fn rewrite(&mut self, entry: &Entry, entries: &[Entry], mut table: Table, error: Option<String>) {
        let sql = entry.sql.as_deref().unwrap_or_default();
        let without: [(&[&str], &str); 3] =
            [(&[], ""), (&["check"], "CHECK constraints"), (&["check", "references", "foreign"], "constraints")];
        for (constraints, what) in without {
            table.retain(|constraint| !constraints.iter().any(|keyword| constraint.is(keyword)));
            let text = table.sql();
            if self.engine.reads_table(&text).is_ok() {
                if !what.is_empty() {
                    self.read_only(&entry.name, &format!("the engine cannot read its {what}"));
                    self.rule(&entry.name).redescribed = true;
                }
                self.rewritten.insert(sql.to_owned(), text);
                return;
            }
        }
        let reason = error.unwrap_or_else(|| "it is in no form that the engine knows".to_owned());
        self.hide(entry, entries, &format!("the engine cannot read how it was created: {reason}"));
    }

    /// Takes collations that the engine lacks from a table: the columns' values can be read, not compared.
    fn seal(&mut self, entry: &Entry, table: &mut Table) {
        let mut sealed = Vec::new();
        for column in &table.columns {
            for constraint in column.constraints.iter().filter(|constraint| constraint.is("collate")) {
                sealed.extend(unknown_collations(&constraint.tokens).pop().map(|name| (column.name.clone(), name)));
            }
        }
        for constraint in
            table.constraints.iter().filter(|constraint| constraint.is("primary") || constraint.is("unique"))
        {
            for collation in unknown_collations(&constraint.tokens) {
                let mut before = constraint.tokens.windows(3);
                let column =
                    before.find(|three| three[1].eq_ignore_ascii_case("collate") && unquoted(&three[2]) == collation);
                sealed.extend(column.map(|three| (unquoted(&three[0]), collation.clone())));
            }
        }
        if sealed.is_empty() {
            return;
        }
        for constraint in &mut table.constraints {
            if !constraint.is("check") {
                without_unknown_collations(&mut constraint.tokens);
            }
        }
        table.retain(|constraint| !constraint.is("collate") || unknown_collations(&constraint.tokens).is_empty());
        for (column, collation) in sealed {
            let reason = format!("it is compared by the collation {collation}, which the engine lacks");
            self.note("column", &column, Some(&entry.name), Effect::NotCompared, &reason);
            self.rule(&entry.name).sealed.add(&column);
            self.read_only(
                &entry.name,
                &format!("its column {column} is compared by {collation}, which the engine lacks"),
            );
        }
    }

    /// The first function or collation of a text that the engine lacks.
    fn lacks(&self, tokens: &[String]) -> Option<String> {
        if let Some(collation) = unknown_collations(tokens).into_iter().next() {
            return Some(format!("the collation {collation}"));
        }
        let is_name = |token: &String| token.starts_with(|c: char| c.is_alphabetic() || c == '_');
        // The name of a type has a length in brackets: cast(a as varchar(10)).
        let is_type = |at: usize| at.checked_sub(1).is_some_and(|at| tokens[at].eq_ignore_ascii_case("as"));
        let calls = tokens.windows(2).enumerate();
        let calls = calls.filter(|(at, pair)| pair[1] == "(" && is_name(&pair[0]) && !is_type(*at));
        let mut calls = calls.map(|(_, pair)| pair[0].to_ascii_lowercase());
        let lacks = |name: &String| {
            !NO_FUNCTIONS.contains(&&**name) && !(0..6).any(|arguments| self.engine.has_function(name, arguments))
        };
        calls.find(lacks).map(|name| format!("the function {name}()"))
    }

    fn index(&mut self, entry: &Entry, entries: &[Entry]) {
        let Some(sql) = entry.sql.as_deref().filter(|_| !self.hidden.contains(&entry.rowid)) else { return };
        let tokens = tokens(sql);
        let indexed = tokens.iter().position(|token| token == "(").unwrap_or(0);
        let indexed = tokens.get(indexed..).unwrap_or_default();
        let lacks = self.lacks(indexed).map(|lacked| format!("it needs {lacked}, which the engine lacks"));
        let sealed = || {
            let sealed = &self.left_out.rule(&entry.table)?.sealed;
            let column = indexed.iter().map(|token| unquoted(token)).find(|token| sealed.has(token))?;
            Some(format!("it is ordered by the column {column}, whose collation the engine lacks"))
        };
        let unread = || parse(sql).err().map(|error| format!("the engine cannot read how it was created: {error}"));
        if let Some(reason) = lacks.or_else(sealed).or_else(unread) {
            self.hide(entry, entries, &reason);
        }
    }

    pub(crate) fn into_left_out(self) -> LeftOut {
        self.left_out
    }
}

pub(super) fn of_kind<'a>(entries: &'a [Entry], kind: &'a str) -> impl Iterator<Item = &'a Entry> {
    entries.iter().filter(move |entry| entry.kind == kind)
}

pub(super) fn parse(sql: &str) -> Result<Stmt, String> {
    match Parser::new(sql.as_bytes()).next_cmd() {
        Ok(Some(Cmd::Stmt(statement))) => Ok(statement),
        Ok(_) => Err("it is empty".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Why a virtual table is left out, and where its rows are.
fn of_module(entry: &Entry, entries: &[Entry]) -> String {
    let tokens = tokens(entry.sql.as_deref().unwrap_or_default());
    let using = tokens.iter().position(|token| token.eq_ignore_ascii_case("using"));
    let module = using.and_then(|at| tokens.get(at + 1)).map(|module| unquoted(module)).unwrap_or_default();
    let table =
        |name: &str| entries.iter().find(|other| other.kind == "table" && other.name.eq_ignore_ascii_case(name));
    let option = tokens.windows(3).find(|three| three[0].eq_ignore_ascii_case("content") && three[1] == "=");
    let content = option.map(|three| unquoted(&three[2])).unwrap_or_else(|| format!("{}_content", entry.name));
    let rows = match table(&content) {
        Some(content) => format!("its rows can be read from the table {}", content.name),
        None => "copy what is needed into an ordinary table with SQLite".to_owned(),
    };
    format!("it is a virtual table of the module {module}, which the engine lacks; {rows}")
}
