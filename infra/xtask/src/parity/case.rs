//! The fixtures, and what each target answered.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::shell;
use crate::table::table;

/// In the order in which each script prints.
const TARGETS: [&str; 3] = ["native", "node", "chromium"];

/// A folder of `events/`.
pub(super) struct Case {
    name: String,
    pub(super) event: PathBuf,
    /// The recorded answer, and a line feed.
    response: String,
}

/// Every case, by name.
pub(super) fn all() -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for folder in fs::read_dir(shell::root().join("events")).context("cannot read events")? {
        let folder = folder?.path();
        let event = folder.join("event.json");
        if event.is_file() {
            let response = folder.join("response.json");
            let response =
                fs::read_to_string(&response).with_context(|| format!("cannot read {}", response.display()))?;
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            cases.push(Case { name, event, response });
        }
    }
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(cases)
}

/// A row for each case, and how many of the cases differ on some target.
pub(super) struct Compared {
    pub(super) text: String,
    pub(super) differing: usize,
}

/// Compares what each target printed, a line for each case, with what is recorded.
pub(super) fn compare(cases: &[Case], printed: &[String; 3]) -> Result<Compared> {
    let mut answers = Vec::new();
    for (target, printed) in TARGETS.iter().zip(printed) {
        let lines: Vec<_> = printed.split_inclusive('\n').collect();
        ensure!(lines.len() == cases.len(), "{target} answered {} of {} cases", lines.len(), cases.len());
        answers.push(lines);
    }
    let mut differing = 0;
    let rows: Vec<[String; 5]> = cases
        .iter()
        .enumerate()
        .map(|(at, case)| {
            let same: [bool; 3] = std::array::from_fn(|target| answers[target][at] == case.response);
            differing += usize::from(same.contains(&false));
            let [native, node, chromium] = same.map(|same| if same { "same" } else { "differs" }.to_owned());
            [case.name.clone(), native, node, chromium, case.response.len().to_string()]
        })
        .collect();
    let [native, node, chromium] = TARGETS;
    Ok(Compared { text: table(["case", native, node, chromium, "bytes"], &rows), differing })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases() -> [Case; 2] {
        [("health", "{}\n"), ("schema", "{\"tables\":[]}\n")].map(|(name, response)| Case {
            name: name.into(),
            event: PathBuf::new(),
            response: response.into(),
        })
    }

    #[test]
    fn a_target_that_differs_is_seen() {
        let same = "{}\n{\"tables\":[]}\n".to_owned();
        let compared = compare(&cases(), &[same.clone(), "{}\n{}\n".into(), same]).unwrap();
        assert_eq!(compared.differing, 1);
        assert_eq!(
            compared.text,
            "case    native  node     chromium  bytes\n\
             health  same    same     same          3\n\
             schema  same    differs  same         14\n"
        );
    }

    #[test]
    fn an_answer_that_is_missing_is_an_error() {
        let same = "{}\n{\"tables\":[]}\n".to_owned();
        let error = compare(&cases(), &[same.clone(), same, "{}\n".into()]).err().unwrap();
        assert_eq!(error.to_string(), "chromium answered 1 of 2 cases");
    }

    #[test]
    fn every_case_has_an_answer() {
        assert!(all().unwrap().iter().any(|case| case.name == "health"));
    }
}
