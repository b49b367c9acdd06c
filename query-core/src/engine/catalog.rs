//! The schema as the engine read it, as far as rules about statements ask for it.

use std::sync::Arc;

use limbo::NamespaceId;
pub(crate) use limbo::schema::{BTreeTable as Table, ForeignKey, Trigger};
use limbo::schema::{Index, Schema};

/// A snapshot of a connection's schema.
#[derive(Clone)]
pub(crate) struct Catalog(Arc<Schema>);

const ROOT: NamespaceId = NamespaceId::ROOT;

impl Catalog {
    pub(super) fn new(schema: Arc<Schema>) -> Self {
        Self(schema)
    }

    /// Which schema this is: it changes with every definition.
    pub(crate) fn version(&self) -> u32 {
        self.0.schema_version
    }

    /// An ordinary table.
    pub(crate) fn table(&self, name: &str) -> Option<Arc<Table>> {
        self.0.get_btree_table(ROOT, name)
    }

    /// All ordinary tables.
    pub(crate) fn tables(&self) -> impl Iterator<Item = Arc<Table>> {
        self.0.tables(ROOT).filter_map(|table| table.btree())
    }

    /// Whether a name is one of the engine's own tables, which no file holds.
    pub(crate) fn is_built_in(&self, name: &str) -> bool {
        self.0.get_table(ROOT, name).is_some_and(|table| table.virtual_table().is_some())
    }

    pub(crate) fn triggers(&self, table: &str) -> impl Iterator<Item = &Arc<Trigger>> {
        self.0.get_triggers_for_table(ROOT, table)
    }

    pub(crate) fn indexes(&self, table: &str) -> impl Iterator<Item = &Arc<Index>> {
        self.0.get_indices(ROOT, table)
    }

    /// The index of a name.
    pub(crate) fn index(&self, name: &str) -> Option<&Arc<Index>> {
        self.0.all_indexes().find(|index| index.name.eq_ignore_ascii_case(name))
    }

    /// Whether a foreign key is declared to hold at the commit only.
    pub(crate) fn defers_keys(&self) -> bool {
        self.tables().any(|table| table.foreign_keys.iter().any(|key| key.deferred))
    }

    /// The foreign keys that refer to a table, with the tables that declare them.
    pub(crate) fn children(&self, parent: &str) -> Vec<(Arc<Table>, Arc<ForeignKey>)> {
        let of = |table: Arc<Table>| {
            let keys: Vec<_> = table.foreign_keys.clone();
            keys.into_iter().map(move |key| (table.clone(), key))
        };
        let keys = self.tables().flat_map(of);
        keys.filter(|(_, key)| key.parent_table.eq_ignore_ascii_case(parent)).collect()
    }
}

/// Makes every foreign key one that is checked at the commit; returns the tables as they were.
pub(super) fn defer_foreign_keys(schema: &mut Schema) -> Vec<Arc<Table>> {
    let mut old = Vec::new();
    for (_, place) in schema.tables_mut(ROOT) {
        let Some(table) = place.btree().filter(|table| !table.foreign_keys.is_empty()) else { continue };
        let mut deferred = Table::clone(&table);
        for key in &mut deferred.foreign_keys {
            Arc::make_mut(key).deferred = true;
        }
        put(place, Arc::new(deferred));
        old.push(table);
    }
    old
}

/// Puts tables back.
pub(super) fn restore(schema: &mut Schema, tables: Vec<Arc<Table>>) {
    for table in tables {
        if let Some(place) = schema.table_mut(ROOT, &table.name) {
            put(place, table);
        }
    }
}

fn put(place: &mut Arc<limbo::schema::Table>, table: Arc<Table>) {
    if let Some(place) = Arc::make_mut(place).btree_mut() {
        *place = table;
    }
}
