//! Samples of whole processes, and the file that carries their summaries to the report.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::figure::{self, table};

/// What one sample measures: a time, or an amount of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// From just before the process starts until it asks for its first event: Lambda's init.
    SpawnToNext,
    /// From just before the process (or page) starts until its first response has been read.
    SpawnToResponse,
    /// From just before an event or request is written until its response has been read.
    Warm,
    /// From just before an event is written until the process asks for the next one: what Lambda bills.
    Billed,
    /// Resident memory after the first response.
    ResidentAfterFirst,
    /// Peak memory up to the first response.
    PeakAfterFirst,
    /// Peak memory after every query of every round.
    PeakAfterAll,
    /// The time to load an engine's module into a page.
    Load,
    /// The time to open the database in a page.
    Open,
    /// The time to answer the first query in a page, the database open.
    FirstQuery,
}

/// The summary of one stack's samples of one metric and query: a line of the file.
///
/// Times are in microseconds, memory in bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The stack's name: its folder in `benches/peers`, or `limbda`.
    pub stack: String,
    /// What was measured.
    pub metric: Metric,
    /// The query's name in `queries.json`.
    pub query: String,
    /// How many samples there are.
    pub n: usize,
    /// Their median.
    pub median: f64,
    /// The first quartile.
    pub p25: f64,
    /// The third quartile.
    pub p75: f64,
}

/// Samples by stack, metric and query, in the order in which the first of each was taken.
#[derive(Default)]
pub struct Samples(Vec<(Summary, Vec<f64>)>);

impl Samples {
    /// Adds a duration.
    pub fn time(&mut self, stack: &str, metric: Metric, query: &str, took: Duration) {
        self.add(stack, metric, query, took.as_nanos() as f64 / 1e3);
    }

    /// Adds a sample: microseconds, or bytes.
    pub fn add(&mut self, stack: &str, metric: Metric, query: &str, value: f64) {
        match self.0.iter_mut().find(|(summary, _)| summary.is(stack, metric, query)) {
            Some((_, values)) => values.push(value),
            None => {
                let (stack, query) = (stack.to_owned(), query.to_owned());
                self.0.push((Summary { stack, metric, query, n: 0, median: 0.0, p25: 0.0, p75: 0.0 }, vec![value]));
            }
        }
    }

    /// Summarizes the samples.
    pub fn summaries(&self) -> Summaries {
        let summary = |(key, values): &(Summary, Vec<f64>)| {
            let [p25, median, p75] = [0.25, 0.5, 0.75].map(|share| quantile(values, share));
            Summary { n: values.len(), median, p25, p75, ..key.clone() }
        };
        Summaries(self.0.iter().map(summary).collect())
    }
}

impl Summary {
    fn is(&self, stack: &str, metric: Metric, query: &str) -> bool {
        self.stack == stack && self.metric == metric && self.query == query
    }
}

/// What one bench measured.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Summaries(pub Vec<Summary>);

impl Summaries {
    /// Reads a file of JSON lines.
    ///
    /// # Errors
    /// The file cannot be read, or a line is not a summary.
    pub fn read(file: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(file)?;
        Ok(Self(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?))
    }

    /// Writes a file of JSON lines, and creates its folder.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        fs::create_dir_all(file.parent().unwrap_or(Path::new("")))?;
        let lines: Result<Vec<_>, _> = self.0.iter().map(serde_json::to_string).collect();
        fs::write(file, lines?.join("\n") + "\n")
    }

    /// One summary, if it was measured.
    pub fn get(&self, stack: &str, metric: Metric, query: &str) -> Option<&Summary> {
        self.0.iter().find(|summary| summary.is(stack, metric, query))
    }

    /// A median in milliseconds, if it was measured.
    pub fn ms(&self, stack: &str, metric: Metric, query: &str) -> Option<f64> {
        Some(self.get(stack, metric, query)?.median / 1e3)
    }

    /// The stacks, in the order in which they were measured.
    pub fn stacks(&self) -> Vec<&str> {
        distinct(self.0.iter().map(|summary| &*summary.stack))
    }

    /// The queries that were asked of warm stacks, in order.
    pub fn queries(&self) -> Vec<&str> {
        distinct(self.0.iter().filter(|summary| summary.metric == Metric::Warm).map(|summary| &*summary.query))
    }

    /// A table of the medians for a terminal: milliseconds or MiB, the ratios to the first stack in parentheses.
    pub fn table(&self) -> String {
        let stacks = self.stacks();
        let mut rows = Vec::new();
        for Summary { metric, query, .. } in self.0.iter().filter(|summary| summary.stack == stacks[0]) {
            let first = self.get(stacks[0], *metric, query).map(|summary| summary.median);
            let unit = if metric.is_memory() { f64::from(1 << 20) } else { 1e3 };
            let cell = |stack: &&str| match (self.get(stack, *metric, query), first) {
                (None, _) | (_, None) => "-".to_owned(),
                (Some(Summary { median, .. }), Some(first)) => {
                    format!("{} ({})", figure::significant(median / unit, 3), figure::ratio(median / first))
                }
            };
            rows.push([format!("{metric:?} {query}")].into_iter().chain(stacks.iter().map(cell)).collect());
        }
        table(&[&["ms or MiB (ratio)"], &stacks[..]].concat(), &rows)
    }
}

impl Metric {
    fn is_memory(self) -> bool {
        matches!(self, Metric::ResidentAfterFirst | Metric::PeakAfterFirst | Metric::PeakAfterAll)
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names.fold(Vec::new(), |mut distinct, name| {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
        distinct
    })
}

/// The value that a share of the samples does not exceed, interpolated between two of them; NaN without samples.
fn quantile(samples: &[f64], share: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * (sorted.len().max(1) - 1) as f64;
    match (sorted.get(place.floor() as usize), sorted.get(place.ceil() as usize)) {
        (Some(low), Some(high)) => low + (high - low) * place.fract(),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_interpolated() {
        let quartiles = |samples: &[f64]| [0.25, 0.5, 0.75].map(|share| quantile(samples, share));
        assert_eq!(quartiles(&[4.0, 1.0, 3.0, 2.0]), [1.75, 2.5, 3.25]);
        assert_eq!(quartiles(&[5.0]), [5.0, 5.0, 5.0]);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn samples_are_summarized_by_stack_metric_and_query() {
        let mut samples = Samples::default();
        for (stack, value) in [("limbda", 1_000.0), ("python", 4_000.0), ("limbda", 3_000.0)] {
            samples.add(stack, Metric::Warm, "lookup", value);
        }
        samples.add("limbda", Metric::PeakAfterAll, "all", 1_048_576.0);
        let summaries = samples.summaries();
        assert_eq!((summaries.stacks(), summaries.queries()), (vec!["limbda", "python"], vec!["lookup"]));
        assert_eq!(summaries.get("limbda", Metric::Warm, "lookup").unwrap().n, 2);
        assert_eq!(summaries.ms("limbda", Metric::Warm, "lookup"), Some(2.0));
        assert_eq!(
            summaries.table(),
            "| ms or MiB (ratio) |      limbda |      python |\n\
             | ----------------- | ----------: | ----------: |\n\
             | Warm lookup       | 2.00 (1.0x) | 4.00 (2.0x) |\n\
             | PeakAfterAll all  | 1.00 (1.0x) |           - |\n"
        );
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let mut samples = Samples::default();
        samples.time("limbda", Metric::SpawnToNext, "lookup", Duration::from_micros(1_500));
        let file = std::env::temp_dir().join(format!("limbda-summaries-{}/process.jsonl", std::process::id()));
        samples.summaries().write(&file).unwrap();
        assert_eq!(Summaries::read(&file).unwrap(), samples.summaries());
        fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }
}
