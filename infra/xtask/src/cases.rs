//! The fixtures, as they lie in `events/cases/`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell;

/// A folder of `events/cases/`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) event: PathBuf,
    /// The recorded answer, and a line feed.
    pub(crate) response: String,
    /// The function's variables, as JSON; empty where there is no such file.
    #[cfg_attr(not(feature = "function"), allow(dead_code, reason = "what replays in code reads them itself"))]
    pub(crate) settings: String,
}

/// Every case, by name.
pub(crate) fn all() -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for folder in fs::read_dir(shell::root().join("events/cases")).context("cannot read events/cases")? {
        let folder = folder?.path();
        let event = folder.join("event.json");
        if event.is_file() {
            let read = |file: &str| {
                let path = folder.join(file);
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
            };
            let settings = if folder.join("settings.json").is_file() { read("settings.json")? } else { String::new() };
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            cases.push(Case { name, event, response: read("response.json")?, settings });
        }
    }
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_has_an_answer() {
        let cases = all().unwrap();
        assert!(cases.iter().any(|case| case.name == "health" && case.settings.is_empty()));
        assert!(cases.iter().all(|case| case.response.ends_with("}\n")));
    }
}
