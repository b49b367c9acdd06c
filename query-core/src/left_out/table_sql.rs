//! How a table was created, read as loosely as SQLite reads it, and written again in a form that every parser knows.

use limbo_parser::lexer::Lexer;
use limbo_parser::token::TokenType;

/// How a table was created.
#[derive(Clone, Debug)]
pub(super) struct Table {
    name: String,
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<Constraint>,
    /// `WITHOUT ROWID`, `STRICT`.
    options: String,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    declared: Vec<String>,
    pub(super) constraints: Vec<Constraint>,
}

/// A constraint of a column or of the table: its tokens, with the name that it was given.
#[derive(Clone, Debug)]
pub(super) struct Constraint {
    name: Option<String>,
    pub(super) tokens: Vec<String>,
}

/// The tokens of an SQL text, without spaces and comments.
pub(super) fn tokens(sql: &str) -> Vec<String> {
    let tokens = Lexer::new(sql.as_bytes()).map_while(Result::ok);
    let tokens = tokens.filter(|token| token.token_type != TokenType::TK_NONE);
    tokens.map(|token| String::from_utf8_lossy(token.value).into_owned()).collect()
}

/// A name without its quotes.
pub(super) fn unquoted(token: &str) -> String {
    let inner = || token.get(1..token.len() - 1).unwrap_or_default();
    match token.as_bytes() {
        [b'"', .., b'"'] => inner().replace("\"\"", "\""),
        [b'`', .., b'`'] => inner().replace("``", "`"),
        [b'\'', .., b'\''] => inner().replace("''", "'"),
        [b'[', .., b']'] => inner().to_owned(),
        _ => token.to_owned(),
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn is(token: Option<&String>, keyword: &str) -> bool {
    token.is_some_and(|token| token.eq_ignore_ascii_case(keyword))
}

fn is_one_of(token: &str, keywords: &[&str]) -> bool {
    keywords.iter().any(|keyword| token.eq_ignore_ascii_case(keyword))
}

impl Constraint {
    pub(super) fn is(&self, keyword: &str) -> bool {
        is(self.tokens.first(), keyword)
    }

    /// Whether it makes the column a generated one whose values are stored.
    pub(super) fn is_stored(&self) -> bool {
        self.is_generated() && is(self.tokens.last(), "stored")
    }

    pub(super) fn is_generated(&self) -> bool {
        self.is("generated") || self.is("as")
    }

    /// The table that it refers to.
    pub(super) fn references(&self) -> Option<String> {
        let at = self.tokens.iter().position(|token| token.eq_ignore_ascii_case("references"))?;
        self.tokens.get(at + 1).map(|token| unquoted(token))
    }

    fn text(&self) -> String {
        // SQLite reads ON CONFLICT after CHECK and ignores it.
        let end = self.tokens.iter().rposition(|token| token == ")").filter(|_| self.is("check")).map(|at| at + 1);
        let tokens = &self.tokens[..end.unwrap_or(self.tokens.len())];
        let name = self.name.as_ref().map(|name| format!("constraint {} ", quoted(name))).unwrap_or_default();
        format!("{name}{}", tokens.join(" "))
    }
}

const COLUMN_CONSTRAINTS: &[&str] =
    &["primary", "not", "null", "unique", "check", "default", "collate", "references", "as", "deferrable"];
const TABLE_CONSTRAINTS: &[&str] = &["primary", "unique", "check", "foreign"];

impl Table {
    /// Reads `CREATE TABLE`; nothing where this is none.
    pub(super) fn parse(sql: &str) -> Option<Self> {
        let tokens = tokens(sql);
        let open = tokens.iter().position(|token| token == "(")?;
        let name = unquoted(tokens.get(open.checked_sub(1)?)?);
        let mut definitions = vec![Vec::new()];
        let (mut depth, mut close) = (0_usize, None);
        for (at, token) in tokens.iter().enumerate().skip(open) {
            match token.as_str() {
                "(" if depth == 0 => {
                    depth = 1;
                    continue;
                }
                "(" => depth += 1,
                ")" if depth == 1 => {
                    close = Some(at);
                    break;
                }
                ")" => depth -= 1,
                "," if depth == 1 => {
                    definitions.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            definitions.last_mut()?.push(token.clone());
        }
        let mut table = Self { name, columns: Vec::new(), constraints: Vec::new(), options: String::new() };
        table.options =
            tokens.get(close? + 1..)?.iter().filter(|token| *token != ";").cloned().collect::<Vec<_>>().join(" ");
        for definition in definitions {
            let first = definition.first()?;
            if is_one_of(first, TABLE_CONSTRAINTS) || first.eq_ignore_ascii_case("constraint") {
                table.constraints.extend(constraints(&definition, TABLE_CONSTRAINTS));
            } else {
                table.columns.push(Column::parse(&definition));
            }
        }
        Some(table)
    }

    /// The same table in plain words.
    pub(super) fn sql(&self) -> String {
        let columns = self.columns.iter().map(Column::sql);
        let constraints = self.constraints.iter().map(Constraint::text);
        let body: Vec<_> = columns.chain(constraints).collect();
        format!("CREATE TABLE {} ({}) {}", quoted(&self.name), body.join(", "), self.options).trim_end().to_owned()
    }

    /// The constraints of the table and of its columns, with the column's name.
    pub(super) fn all(&self) -> impl Iterator<Item = (Option<&str>, &Constraint)> {
        let columns = self.columns.iter();
        let columns =
            columns.flat_map(|column| column.constraints.iter().map(|constraint| (Some(&*column.name), constraint)));
        columns.chain(self.constraints.iter().map(|constraint| (None, constraint)))
    }

    /// Keeps the constraints that `keep` says.
    pub(super) fn retain(&mut self, keep: impl Fn(&Constraint) -> bool) {
        self.constraints.retain(&keep);
        for column in &mut self.columns {
            column.constraints.retain(&keep);
        }
    }
}

impl Column {
    fn parse(definition: &[String]) -> Self {
        let name = definition.first().map(|token| unquoted(token)).unwrap_or_default();
        let rest = definition.get(1..).unwrap_or_default();
        let mut depth = 0_usize;
        let starts = |(at, token): (usize, &String)| {
            match token.as_str() {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let generated = token.eq_ignore_ascii_case("generated") && is(rest.get(at + 1), "always");
            depth == 0
                && (generated || is_one_of(token, COLUMN_CONSTRAINTS) || token.eq_ignore_ascii_case("constraint"))
        };
        let start = rest.iter().enumerate().position(starts).unwrap_or(rest.len());
        let (declared, constraints_of) = rest.split_at(start);
        Self { name, declared: declared.to_vec(), constraints: constraints(constraints_of, COLUMN_CONSTRAINTS) }
    }

    /// The column, with what refers to other tables last: the engine takes a NOT after it for NOT DEFERRABLE.
    fn sql(&self) -> String {
        let mut constraints: Vec<_> = self.constraints.iter().filter(|constraint| !constraint.is("null")).collect();
        constraints.sort_by_key(|constraint| constraint.is("references"));
        let mut parts = vec![quoted(&self.name)];
        parts.extend(self.declared.iter().cloned());
        parts.extend(constraints.into_iter().map(Constraint::text));
        parts.join(" ")
    }
}

/// The SQL of a table that the engine reads otherwise than SQLite, put another way: it takes a NULL after NOT NULL at its word.
pub(crate) fn plainer(sql: &str) -> Option<String> {
    let count = |word: &[u8]| sql.as_bytes().windows(word.len()).filter(|part| part.eq_ignore_ascii_case(word)).count();
    if count(b"null") < 2 || count(b"not") == 0 {
        return None;
    }
    let table = Table::parse(sql)?;
    let both = |column: &Column| {
        let has = |keyword: &str| column.constraints.iter().any(|constraint| constraint.is(keyword));
        has("not") && has("null")
    };
    table.columns.iter().any(both).then(|| table.sql())
}

/// Splits a list of constraints, between which no comma need stand.
fn constraints(tokens: &[String], starts: &[&str]) -> Vec<Constraint> {
    let mut constraints: Vec<Constraint> = Vec::new();
    let (mut at, mut name) = (0, None);
    while let Some(token) = tokens.get(at) {
        if token.eq_ignore_ascii_case("constraint") {
            name = tokens.get(at + 1).map(|name| unquoted(name));
            at += 2;
            continue;
        }
        let from = at;
        let column = starts.contains(&"default");
        at += match token.to_ascii_lowercase().as_str() {
            "default" if is_one_of(tokens.get(at + 1).map_or("", String::as_str), &["+", "-"]) => 3,
            "default" if is(tokens.get(at + 1), "(") => 1,
            "default" | "collate" | "not" | "references" => 2,
            "generated" => 3,
            _ => 1,
        };
        let mut depth = 0_usize;
        while let Some(token) = tokens.get(at) {
            match token.as_str() {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let generated = column && token.eq_ignore_ascii_case("generated") && is(tokens.get(at + 1), "always");
            // ON DELETE SET NULL, ON UPDATE SET DEFAULT
            let action = at > 0 && is(tokens.get(at - 1), "set");
            if depth == 0
                && !action
                && (generated || is_one_of(token, starts) || token.eq_ignore_ascii_case("constraint"))
            {
                break;
            }
            at += 1;
        }
        let tokens = tokens.get(from..at.min(tokens.len())).unwrap_or_default().to_vec();
        let defers = is(tokens.first(), "deferrable") || is(tokens.get(1), "deferrable") && is(tokens.first(), "not");
        match constraints.iter_mut().rev().find(|constraint| constraint.is("references")) {
            Some(reference) if defers => reference.tokens.extend(tokens),
            _ if defers => {}
            _ => constraints.push(Constraint { name: name.take(), tokens }),
        }
    }
    constraints
}

/// The collations that are named, and are none of SQLite's own.
pub(super) fn unknown_collations(tokens: &[String]) -> Vec<String> {
    let named = tokens.windows(2).filter(|pair| pair[0].eq_ignore_ascii_case("collate")).map(|pair| unquoted(&pair[1]));
    named.filter(|name| !is_one_of(name, &["binary", "nocase", "rtrim"])).collect()
}

/// The tokens without the collations that are none of SQLite's own.
pub(super) fn without_unknown_collations(tokens: &mut Vec<String>) {
    let mut at = 0;
    while at + 1 < tokens.len() {
        if unknown_collations(&tokens[at..at + 2]).is_empty() {
            at += 1;
        } else {
            tokens.drain(at..at + 2);
        }
    }
}
