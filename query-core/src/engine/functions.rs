//! The engine's SQL dialect: SQLite's, with the functions on a list and no others.

mod declared_types;
mod json_pretty;
mod measured;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use limbo::dialect::sqlite::resolve_builtin_function;
use limbo::schema::{BTreeTable, Schema};
use limbo::{Connection, Dialect, Func, LimboError, Result, SqliteDialect, Value};
use limbo_parser::ast::{Cmd, CreateTableBody, QualifiedName, Stmt};

use super::builtins::Builtins;
use crate::left_out::plainer;
use measured::Measured;

/// The functions that SQL may call, in alphabetical order: one that the engine learns tomorrow is rejected until it is listed.
/// Left out are the engine's own functions on arrays, structs and numbers as text, which SQLite does not have and some of
/// which build values of any length. (Its extensions have no list: `regexp`, `uuid4` and the like, percentiles.)
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "avg", "btrim", "ceil", "ceiling", "changes",
    "char", "char_length", "character_length", "chr", "coalesce", "concat", "concat_ws", "cos", "cosh", "count",
    "cume_dist", "date", "datetime", "degrees", "dense_rank", "exp", "first_value", "floor", "format", "glob",
    "group_concat", "hex", "if", "ifnull", "iif", "instr", "json", "json_array", "json_array_length",
    "json_error_position", "json_extract", "json_group_array", "json_group_object", "json_insert", "json_object",
    "json_patch", "json_pretty", "json_quote", "json_remove", "json_replace", "json_set", "json_type", "json_valid",
    "jsonb", "jsonb_array", "jsonb_extract", "jsonb_group_array", "jsonb_group_object", "jsonb_insert",
    "jsonb_object", "jsonb_patch", "jsonb_remove", "jsonb_replace", "jsonb_set", "julianday", "lag",
    "last_insert_rowid", "last_value", "lead", "length", "like", "likelihood", "likely", "ln", "log", "log10",
    "log2", "lower", "lpad", "ltrim", "max", "min", "mod", "nth_value", "ntile", "nullif", "octet_length",
    "percent_rank", "pi", "pow", "power", "printf", "quote", "radians", "random", "randomblob", "rank", "repeat",
    "replace", "reverse", "round", "row_number", "rpad", "rtrim", "sign", "sin", "sinh", "soundex",
    "sqlite_source_id", "sqlite_version", "sqrt", "strftime", "string_agg", "string_reverse", "strpos", "substr",
    "substring", "subtype", "sum", "tan", "tanh", "time", "timediff", "total", "total_changes", "trim", "trunc",
    "turso_version", "typeof", "unhex", "unicode", "unistr", "unistr_quote", "unixepoch", "unlikely", "upper",
    "vector", "vector1bit", "vector32", "vector32_sparse", "vector64", "vector8", "vector_concat",
    "vector_distance_cos", "vector_distance_dot", "vector_distance_jaccard", "vector_distance_l2", "vector_extract",
    "vector_slice", "zeroblob",
];

/// Functions whose result can outgrow their arguments as these become more: how many they accept.
const MOST_ARGUMENTS: &[(&str, usize)] = &[("json_extract", 17), ("jsonb_extract", 17)];

/// SQLite's dialect, in which no function call makes more than `most` bytes out of small arguments.
pub(super) struct Functions {
    most: u64,
    /// Whether the schemas that the engine builds get its built-in tables.
    with_catalog: AtomicBool,
    /// The SQL of tables that the engine cannot read, and the same put another way.
    tables: Arc<HashMap<String, String>>,
}

impl Default for Functions {
    fn default() -> Self {
        Self::new(u64::MAX, Builtins::Lazy, Arc::default())
    }
}

impl Functions {
    /// For a file that is about to be opened.
    pub(super) fn new(most: u64, catalog: Builtins, tables: Arc<HashMap<String, String>>) -> Self {
        Self { most, with_catalog: AtomicBool::new(catalog == Builtins::Eager), tables }
    }

    /// The SQL of a table, as the engine can read it.
    fn table<'a>(&'a self, sql: &'a str) -> Cow<'a, str> {
        match self.tables.get(sql) {
            Some(other) => other.into(),
            None => plainer(sql).map_or(sql.into(), Cow::Owned),
        }
    }

    /// The file is open: from now on the engine builds schemas in full.
    pub(super) fn opened(&self) {
        self.with_catalog.store(true, Relaxed);
    }
}

impl Dialect for Functions {
    fn resolve_function(&self, name: &str, arguments: usize) -> Result<Option<Func>> {
        let name = name.trim_matches(['"', '`', '[', ']']).to_ascii_lowercase();
        if FUNCTIONS.binary_search(&&*name).is_err() {
            return Ok(None);
        }
        if let Some((_, most)) = MOST_ARGUMENTS.iter().find(|(known, most)| *known == name && arguments > *most) {
            return Err(LimboError::ParseError(format!("{name}() takes at most {most} arguments here")));
        }
        match Measured::find(&name) {
            Some(function) if function.arguments.contains(&arguments) => Ok(Some(Func::Dialect(name))),
            _ => resolve_builtin_function(&name, arguments),
        }
    }

    fn exec_scalar_function(&self, _: &Connection, name: &str, arguments: &[Value]) -> Result<Value> {
        match Measured::find(name) {
            Some(function) => function.call(arguments, self.most),
            None => Err(LimboError::ParseError(format!("no such function: {name}"))),
        }
    }

    fn name(&self) -> &'static str {
        SqliteDialect.name()
    }

    fn parse(&self, sql: &str) -> Result<(Option<Cmd>, usize)> {
        SqliteDialect.parse(sql)
    }

    fn parse_table_sql(&self, sql: &str, root_page: i64) -> Result<BTreeTable> {
        let mut table = SqliteDialect.parse_table_sql(&self.table(sql), root_page)?;
        // The primary key of a table WITHOUT ROWID is the table itself: a file has no index for it, and the engine would look
        // for one among those of the UNIQUE constraints.
        if !table.has_rowid {
            table.unique_sets.retain(|set| !set.is_primary_key);
        }
        declared_types::spell(&mut table, sql);
        Ok(table)
    }

    fn parse_table_sql_ast(&self, sql: &str) -> Result<Stmt> {
        SqliteDialect.parse_table_sql_ast(&self.table(sql))
    }

    fn table_sql_for_replay(&self, sql: &str) -> Result<String> {
        SqliteDialect.table_sql_for_replay(sql)
    }

    fn format_table_sql(&self, sql: &str, name: &QualifiedName, body: &CreateTableBody) -> Result<String> {
        SqliteDialect.format_table_sql(sql, name, body)
    }

    fn format_rewritten_table_sql(&self, statement: &Stmt) -> Result<String> {
        SqliteDialect.format_rewritten_table_sql(&declared_types::close(statement.clone()))
    }

    fn register_catalog(&self, schema: &mut Schema, custom_types: bool) -> Result<()> {
        match self.with_catalog.load(Relaxed) {
            true => SqliteDialect.register_catalog(schema, custom_types),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;

    #[test]
    fn the_list_is_in_order_and_every_name_on_it_is_the_engines() {
        assert!(FUNCTIONS.is_sorted());
        let known = |name| (0..4).any(|n| matches!(resolve_builtin_function(name, n), Ok(Some(_))));
        let unknown: Vec<_> = FUNCTIONS.iter().filter(|name| !known(name)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
