//! Prepared statements, and those that a connection keeps: preparing one costs as much as several lookups with it.

use std::num::NonZeroUsize;
use std::sync::Arc;

use limbo::Statement;
use lru::LruCache;

use crate::statement::{Checked, Kind};

/// How many statements a connection keeps prepared.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(127);

/// How many bytes of memory a statement may take and still be kept: a list of values after IN can take megabytes.
pub(super) const KEPT_BYTES: u64 = 256 * 1024;

/// A statement that a request holds, and what it does.
pub(crate) struct Prepared {
    /// The text it is kept by, if it is to be kept.
    pub(super) key: Option<Arc<str>>,
    /// In a box, as below: a statement takes kilobytes, and is moved from hand to hand.
    pub(super) statement: Box<Statement>,
    pub(super) kind: Kind,
    pub(super) checked: Checked,
}

impl Prepared {
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn checked(&self) -> Checked {
        self.checked
    }
}

/// The statements that a connection keeps, by their text. While a request holds one, its place is empty.
pub(super) struct Statements(LruCache<Arc<str>, Option<Kept>>);

/// A statement that waits to be run again.
type Kept = (Box<Statement>, Kind, Checked);

impl Statements {
    pub(super) fn new() -> Self {
        Self(LruCache::new(KEPT))
    }

    /// Takes the statement with this text, if it is kept.
    pub(super) fn take(&mut self, sql: &str) -> Option<Prepared> {
        let (key, place) = self.0.get_key_value_mut(sql)?;
        let (statement, kind, checked) = place.take()?;
        Some(Prepared { key: Some(key.clone()), statement, kind, checked })
    }

    /// Keeps a statement to be run again.
    pub(super) fn keep(&mut self, Prepared { key, statement, kind, checked }: Prepared) {
        let Some(key) = key else { return };
        let kept = Some((statement, kind, checked));
        match self.0.peek_mut(&*key) {
            Some(place) => *place = kept,
            None => _ = self.0.put(key, kept),
        }
    }
}
