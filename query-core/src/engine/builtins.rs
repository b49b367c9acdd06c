//! The engine's built-in tables, which SQLite calls eponymous virtual tables: `json_each`, `json_tree`, and one for each PRAGMA
//! that returns rows. Registering them takes as long as the rest of opening a file, and few requests name one, so they are
//! registered for the first that does.

use limbo::namespace::NamespaceId;
use limbo::schema::Schema;
use limbo::{Connection, Dialect, Result, SqliteDialect};

/// When they are registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtins {
    /// With every schema that the engine builds.
    Eager,
    /// On each connection, for the first statement that [names] one.
    Lazy,
}

/// Every text that can name one contains one of these. `pragma table_list` names none, and lists them all.
const MARKS: [&str; 3] = ["pragma", "json_each", "json_tree"];

/// Whether a text may name one.
pub(super) fn names(text: &str) -> bool {
    let has = |mark: &str| text.as_bytes().windows(mark.len()).any(|part| part.eq_ignore_ascii_case(mark.as_bytes()));
    MARKS.into_iter().any(has)
}

/// Whether a schema that was made without them would be another one with them: a view has the columns of the tables that it
/// selects from, and a table of a file does not take the place of one.
pub(super) fn is_missed_in(schema: &Schema) -> bool {
    let mut tables = schema.table_names(NamespaceId::ROOT);
    let mut views = schema.views(NamespaceId::ROOT);
    tables.any(names) || views.any(|(name, view)| names(name) || names(&view.sql))
}

/// Registers them on a connection that has none.
pub(super) fn complete(connection: &Connection) -> Result<()> {
    if connection.current_schema().has_table(NamespaceId::ROOT, "json_each") {
        return Ok(());
    }
    let custom_types = connection.experimental_custom_types_enabled();
    connection.with_schema_mut(|schema| SqliteDialect.register_catalog(schema, custom_types))?
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;

    #[test]
    fn whoever_names_one_is_seen() {
        let schema = Schema::with_options(false, &SqliteDialect).unwrap();
        let made: Vec<_> = schema.table_names(NamespaceId::ROOT).filter(|name| *name != "sqlite_schema").collect();
        assert!(made.len() > 20, "{made:?}");
        let unseen: Vec<_> = made.iter().filter(|name| !names(&format!("select 1 from \"{name}\""))).collect();
        assert!(unseen.is_empty(), "{unseen:?}");
        assert!(names("PRAGMA table_list") && names("select * from JSON_Each('[]')"));
        assert!(!names("select json_extract(a, '$') from b") && !names(""));
    }
}
