//! A statement that was admitted: what policy hands to the engine.

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
    pub(crate) text: &'a str,
    pub(crate) command: Cmd,
    pub(crate) kind: Kind,
}
