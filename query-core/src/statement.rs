//! A statement that was admitted: what policy hands to the engine.

use std::borrow::Cow;
use std::sync::Arc;

use limbo_parser::ast::Cmd;

/// What a statement does to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Reads only.
    Read,
    /// Adds rows, so there may be a last row id.
    Insert,
    /// Changes anything else.
    Write,
}

impl Kind {
    pub(crate) fn is_write(self) -> bool {
        self != Kind::Read
    }
}

/// One statement that the engine may prepare: its text, what the parser made of it, and what it does.
#[derive(Debug)]
pub(crate) struct Admitted<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) command: Cmd,
    pub(crate) kind: Kind,
    pub(crate) checked: Checked,
    /// The names of the result columns, where they are not the engine's.
    pub(crate) columns: Option<Arc<[String]>>,
}

/// What is known of a statement by the schema it was checked with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Checked {
    /// Which schema it was.
    pub(crate) version: u32,
    /// Whether it changes the schema.
    pub(crate) defines: bool,
    /// Whether it is prepared anew each time.
    pub(crate) once: bool,
    pub(crate) keys: Keys,
    /// Whether foreign keys are involved.
    pub(crate) refers: bool,
    /// Whether it may use AUTOINCREMENT for the first time.
    pub(crate) counts: bool,
}

/// What to heed about foreign keys when a statement runs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keys {
    /// A key that the engine finds broken may hold at the statement's end.
    pub(crate) later: bool,
    /// A child's column has another affinity than its parent's: the engine does not find all children.
    pub(crate) converted: bool,
    /// The statement deletes, and no trigger sees the children go.
    pub(crate) deletes: bool,
    /// One of those keys acts on its children.
    pub(crate) converted_acts: bool,
}
