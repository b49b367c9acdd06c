//! Functions that can make a large value out of small arguments: the result is measured before it is made. The other functions
//! make at most a few times their arguments, or what `policy/lengths.rs` admits.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::json_pretty;
use limbo::{LimboError, Numeric, Result, Value, exec_printf_values};

/// A function that the engine has, and how long its result would be.
pub(super) struct Measured {
    name: &'static str,
    /// With how many arguments it can be called; with others the engine says what is wrong.
    pub(super) arguments: RangeInclusive<usize>,
    /// At most so many bytes.
    longest: fn(&[Value]) -> Result<u64>,
    make: fn(&[Value]) -> Result<Value>,
}

const MEASURED: &[Measured] = &[
    Measured {
        name: "concat_ws",
        arguments: 2..=usize::MAX,
        longest: |arguments| {
            Ok(total(arguments).saturating_add(length(&arguments[0]).saturating_mul(arguments.len() as u64)))
        },
        make: |arguments| Ok(Value::exec_concat_ws(arguments.iter())),
    },
    Measured { name: "format", arguments: 1..=usize::MAX, longest: formatted, make: format },
    Measured { name: "json_pretty", arguments: 1..=2, longest: indented, make: pretty },
    Measured { name: "printf", arguments: 1..=usize::MAX, longest: formatted, make: format },
    Measured {
        name: "repeat",
        arguments: 2..=2,
        longest: |arguments| Ok(length(&arguments[0]).saturating_mul(count(&arguments[1]))),
        make: repeat,
    },
    Measured {
        name: "replace",
        arguments: 3..=3,
        longest: replaced,
        make: |arguments| Ok(Value::exec_replace(&arguments[0], &arguments[1], &arguments[2])?),
    },
];

impl Measured {
    /// The function of this name, in lower case.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        MEASURED.iter().find(|function| function.name == name)
    }

    /// The result, or the error that it could be longer than `most`, or than any value may be.
    pub(super) fn call(&self, arguments: &[Value], most: u64) -> Result<Value> {
        let longest = (self.longest)(arguments)?;
        if longest > Value::MAX_BLOB_LENGTH.unsigned_abs() {
            return Err(LimboError::TooBig);
        }
        if longest > most {
            return Err(LimboError::OutOfMemory);
        }
        (self.make)(arguments)
    }
}

/// As text, at most: a number has some digits, and a byte that is not UTF-8 becomes three.
fn length(value: &Value) -> u64 {
    match value {
        Value::Null => 0,
        Value::Numeric(_) => 32,
        Value::Text(text) => text.as_str().len() as u64,
        Value::Blob(blob) => (blob.len() as u64).saturating_mul(3),
    }
}

fn total(values: &[Value]) -> u64 {
    values.iter().map(length).fold(0, u64::saturating_add)
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(text.as_str()),
        Value::Blob(blob) => String::from_utf8_lossy(blob),
        other => Cow::Owned(other.to_string()),
    }
}

/// How often, as the engine reads it.
fn count(value: &Value) -> u64 {
    let count = match value {
        Value::Numeric(Numeric::Integer(count)) => *count,
        Value::Numeric(Numeric::Float(count)) => f64::from(*count) as i64,
        Value::Text(count) => count.as_str().parse().unwrap_or(0),
        Value::Null | Value::Blob(_) => 0,
    };
    u64::try_from(count).unwrap_or(0)
}

/// The engine's own is not to be had; it makes the same of these.
fn repeat(arguments: &[Value]) -> Result<Value> {
    match arguments {
        [Value::Null, _] | [_, Value::Null | Value::Blob(_)] => Ok(Value::Null),
        [input, times] => {
            Ok(Value::build_text(text(input).repeat(usize::try_from(count(times)).unwrap_or(usize::MAX))))
        }
        _ => Ok(Value::Null),
    }
}

/// To the byte, where a guess would be too long.
fn replaced(arguments: &[Value]) -> Result<u64> {
    let [source, pattern, with] = arguments else { return Ok(0) };
    let (source, pattern, with) = (text(source), text(pattern), length(with));
    if pattern.is_empty() || with <= pattern.len() as u64 {
        return Ok(source.len() as u64);
    }
    let times = source.matches(&*pattern).count() as u64;
    Ok((source.len() as u64).saturating_add(times.saturating_mul(with - pattern.len() as u64)))
}

/// What the engine makes of a width or a precision at most.
const WIDEST: u64 = 1_000_000;

/// The most digits of a number that no width asks for.
const DIGITS: u64 = 400;

/// Every number in a format may be a width, and every `*` stands for an argument. A quoted text is up to six times as long, a
/// number with commas a third longer.
fn formatted(arguments: &[Value]) -> Result<u64> {
    let [format, arguments @ ..] = arguments else { return Ok(0) };
    let format = text(format);
    let numbers = format.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let widths = numbers.map(|digits| digits.parse().unwrap_or(WIDEST).min(WIDEST)).fold(0, u64::saturating_add);
    let stars = format.matches('*').count() as u64;
    let star = arguments.iter().map(star).max().unwrap_or(0);
    let specifiers = format.matches('%').count() as u64;
    Ok((widths + stars * star).saturating_mul(2)
        + (specifiers + 1) * DIGITS
        + 6 * total(arguments)
        + format.len() as u64)
}

/// The width that an argument may be.
fn star(value: &Value) -> u64 {
    match value {
        Value::Null => 0,
        Value::Numeric(Numeric::Integer(width)) => width.unsigned_abs().min(WIDEST),
        _ => WIDEST,
    }
}

fn format(arguments: &[Value]) -> Result<Value> {
    let [format, arguments @ ..] = arguments else { return Ok(Value::Null) };
    exec_printf_values(format, &arguments.iter().collect::<Vec<_>>())
}

fn indented(arguments: &[Value]) -> Result<u64> {
    let [document, ..] = arguments else { return Ok(0) };
    Ok(json_pretty::longest(&text(document), &indent(arguments)))
}

/// The engine's own cannot be called from here. What is no JSON to the letter is refused: `json()` makes it so.
fn pretty(arguments: &[Value]) -> Result<Value> {
    match arguments {
        [Value::Null, ..] | [] => Ok(Value::Null),
        [document, ..] => match json_pretty::pretty(&text(document), &indent(arguments)) {
            Some(text) => Ok(Value::build_text(text)),
            None => {
                Err(LimboError::ParseError("malformed JSON; json_pretty(json(...)) takes JSON5 and JSONB".to_owned()))
            }
        },
    }
}

/// Four spaces, where nothing else is said.
fn indent(arguments: &[Value]) -> Cow<'_, str> {
    match arguments.get(1) {
        None | Some(Value::Null) => Cow::Borrowed("    "),
        Some(indent) => text(indent),
    }
}
