//! Stands in for the crate of this name, which the engine links for collations named by a locale: there are no locales.

use std::str::FromStr;

/// A locale that cannot be.
#[derive(Debug)]
pub enum Locale {}

/// Why there is no locale.
#[derive(Debug)]
pub struct Absent;

impl FromStr for Locale {
    type Err = Absent;

    fn from_str(_name: &str) -> Result<Self, Absent> {
        Err(Absent)
    }
}
