//! Values to the engine and back: the parameters of a statement, the columns of a row.

use std::borrow::Cow;
use std::num::NonZeroUsize;

use limbo::{Numeric, Statement, Value as EngineValue};

use super::fault;
use crate::error::{Code, Error};
use crate::params::Params;
use crate::value::Value;

/// Binds every parameter of the statement, or says which is missing, surplus or out of place. Leaves no old binding.
pub(super) fn bind(statement: &mut Statement, params: Params<'_>, most: usize) -> Result<(), Error> {
    let given = params.len();
    let wanted = statement.parameters().list.len();
    if given.max(wanted) > most {
        let detail = format!("there are {} parameters; the limit is {most}", given.max(wanted));
        return Err(Error::new(Code::TooManyParameters, detail));
    }
    statement.clear_bindings();
    match params {
        Params::Positional(values) => positional(statement, values),
        Params::Named(values) => named(statement, values),
        Params::Invalid(error) => Err(error),
        Params::TooMany(_) => Err(misfit(format!("{given} parameters were sent, more than any statement can have"))),
    }
}

fn positional(statement: &mut Statement, values: Vec<Value<'_>>) -> Result<(), Error> {
    let given = values.len();
    let highest = statement.parameters_count();
    if given > highest {
        return Err(misfit(format!(
            "parameter {} is not in the statement, which has {}",
            highest + 1,
            parameters(highest)
        )));
    }
    // `?3` alone makes three places, of which two may stay empty; a place that is used needs its value.
    let missing = statement.parameters().list.iter().map(|parameter| parameter.index()).filter(|at| at.get() > given);
    if let Some(at) = missing.min() {
        let name = statement.parameters().name(at).map(|name| format!(" (`{name}`)")).unwrap_or_default();
        return Err(misfit(format!("parameter {at}{name} has no value: the statement has {}", parameters(highest))));
    }
    for (i, value) in values.into_iter().enumerate() {
        let Some(index) = NonZeroUsize::new(i + 1) else { continue };
        set(statement, index, value)?;
    }
    Ok(())
}

fn named(statement: &mut Statement, values: Vec<(Cow<'_, str>, Value<'_>)>) -> Result<(), Error> {
    let slots: Vec<_> = statement.parameters().list.iter().map(|parameter| parameter.index()).collect();
    let mut used = vec![false; values.len()];
    for index in slots {
        let Some(slot) = statement.parameters().name(index) else {
            return Err(misfit(format!("parameter {index} is an unnamed `?`; send params as an array")));
        };
        let found = values.iter().position(|(name, _)| *name == slot || *name == slot[1..]);
        let Some(found) = found else {
            return Err(misfit(format!("parameter `{slot}` has no value; add \"{}\" to params", &slot[1..])));
        };
        used[found] = true;
        set(statement, index, values[found].1.clone())?;
    }
    match used.iter().position(|used| !used) {
        None => Ok(()),
        Some(surplus) => Err(misfit(format!("parameter `{}` is not in the statement", values[surplus].0))),
    }
}

fn set(statement: &mut Statement, index: NonZeroUsize, value: Value<'_>) -> Result<(), Error> {
    let value = match value {
        Value::Null => Ok(EngineValue::Null),
        Value::Integer(integer) => Ok(EngineValue::from_i64(integer)),
        Value::Real(real) => Ok(EngineValue::from_f64(real)),
        Value::Text(text) => Ok(EngineValue::build_text(text.into_owned())),
        Value::Blob(blob) => EngineValue::from_slice(&blob).map_err(limbo::LimboError::from),
    };
    value.and_then(|value| statement.bind_at(index, value)).map_err(|error| fault::running(error.into()))
}

/// A value of a row, borrowed from the engine.
pub(super) fn value(value: &EngineValue) -> Value<'_> {
    match value {
        EngineValue::Null => Value::Null,
        EngineValue::Numeric(Numeric::Integer(integer)) => Value::Integer(*integer),
        EngineValue::Numeric(Numeric::Float(real)) => Value::Real((*real).into()),
        EngineValue::Text(text) => Value::Text(Cow::Borrowed(text.as_str())),
        EngineValue::Blob(blob) => Value::Blob(Cow::Borrowed(blob)),
    }
}

fn misfit(detail: String) -> Error {
    Error::new(Code::InvalidParameter, detail)
}

fn parameters(count: usize) -> String {
    match count {
        0 => "no parameters".to_owned(),
        1 => "1 parameter".to_owned(),
        _ => format!("{count} parameters"),
    }
}
