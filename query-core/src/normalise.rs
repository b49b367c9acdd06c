//! What a statement means by SQLite's rules, settled before the engine prepares it.

pub(crate) mod select;
pub(crate) mod writes;
