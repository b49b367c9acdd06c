//! Stands in for the crate of this name, which the engine links for collations named by a locale (`collate "sv-SE"`).
//!
//! SQLite has none, and they would be a megabyte of tables in every binary and in every browser. No collator can be made, so
//! the engine answers as SQLite does: no such collation sequence. What the engine calls is here, and nothing else.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::marker::PhantomData;

/// Makes collators; never succeeds.
#[derive(Debug)]
pub enum Collator {}

/// Why there is no collator.
#[derive(Debug)]
pub struct Absent;

impl Collator {
    /// Never called: there are no preferences.
    pub fn try_new(
        preferences: CollatorPreferences,
        _options: options::CollatorOptions,
    ) -> Result<CollatorBorrowed<'static>, Absent> {
        match preferences {}
    }
}

/// A collator that cannot be.
#[derive(Debug)]
pub struct CollatorBorrowed<'data> {
    never: Infallible,
    data: PhantomData<&'data ()>,
}

impl CollatorBorrowed<'_> {
    /// Never called.
    pub fn compare(&self, _left: &str, _right: &str) -> Ordering {
        match self.never {}
    }

    /// Never called.
    pub fn write_sort_key_to(&self, _text: &str, _sink: &mut Vec<u8>) -> Result<(), Infallible> {
        match self.never {}
    }
}

/// What a locale would ask of a collator.
#[derive(Debug)]
pub enum CollatorPreferences {}

impl From<icu_locale::Locale> for CollatorPreferences {
    fn from(locale: icu_locale::Locale) -> Self {
        match locale {}
    }
}

/// How a collator is to compare.
pub mod options {
    /// The default, and nothing else.
    #[derive(Debug, Default)]
    pub struct CollatorOptions;
}
