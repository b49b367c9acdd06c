//! Parameters as they were sent, before a statement says which it takes.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Code, Error};
use crate::value::Value;

/// The values for a statement's parameters: by position or by name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Params<'a> {
    Positional(Vec<Value<'a>>),
    Named(Vec<(Cow<'a, str>, Value<'a>)>),
    /// More than any statement has: this many were sent, and none of them is kept.
    TooMany(usize),
    /// One of them is not a value of SQL.
    Invalid(Error),
}

/// The most parameters that a statement can have, in SQLite and here: a body of megabytes can hold millions.
const MOST: usize = 32_766;

impl Default for Params<'_> {
    fn default() -> Self {
        Params::Positional(Vec::new())
    }
}

impl Params<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Params::Positional(values) => values.len(),
            Params::Named(values) => values.len(),
            Params::TooMany(count) => *count,
            Params::Invalid(_) => 0,
        }
    }

    /// The parameters, or the error of the first that is not an SQL value.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        match self {
            Params::Invalid(error) => Err(error),
            params => Ok(params),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Params<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ParamsVisitor)
    }
}

struct ParamsVisitor;

impl<'de> Visitor<'de> for ParamsVisitor {
    type Value = Params<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of values, or an object of names and values")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Params<'de>, E> {
        Ok(Params::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Params<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(json) = seq.next_element::<&'de RawValue>()? {
            if values.len() == MOST {
                let mut count = MOST + 1;
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                return Ok(Params::TooMany(count));
            }
            match Value::from_json(json) {
                Ok(value) => values.push(value),
                Err(text) => {
                    while seq.next_element::<IgnoredAny>()?.is_some() {}
                    return Ok(invalid(format_args!("{}", values.len() + 1), &text));
                }
            }
        }
        Ok(Params::Positional(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Params<'de>, A::Error> {
        let mut values: Vec<(Cow<'de, str>, Value<'de>)> = Vec::new();
        let mut names = HashSet::new();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if values.len() == MOST {
                let mut count = MOST + 1;
                map.next_value::<IgnoredAny>()?;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    count += 1;
                }
                return Ok(Params::TooMany(count));
            }
            let value = match Value::from_json(map.next_value::<&'de RawValue>()?) {
                Ok(_) if !names.insert(name.clone()) => Err("the name is used twice".to_owned()),
                value => value,
            };
            match value {
                Ok(value) => values.push((name, value)),
                Err(text) => {
                    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                    return Ok(invalid(format_args!("`{name}`"), &text));
                }
            }
        }
        Ok(Params::Named(values))
    }
}

fn invalid<'a>(place: fmt::Arguments<'_>, text: &str) -> Params<'a> {
    Params::Invalid(Error::new(Code::InvalidParameter, format!("parameter {place}: {text}")))
}
