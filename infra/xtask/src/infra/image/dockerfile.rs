//! As much of a Dockerfile's grammar as ours has.

use std::collections::BTreeMap;

/// `COPY a b`: the keyword, and the rest of the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Instruction {
    pub(super) keyword: String,
    pub(super) rest: String,
}

/// The instructions, in order: a line that ends in a backslash goes on, a comment is none.
pub(super) fn instructions(text: &str) -> Vec<Instruction> {
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let joined = lines.join("\n").replace("\\\n", "");
    let split = |line: &str| {
        let (keyword, rest) = line.split_once(' ')?;
        let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Instruction { keyword: keyword.to_owned(), rest })
    };
    joined.lines().filter_map(split).collect()
}

/// With `${NAME}` replaced by the variable's value.
pub(super) fn expanded(text: &str, variables: &BTreeMap<String, String>) -> String {
    variables.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on() {
        let text = "# what\nFROM a AS b\n\nRUN one \\\n    && two\n";
        let is = |keyword: &str, rest: &str| Instruction { keyword: keyword.into(), rest: rest.into() };
        assert_eq!(instructions(text), [is("FROM", "a AS b"), is("RUN", "one && two")]);
    }

    #[test]
    fn variables_have_values() {
        let variables = BTreeMap::from([("A".to_owned(), "x".to_owned())]);
        assert_eq!(expanded("${A}/${B}", &variables), "x/${B}");
    }
}
