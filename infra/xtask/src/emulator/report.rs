//! What came of the fixtures under one emulator, and the table of all.

use std::time::Duration;

use super::compare::{FIGURES, Timing};
use crate::cases::Case;
use crate::table::table;

/// How many differences are shown in full.
const SHOWN: usize = 5;

/// The fixtures under one emulator.
pub(super) struct Report {
    emulator: &'static str,
    same: usize,
    differing: usize,
    cold: Times,
    warm: Times,
}

/// In milliseconds: what a caller waited, and what of it the function says it took.
#[derive(Default)]
struct Times {
    whole: Vec<f64>,
    function: Vec<f64>,
}

impl Report {
    pub(super) fn new(emulator: &'static str) -> Self {
        Self { emulator, same: 0, differing: 0, cold: Times::default(), warm: Times::default() }
    }

    pub(super) fn same(&mut self) {
        self.same += 1;
    }

    /// Says how a response differs, as long as there are few.
    pub(super) fn differs(&mut self, case: &str, how: &str) {
        self.differing += 1;
        if self.differing <= SHOWN {
            println!("events/cases/{case} differs under {}: {how}", self.emulator);
        } else if self.differing == SHOWN + 1 {
            println!("... and more");
        }
    }

    /// The first answer of a process waited until the process had started.
    pub(super) fn took(&mut self, first: bool, whole: Duration, function: Timing) {
        let times = if first { &mut self.cold } else { &mut self.warm };
        times.whole.push(whole.as_secs_f64() * 1e3);
        times.function.push(function.milliseconds);
    }

    pub(super) fn differing(&self) -> usize {
        self.differing
    }

    /// A row for each emulator; below it what was not compared.
    pub(super) fn summary(reports: &[Self], cases: &[Case]) -> String {
        let rows: Vec<_> = reports.iter().map(Self::row).collect();
        let header = ["emulator", "same", "differ", "processes", "cold ms", "of it ours", "warm ms", "of it ours"];
        let mut text = table(header, &rows);
        text += "Medians; with cargo-lambda each event starts the program `cargo lambda invoke`, and a cold one `cargo run` too.\n";
        text += "Not compared: the header `server-timing`";
        for (name, what) in FIGURES.iter().filter(|(name, _)| cases.iter().any(|case| case.name == *name)) {
            text += &format!("; {what} in the rows of {name}");
        }
        text + ".\n"
    }

    fn row(&self) -> [String; 8] {
        let Self { emulator, same, differing, cold, warm } = self;
        let count = cold.whole.len();
        let times = [&cold.whole, &cold.function, &warm.whole, &warm.function].map(|times| median(times));
        let [cold, cold_function, warm, warm_function] = times;
        let counts = [same, differing, &count].map(ToString::to_string);
        let [same, differing, count] = counts;
        [(*emulator).to_owned(), same, differing, count, cold, cold_function, warm, warm_function]
    }
}

/// The middle one, with a figure or two that mean something.
fn median(times: &[f64]) -> String {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).map_or("-".to_owned(), |middle| format!("{middle:.2}"))
}

#[cfg(test)]
mod tests {
    use super::super::compare::tests::case;
    use super::*;

    #[test]
    fn a_row_counts_and_takes_medians() {
        let mut report = Report::new("an emulator");
        for (first, whole, function) in [(true, 20, 2.0), (false, 1, 0.5), (false, 9, 0.25), (false, 2, 0.75)] {
            report.took(first, Duration::from_millis(whole), Timing { cold: first, milliseconds: function });
            report.same();
        }
        report.differs("query", "it is another");
        assert_eq!(report.row(), ["an emulator", "4", "1", "1", "20.00", "2.00", "2.00", "0.50"]);
        assert_eq!(Report::new("none").row(), ["none", "0", "0", "0", "-", "-", "-", "-"]);
    }

    #[test]
    fn what_is_not_compared_is_said() {
        let text = Report::summary(&[], &[case("sql-random", ""), case("health", "")]);
        assert!(
            text.ends_with("Not compared: the header `server-timing`; random numbers in the rows of sql-random.\n"),
            "{text}"
        );
    }
}
