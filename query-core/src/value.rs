//! SQL's five types, exact both ways.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// A value of SQL, borrowed from a row or owned by a parameter.
///
/// In JSON: `null`, a whole number (64 bits, exact), a number with a point or an exponent, a string, and two objects for
/// values that JSON cannot express: `{"base64": "..."}` for a blob, and `{"float": "Infinity"}` or `"-Infinity"` for an
/// infinite float. `true` and `false` are read as 1 and 0, as SQL stores them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// NULL
    Null,
    /// INTEGER
    Integer(i64),
    /// REAL; never NaN, which SQL stores as NULL
    Real(f64),
    /// TEXT
    Text(Cow<'a, str>),
    /// BLOB
    Blob(Cow<'a, [u8]>),
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Integer(integer) => serializer.serialize_i64(*integer),
            Value::Real(real) if real.is_finite() => serializer.serialize_f64(*real),
            Value::Real(real) => {
                let name = if *real > 0.0 { "Infinity" } else { "-Infinity" };
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("float", name)?;
                map.end()
            }
            Value::Text(text) => serializer.serialize_str(text),
            Value::Blob(blob) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("base64", &Base64(blob))?;
                map.end()
            }
        }
    }
}

/// Encodes while it is written: no second copy of a large blob.
struct Base64<'a>(&'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&base64::display::Base64Display::new(self.0, &BASE64))
    }
}

impl<'a> Value<'a> {
    /// Reads the JSON text of one value; the error says what is there and what was expected.
    ///
    /// Numbers are read from their text, so an integer beyond 64 bits is rejected rather than rounded to a float.
    pub(crate) fn from_json(json: &'a RawValue) -> Result<Self, String> {
        let text = json.get();
        match text.as_bytes() {
            [b'-' | b'0'..=b'9', ..] if text.contains(['.', 'e', 'E']) => match text.parse::<f64>() {
                Ok(real) if real.is_finite() => Ok(Value::Real(real)),
                _ => Err(format!("{text} is out of range for a 64-bit float")),
            },
            [b'-' | b'0'..=b'9', ..] => text.parse().map(Value::Integer).map_err(|_| {
                format!("{text} is out of range for a 64-bit signed integer; send it as text or as a float")
            }),
            b"null" => Ok(Value::Null),
            b"true" => Ok(Value::Integer(1)),
            b"false" => Ok(Value::Integer(0)),
            [b'"', ..] => {
                serde_json::from_str(text).map(|Text(text)| Value::Text(text)).map_err(|error| error.to_string())
            }
            [b'{', ..] => match serde_json::from_str(text) {
                Ok(Tagged::Base64(text)) => match BASE64.decode(text.as_bytes()) {
                    Ok(blob) => Ok(Value::Blob(blob.into())),
                    Err(error) => Err(format!("`base64` does not hold valid base64: {error}")),
                },
                Ok(Tagged::Float(Unbounded::Infinity)) => Ok(Value::Real(f64::INFINITY)),
                Ok(Tagged::Float(Unbounded::NegativeInfinity)) => Ok(Value::Real(f64::NEG_INFINITY)),
                Err(_) => Err(format!("an object is not an SQL value; {EXPECTED}")),
            },
            _ => Err(format!("an array is not an SQL value; {EXPECTED}")),
        }
    }
}

const EXPECTED: &str =
    r#"expected null, a number, a string, a boolean, {"base64": "..."}, or a string that holds the JSON text"#;

/// A string that borrows where it can: a plain `Cow` would always copy.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The objects that stand for values JSON cannot express.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Tagged<'a> {
    Base64(#[serde(borrow)] Cow<'a, str>),
    Float(Unbounded),
}

#[derive(Deserialize)]
enum Unbounded {
    Infinity,
    #[serde(rename = "-Infinity")]
    NegativeInfinity,
}

impl Value<'_> {
    /// The same value, borrowed from nothing.
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Integer(integer) => Value::Integer(integer),
            Value::Real(real) => Value::Real(real),
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Blob(blob) => Value::Blob(blob.into_owned().into()),
        }
    }
}
