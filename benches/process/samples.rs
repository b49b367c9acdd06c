//! What was measured: every sample, and what there is to say of all.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::Result;

/// What is measured of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Metric {
    /// From just before the process is started until it asks for its first event: Lambda's init.
    SpawnToNext,
    /// Until its first answer has been read.
    SpawnToResponse,
    /// From just before an event is written until its answer has been read.
    Warm,
    /// From just before an event is written until the process asks for the next one: what Lambda bills.
    Billed,
    /// Resident memory after the first answer.
    ResidentAfterFirst,
    /// The most there was until the first answer.
    PeakAfterFirst,
    /// The most there was after all queries of all rounds.
    PeakAfterAll,
}

/// The samples of one stack, metric and query.
pub(crate) struct Series {
    pub(crate) stack: String,
    pub(crate) metric: Metric,
    pub(crate) query: String,
    values: Vec<f64>,
}

/// All of them, in the order in which they began.
#[derive(Default)]
pub(crate) struct Samples(pub(crate) Vec<Series>);

/// A line of the file.
#[derive(Serialize)]
struct Line<'a> {
    stack: &'a str,
    metric: Metric,
    query: &'a str,
    unit: &'static str,
    n: usize,
    median: f64,
    p25: f64,
    p75: f64,
}

impl Metric {
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Metric::SpawnToNext | Metric::SpawnToResponse | Metric::Warm | Metric::Billed => "us",
            Metric::ResidentAfterFirst | Metric::PeakAfterFirst | Metric::PeakAfterAll => "bytes",
        }
    }
}

impl Series {
    /// The value that a share of the samples does not exceed.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        benches::quantile(&self.values, share)
    }
}

impl Samples {
    pub(crate) fn time(&mut self, stack: &str, metric: Metric, query: &str, took: Duration) {
        self.add(stack, metric, query, took.as_nanos() as f64 / 1e3);
    }

    pub(crate) fn bytes(&mut self, stack: &str, metric: Metric, query: &str, bytes: u64) {
        self.add(stack, metric, query, bytes as f64);
    }

    fn add(&mut self, stack: &str, metric: Metric, query: &str, value: f64) {
        let same = |series: &&mut Series| series.stack == stack && series.metric == metric && series.query == query;
        match self.0.iter_mut().find(same) {
            Some(series) => series.values.push(value),
            None => {
                let (stack, query) = (stack.to_owned(), query.to_owned());
                self.0.push(Series { stack, metric, query, values: vec![value] });
            }
        }
    }

    /// Writes a JSON object a line.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let mut lines = String::new();
        for series in &self.0 {
            let line = Line {
                stack: &series.stack,
                metric: series.metric,
                query: &series.query,
                unit: series.metric.unit(),
                n: series.values.len(),
                median: series.quantile(0.5),
                p25: series.quantile(0.25),
                p75: series.quantile(0.75),
            };
            lines += &serde_json::to_string(&line)?;
            lines.push('\n');
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(file, lines)?)
    }
}
