//! Values as SQLite's command prints them: the literals of its mode `quote`, a row a line.

use std::fmt;

/// A value of SQL, ordered so that rows can be sorted and compared whatever order they came in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Literal {
    Null,
    Integer(i64),
    /// The bits of a float: equal means equal to the last digit. Zero has one sign.
    Real(u64),
    /// Not always UTF-8: a file may hold any bytes as text.
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl Literal {
    pub(super) fn real(real: f64) -> Self {
        Literal::Real(if real == 0.0 { 0.0_f64 } else { real }.to_bits())
    }
}

/// Reads the rows that `sqlite3 -quote` prints.
///
/// # Errors
/// The text says at which byte something is not a literal.
pub(super) fn rows(output: &[u8]) -> Result<Vec<Vec<Literal>>, String> {
    let mut rows = Vec::new();
    let mut rest = output;
    while !rest.is_empty() {
        let mut row = Vec::new();
        loop {
            let at = output.len() - rest.len();
            let (literal, after) = literal(rest).ok_or_else(|| format!("cannot read SQLite's output at byte {at}"))?;
            row.push(literal);
            let (separator, after) = after.split_first().ok_or("SQLite's output ends within a row")?;
            rest = after;
            match separator {
                b',' => {}
                b'\n' => break,
                _ => return Err(format!("cannot read SQLite's output at byte {}", output.len() - rest.len() - 1)),
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The literal that the bytes begin with, and what follows it.
fn literal(bytes: &[u8]) -> Option<(Literal, &[u8])> {
    match bytes {
        [b'\'', rest @ ..] => quoted(rest).map(|(text, rest)| (Literal::Text(text), rest)),
        [b'X', b'\'', rest @ ..] => {
            let (hex, rest) = quoted(rest)?;
            let (pairs, []) = hex.as_chunks::<2>() else { return None };
            let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
            Some((Literal::Blob(pairs.iter().map(byte).collect::<Option<_>>()?), rest))
        }
        _ => {
            let end = bytes.iter().position(|byte| matches!(byte, b',' | b'\n')).unwrap_or(bytes.len());
            let (word, rest) = bytes.split_at(end);
            let word = std::str::from_utf8(word).ok()?;
            let literal = match word {
                "NULL" => Literal::Null,
                word if word.contains(['.', 'e', 'E', 'I']) => Literal::real(word.parse().ok()?),
                word => Literal::Integer(word.parse().ok()?),
            };
            Some((literal, rest))
        }
    }
}

/// The text up to the closing quote, in which a quote is doubled, and what follows it.
fn quoted(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut text = Vec::new();
    let mut rest = bytes;
    loop {
        let end = rest.iter().position(|byte| *byte == b'\'')?;
        text.extend_from_slice(&rest[..end]);
        rest = &rest[end + 1..];
        match rest {
            [b'\'', after @ ..] => {
                text.push(b'\'');
                rest = after;
            }
            _ => return Some((text, rest)),
        }
    }
}

/// As SQL would write it, cut where it is long.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 40;
        match self {
            Literal::Null => f.write_str("NULL"),
            Literal::Integer(integer) => write!(f, "{integer}"),
            Literal::Real(bits) => write!(f, "{:?}", f64::from_bits(*bits)),
            Literal::Text(text) => {
                let text = String::from_utf8_lossy(text);
                let shown: String = text.chars().take(SHOWN).collect();
                write!(f, "'{}'{}", shown.replace('\'', "''"), if shown.len() < text.len() { ".." } else { "" })
            }
            Literal::Blob(blob) => {
                f.write_str("x'")?;
                blob.iter().take(SHOWN).try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str(if blob.len() > SHOWN { "'.." } else { "'" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;

    #[test]
    fn what_the_command_prints_is_read() {
        let output = b"1,-2.5,0.3000000000000000444,Inf,-Inf,'it''s\nx',NULL,X'00ff',1.0e+20\n'a,b',''\n";
        let text = |text: &str| Literal::Text(text.into());
        let first = vec![
            Literal::Integer(1),
            Literal::real(-2.5),
            Literal::real(0.1 + 0.2),
            Literal::real(f64::INFINITY),
            Literal::real(f64::NEG_INFINITY),
            text("it's\nx"),
            Literal::Null,
            Literal::Blob(vec![0, 255]),
            Literal::real(1e20),
        ];
        assert_eq!(rows(output), Ok(vec![first, vec![text("a,b"), text("")]]));
        assert_eq!(rows(b""), Ok(vec![]));
    }

    #[test]
    fn other_output_is_an_error() {
        assert_eq!(rows(b"1,two\n"), Err("cannot read SQLite's output at byte 2".to_owned()));
        assert_eq!(rows(b"'a\n"), Err("cannot read SQLite's output at byte 0".to_owned()));
        assert_eq!(rows(b"1"), Err("SQLite's output ends within a row".to_owned()));
    }
}
