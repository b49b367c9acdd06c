//! Headers and query parameters. Names may be repeated, and each trigger represents that in its own way.

use serde::{Serialize, Serializer};

/// Names and values in the order in which they were sent.
pub(super) struct Pairs(pub(super) Vec<(String, String)>);

impl Pairs {
    /// All values of each name, in an array.
    pub(super) fn all(&self) -> Map<'_, Vec<&str>> {
        let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
        for (name, value) in &self.0 {
            match names.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => values.push(value),
                None => names.push((name, vec![value])),
            }
        }
        Map(names)
    }

    /// The last value of each name.
    pub(super) fn last(&self) -> Map<'_, &str> {
        Map(self.all().0.into_iter().filter_map(|(name, values)| Some((name, *values.last()?))).collect())
    }

    /// The values of each name, joined with commas.
    pub(super) fn joined(&self) -> Map<'_, String> {
        Map(self.all().0.into_iter().map(|(name, values)| (name, values.join(","))).collect())
    }
}

/// A JSON object that preserves order.
pub(super) struct Map<'a, V>(Vec<(&'a str, V)>);

impl<V> Map<'_, V> {
    /// The map, unless it is empty.
    pub(super) fn filled(self) -> Option<Self> {
        Some(self).filter(|map| !map.0.is_empty())
    }
}

impl<V: Serialize> Serialize for Map<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
