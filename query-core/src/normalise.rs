//! What a statement means by SQLite's rules, settled before the engine prepares it.

pub(crate) mod writes;
