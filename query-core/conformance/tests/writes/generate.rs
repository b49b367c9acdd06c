//! Scripts: tables with odd names, keys, triggers and indexes; then writes and definitions in any order.

use super::random::Random;

/// Names of tables: as written, and as they must be spelled.
const TABLES: &[&str] =
    &["Invoice", "\"Order Details\"", "camelCase", "plain", "[Group]", "UPPER", "`tick`", "\"select\"", "Über"];
const COLUMNS: &[&str] = &["Id", "b", "\"Sub Total\"", "ref", "[key]"];
const TYPES: &[&str] = &["integer", "text", "", "varchar(10)", "decimal(8,2)", "INT", "real", "blob", "Numeric"];
const VALUES: &[&str] = &[
    "1", "2", "3", "4", "5", "null", "'1'", "'2'", "'x'", "'y'", "1.5", "2.0", "x'31'", "0", "-1", "'Abc'", "10", "20",
];

struct Table {
    name: String,
    columns: Vec<String>,
    /// The types of the columns.
    types: Vec<String>,
    /// The columns that have a UNIQUE or PRIMARY KEY constraint.
    keys: Vec<String>,
}

struct Script {
    random: Random,
    tables: Vec<Table>,
    names: u32,
    out: Vec<String>,
    views: Vec<String>,
    triggers: Vec<String>,
    indexes: Vec<String>,
}

/// The script of a seed.
pub(crate) fn script(seed: u64) -> Vec<String> {
    let mut script = Script {
        random: Random::new(seed),
        tables: Vec::new(),
        names: 0,
        out: Vec::new(),
        views: Vec::new(),
        triggers: Vec::new(),
        indexes: Vec::new(),
    };
    for _ in 0..1 + script.random.below(3) {
        script.table();
    }
    for _ in 0..script.random.below(3) {
        script.define();
    }
    for _ in 0..2 + script.random.below(4) {
        script.insert(true);
    }
    for _ in 0..6 + script.random.below(8) {
        match script.random.below(12) {
            0 | 1 => script.insert(true),
            2 | 3 => script.insert(false),
            4 | 5 => script.update(),
            6 | 7 => script.delete(),
            8 => script.upsert(),
            9 => script.define(),
            10 => script.alter(),
            _ => script.drop(),
        }
    }
    script.out
}

impl Script {
    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        match self.random.below(3) {
            0 => format!("{prefix}{}", self.names),
            1 => format!("{}{}", prefix.to_uppercase(), self.names),
            _ => format!("\"{prefix} X{}\"", self.names),
        }
    }

    fn value(&mut self) -> &'static str {
        self.random.one(VALUES)
    }

    /// A name in other letters than it was defined with, now and then.
    fn said(&mut self, name: &str) -> String {
        match self.random.below(4) {
            0 => name.to_ascii_uppercase(),
            1 => name.to_ascii_lowercase(),
            _ => name.to_owned(),
        }
    }

    fn table(&mut self) {
        let free: Vec<_> = TABLES.iter().filter(|name| !self.tables.iter().any(|table| table.name == **name)).collect();
        let name: String = (*self.random.one(&free)).to_string();
        let count = 2 + self.random.below(COLUMNS.len() - 1);
        let columns: Vec<_> = COLUMNS[..count].iter().map(|name| (*name).to_owned()).collect();
        let (mut keys, mut types) = (Vec::new(), Vec::new());
        let mut parts = Vec::new();
        let strict = self.random.once_in(12);
        let mut has_primary_key = false;
        for (i, column) in columns.iter().enumerate() {
            let mut part = column.clone();
            let typed = match strict {
                true => self.random.one(&["integer", "text", "any", "real"]),
                false => self.random.one(TYPES),
            };
            let typed = if i == 0 && self.random.once_in(2) { "integer" } else { typed };
            let reference = if i > 0 && self.random.once_in(3) {
                let own =
                    Table { name: name.clone(), columns: columns.clone(), types: types.clone(), keys: keys.clone() };
                self.reference(&own)
            } else {
                None
            };
            // Most keys have one type on both sides.
            let typed = match &reference {
                Some((_, of_parent)) if !strict && self.random.below(8) > 0 => of_parent.clone(),
                _ => typed.to_owned(),
            };
            types.push(typed.clone());
            part.push_str(&format!(" {typed}"));
            if i == 0 && self.random.below(3) > 0 {
                part.push_str(" primary key");
                has_primary_key = true;
                keys.push(column.clone());
                if self.random.once_in(5) {
                    part.push_str(" autoincrement");
                }
            } else if self.random.once_in(4) {
                part.push_str(" unique");
                keys.push(column.clone());
                if self.random.once_in(6) {
                    part.push_str(self.random.one(&[" on conflict replace", " on conflict ignore"]));
                }
            }
            if self.random.once_in(8) {
                part.push_str(" not null");
            }
            if self.random.once_in(6) {
                part.push_str(&format!(" default {}", self.value()));
            }
            if self.random.once_in(10) {
                part.push_str(self.random.one(&[" collate nocase", " check (b is not 5)"]));
            }
            if let Some((reference, _)) = reference {
                part.push_str(&reference);
            }
            parts.push(part);
        }
        if !has_primary_key && self.random.once_in(3) {
            parts.push(format!("primary key ({}, {})", columns[0], columns[1]));
        }
        if columns.len() > 2 && self.random.once_in(4) {
            parts.push(format!("unique ({}, {})", columns[2], columns[1]));
        }
        if self.random.once_in(20) {
            let target = self.random.below(self.tables.len() + 1);
            let parent = self.tables.get(target).map_or(name.clone(), |table| table.name.clone());
            parts.push(format!(
                "foreign key ({}, {}) references {parent}({}, {})",
                columns[0], columns[1], COLUMNS[0], COLUMNS[1]
            ));
        }
        let exists = if self.random.once_in(8) { "if not exists " } else { "" };
        let end = if strict { " strict" } else { "" };
        self.out.push(format!("create table {exists}{name} ({}){end}", parts.join(", ")));
        self.tables.push(Table { name, columns, types, keys });
    }

    /// A REFERENCES clause, and the type of the column that it names.
    fn reference(&mut self, own: &Table) -> Option<(String, String)> {
        let target = self.random.below(self.tables.len() + 1);
        let parent = self.tables.get(target).unwrap_or(own);
        let (name, keys, columns, types) =
            (parent.name.clone(), parent.keys.clone(), parent.columns.clone(), parent.types.clone());
        let mut text = format!(" references {}", self.said(&name));
        let mut typed = types.first()?.clone();
        if keys.is_empty() && !self.random.once_in(12) {
            return None;
        }
        if !keys.is_empty() && (self.random.below(3) > 0 || columns.first() != keys.first()) {
            let key = self.random.name(&keys);
            typed = columns.iter().position(|column| *column == key).and_then(|at| types.get(at)).cloned()?;
            text.push_str(&format!("({key})"));
        }
        for event in ["delete", "update"] {
            if self.random.once_in(2) {
                let action =
                    self.random.one(&["cascade", "set null", "set default", "restrict", "no action", "cascade"]);
                text.push_str(&format!(" on {event} {action}"));
            }
        }
        if self.random.once_in(12) {
            text.push_str(" deferrable initially deferred");
        }
        Some((text, typed))
    }

    fn pick(&mut self) -> (String, Vec<String>, Vec<String>) {
        let at = self.random.below(self.tables.len());
        let table = &self.tables[at];
        (table.name.clone(), table.columns.clone(), table.keys.clone())
    }

    fn define(&mut self) {
        let (table, columns, _) = self.pick();
        let said = self.said(&table);
        let column = self.random.name(&columns);
        match self.random.below(6) {
            0 | 1 => {
                let name = self.name("idx");
                let unique = if self.random.once_in(4) { "unique " } else { "" };
                let order = self.random.one(&["", " desc", " collate nocase", " nulls last", ""]);
                let partial =
                    if self.random.once_in(5) { format!(" where {column} is not null") } else { String::new() };
                self.out.push(format!("create {unique}index {name} on {said} ({column}{order}){partial}"));
                self.indexes.push(name);
            }
            2 => {
                let name = self.name("View");
                let sql = match self.random.below(4) {
                    0 => format!("select * from {said}"),
                    1 => format!("select {column} as x, count(*) as n from {said} group by 1"),
                    2 => format!("select {column} from {said} where {column} > ?1"),
                    _ => format!("select a.{column} as \"A x\" from {said} as a"),
                };
                self.out.push(format!("create view {name} as {sql}"));
                self.views.push(name);
            }
            _ => self.trigger(&said, &columns),
        }
    }

    fn trigger(&mut self, table: &str, columns: &[String]) {
        let name = self.name("trg");
        let time = self.random.one(&["before", "after", "after"]);
        let event = self.random.one(&["insert", "update", "delete", "delete"]);
        let row = if event == "delete" { "old" } else { "new" };
        let (other, others, _) = self.pick();
        let (column, target) = (self.random.name(columns), self.random.name(&others));
        let value = self.value();
        let body = match self.random.below(5) {
            0 => format!("delete from {other} where {target} = {row}.{column}"),
            1 => format!("update {other} set {target} = {value} where {target} = {row}.{column}"),
            2 => format!("insert into {other}({target}) values ({row}.{column})"),
            3 => format!("insert or ignore into {other}({target}) values ({row}.{column})"),
            _ => format!("update {other} set {target} = {row}.{column} where {} is {value}", others[0]),
        };
        let when = if self.random.once_in(4) { format!(" when {row}.{column} is not {value}") } else { String::new() };
        self.out.push(format!("create trigger {name} {time} {event} on {table}{when} begin {body}; end"));
        self.triggers.push(name);
    }

    fn insert(&mut self, plain: bool) {
        let (table, columns, _) = self.pick();
        let said = self.said(&table);
        let verb = match plain {
            true => "insert",
            false => self.random.one(&["insert or ignore", "insert or replace", "replace", "insert or abort"]),
        };
        let rows: Vec<_> = (0..1 + self.random.below(3))
            .map(|_| {
                let values: Vec<_> = columns.iter().map(|_| self.value()).collect();
                format!("({})", values.join(", "))
            })
            .collect();
        let returning = self.returning(&columns);
        match self.random.below(6) {
            0 => {
                let (from, others, _) = self.pick();
                let picked: Vec<_> = columns.iter().map(|_| self.random.name(&others)).collect();
                self.out.push(format!(
                    "{verb} into {said}({}) select {} from {from}{returning}",
                    columns.join(", "),
                    picked.join(", ")
                ));
            }
            1 => {
                let value = self.value();
                self.out.push(format!("{verb} into {said}({}) values ({value}){returning}", columns[0]));
            }
            _ => self.out.push(format!(
                "{verb} into {said}({}) values {}{returning}",
                columns.join(", "),
                rows.join(", ")
            )),
        }
    }

    fn returning(&mut self, columns: &[String]) -> String {
        match self.random.below(5) {
            0 => " returning *".to_owned(),
            1 => format!(" returning {}", self.random.name(columns)),
            _ => String::new(),
        }
    }

    fn condition(&mut self, columns: &[String]) -> String {
        let column = self.random.name(columns);
        match self.random.below(6) {
            0 => String::new(),
            1 => format!(" where {column} is null"),
            2 => {
                let (other, others, _) = self.pick();
                format!(" where {column} in (select {} from {other})", self.random.name(&others))
            }
            3 => format!(" where {column} > 1"),
            _ => format!(" where {column} = {}", self.value()),
        }
    }

    fn update(&mut self) {
        let (table, columns, _) = self.pick();
        let said = self.said(&table);
        let verb = self.random.one(&["update", "update", "update", "update or ignore", "update or replace"]);
        let sets: Vec<_> = (0..1 + self.random.below(2))
            .map(|i| {
                let column = &columns[(i + self.random.below(columns.len())) % columns.len()];
                let value = match self.random.below(4) {
                    0 => format!("{column} + 1"),
                    1 => format!("(select max({column}) from {table})"),
                    _ => self.value().to_owned(),
                };
                format!("{column} = {value}")
            })
            .collect();
        let condition = self.condition(&columns);
        let returning = self.returning(&columns);
        match self.random.below(8) {
            0 => {
                let (from, others, _) = self.pick();
                let (column, other) = (self.random.name(&columns), self.random.name(&others));
                self.out
                    .push(format!("{verb} {said} set {} from {from} as f where f.{other} = {said}.{column}", sets[0]));
            }
            _ => self.out.push(format!("{verb} {said} set {}{condition}{returning}", sets.join(", "))),
        }
    }

    fn delete(&mut self) {
        let (table, columns, _) = self.pick();
        let said = self.said(&table);
        let condition = self.condition(&columns);
        let returning = self.returning(&columns);
        self.out.push(format!("delete from {said}{condition}{returning}"));
    }

    fn upsert(&mut self) {
        let (table, columns, keys) = self.pick();
        let said = self.said(&table);
        let verb = if self.random.once_in(6) { "replace" } else { "insert" };
        let rows: Vec<_> = (0..1 + self.random.below(2))
            .map(|_| {
                let values: Vec<_> = columns.iter().map(|_| self.value()).collect();
                format!("({})", values.join(", "))
            })
            .collect();
        let target = match (keys.is_empty(), self.random.below(4)) {
            (true, _) | (_, 0) => String::new(),
            _ => format!("({})", self.random.name(&keys)),
        };
        let column = self.random.name(&columns);
        let action = match self.random.below(6) {
            0 => "nothing".to_owned(),
            1 => format!("update set {column} = excluded.{column} where excluded.{column} > 1"),
            2 => format!("update set {column} = (select max({column}) from {table})"),
            3 => format!("update set {column} = {}", self.value()),
            4 => format!("update set {column} = excluded.{}", self.random.name(&columns)),
            _ => format!("update set {column} = {column} + 1"),
        };
        let returning = self.returning(&columns);
        let rows = rows.join(", ");
        self.out.push(format!(
            "{verb} into {said}({}) values {rows} on conflict{target} do {action}{returning}",
            columns.join(", ")
        ));
    }

    fn alter(&mut self) {
        let at = self.random.below(self.tables.len());
        let (table, columns) = (self.tables[at].name.clone(), self.tables[at].columns.clone());
        let said = self.said(&table);
        match self.random.below(6) {
            0 | 1 => {
                let to = self.name("Table");
                self.out.push(format!("alter table {said} rename to {to}"));
                self.tables[at].name = to;
            }
            2 | 3 => {
                let column = self.random.name(&columns);
                let to = self.name("Col");
                self.out.push(format!("alter table {said} rename column {column} to {to}"));
                let table = &mut self.tables[at];
                table
                    .columns
                    .iter_mut()
                    .chain(&mut table.keys)
                    .filter(|name| **name == column)
                    .for_each(|name| name.clone_from(&to));
            }
            4 => {
                let name = self.name("Added");
                let typed = self.random.one(TYPES);
                let default = if self.random.once_in(2) { format!(" default {}", self.value()) } else { String::new() };
                self.out.push(format!("alter table {said} add column {name} {typed}{default}"));
                self.tables[at].columns.push(name);
                self.tables[at].types.push(typed.to_owned());
            }
            _ => {
                let column = columns[columns.len() - 1].clone();
                self.out.push(format!("alter table {said} drop column {column}"));
                if columns.len() > 1 {
                    self.tables[at].columns.pop();
                    self.tables[at].types.pop();
                    self.tables[at].keys.retain(|key| *key != column);
                }
            }
        }
    }

    fn drop(&mut self) {
        let kind = self.random.below(5);
        let name = match kind {
            0 => self.views.pop().map(|name| ("view", name)),
            1 => self.triggers.pop().map(|name| ("trigger", name)),
            2 => self.indexes.pop().map(|name| ("index", name)),
            3 if self.tables.len() > 1 => self.tables.pop().map(|table| ("table", table.name)),
            _ => None,
        };
        match name {
            Some((kind, name)) => {
                let name = self.said(&name);
                self.out.push(format!("drop {kind} {name}"));
            }
            None => self.out.push("reindex".to_owned()),
        }
    }
}
