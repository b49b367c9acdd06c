//! Scripts as lists of records.

use std::path::Path;

use conformance::Type;
use sqllogictest::{Condition, Record as Parsed, parse_file};

/// A statement or a query.
pub(crate) struct Record {
    /// It, without its conditions.
    pub(crate) record: Parsed<Type>,
    /// The file and the line.
    pub(crate) place: String,
    /// Whether it is for one side only.
    pub(crate) conditional: bool,
    /// Whether it is not for this side.
    pub(crate) excused: bool,
    /// What the comment `# differs: name` above it says.
    pub(crate) difference: Option<String>,
}

/// The records of a script, for the side of this name.
pub(crate) fn records(script: &Path, side: &str) -> Vec<Record> {
    let mut records = Vec::new();
    let mut difference = None;
    for mut record in parse_file(script).unwrap() {
        match &mut record {
            Parsed::Comment(lines) => {
                difference = lines.iter().find_map(|line| line.trim().strip_prefix("differs: ")).map(String::from);
            }
            Parsed::Statement { conditions, loc, .. } | Parsed::Query { conditions, loc, .. } => {
                let conditions = std::mem::take(conditions);
                let place = format!("{}:{}", script.file_name().unwrap().display(), loc.line());
                let excused = conditions.iter().any(|condition| match condition {
                    Condition::OnlyIf { label } => label != side,
                    Condition::SkipIf { label } => label == side,
                });
                let conditional = !conditions.is_empty();
                records.push(Record { record, place, conditional, excused, difference: difference.take() });
            }
            _ => {}
        }
    }
    records
}
