//! Headers and query parameters: a name may come several times, and each trigger has its own way to say so.

use serde::{Serialize, Serializer};

/// Names and values, as they were sent.
pub(super) struct Pairs(pub(super) Vec<(String, String)>);

impl Pairs {
    /// Every value of a name, in an array.
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

    /// The last value of a name.
    pub(super) fn last(&self) -> Map<'_, &str> {
        Map(self.all().0.into_iter().filter_map(|(name, values)| Some((name, *values.last()?))).collect())
    }

    /// The values of a name, joined with commas.
    pub(super) fn joined(&self) -> Map<'_, String> {
        Map(self.all().0.into_iter().map(|(name, values)| (name, values.join(","))).collect())
    }
}

/// A JSON object that keeps its order.
pub(super) struct Map<'a, V>(Vec<(&'a str, V)>);

impl<V> Map<'_, V> {
    /// The map, unless there is nothing in it.
    pub(super) fn filled(self) -> Option<Self> {
        Some(self).filter(|map| !map.0.is_empty())
    }
}

impl<V: Serialize> Serialize for Map<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
