//! What each target answered, beside what is recorded.

use anyhow::{Result, ensure};

use crate::cases::Case;
use crate::table::table;

/// In the order in which each script prints.
const TARGETS: [&str; 3] = ["native", "node", "chromium"];

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
    use std::path::PathBuf;

    use super::*;

    fn cases() -> [Case; 2] {
        [("health", "{}\n"), ("schema", "{\"tables\":[]}\n")].map(|(name, response)| Case {
            name: name.into(),
            event: PathBuf::new(),
            response: response.into(),
            settings: String::new(),
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
}
