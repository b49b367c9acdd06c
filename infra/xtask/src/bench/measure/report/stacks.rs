//! The stacks under Lambda's Runtime API: cold, warm, memory; and the pictures.

use super::Section;
use super::markdown::table;
use crate::bench::measure::plot::{Column, Dot, Name, bars, dots};
use crate::bench::measure::process::{Line, Metric};
use crate::bench::measure::{figure, peers};

/// Our own stack's name.
pub(super) const OURS: &str = "limbda";

/// Names for a reader, by folder; in the order in which they are told.
const NAMES: [(&str, &str); 6] = [
    (OURS, "limbda"),
    ("rust-rusqlite", "Rust + rusqlite"),
    ("node-better-sqlite3", "Node + better-sqlite3"),
    ("python", "Python"),
    ("fastapi-mangum", "FastAPI + Mangum"),
    ("fastapi-mangum-untyped", "FastAPI + Mangum, untyped"),
];

/// What is asked of a process that has just started.
const FIRST: &str = "lookup";

/// What was measured of all stacks.
pub(super) struct Stacks {
    lines: Vec<Line>,
}

impl Stacks {
    pub(super) fn new(lines: Vec<Line>) -> Self {
        Self { lines }
    }

    /// Folders, in the order in which they are told; those that have no name yet come last.
    pub(super) fn all(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for line in &self.lines {
            if !names.contains(&&*line.stack) {
                names.push(&line.stack);
            }
        }
        names.sort_by_key(|name| NAMES.iter().position(|(folder, _)| folder == name).unwrap_or(NAMES.len()));
        names
    }

    /// In the order in which they were asked.
    fn queries(&self) -> Vec<&str> {
        let mut queries: Vec<&str> = Vec::new();
        for line in self.lines.iter().filter(|line| line.metric == Metric::Warm) {
            if !queries.contains(&&*line.query) {
                queries.push(&line.query);
            }
        }
        queries
    }

    fn line(&self, stack: &str, metric: Metric, query: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.stack == stack && line.metric == metric && line.query == query)
    }

    /// Milliseconds.
    fn time(&self, stack: &str, metric: Metric, query: &str) -> Option<f64> {
        Some(self.line(stack, metric, query)?.median / 1e3)
    }

    /// From the start of the process to its first answer.
    pub(super) fn cold(&self, stack: &str) -> Option<f64> {
        self.time(stack, Metric::SpawnToResponse, FIRST)
    }

    /// From an event to its answer.
    pub(super) fn warm(&self, stack: &str, query: &str) -> Option<f64> {
        self.time(stack, Metric::Warm, query)
    }

    /// From an event until the process is ready for the next: what Lambda bills.
    pub(super) fn billed(&self, stack: &str, query: &str) -> Option<f64> {
        self.time(stack, Metric::Billed, query)
    }

    /// The table of starts.
    pub(super) fn cold_section(&self) -> Section {
        let ours = self.cold(OURS);
        let rows: Vec<_> = self.all().into_iter().map(|stack| self.cold_row(stack, ours)).collect();
        let starts = self.line(OURS, Metric::SpawnToResponse, FIRST).map_or(0, |line| line.n);
        let header = [
            "stack",
            "to first `next`, ms",
            "to first answer, ms",
            "middle half",
            "times limbda",
            "resident, MiB",
            "peak, MiB",
        ];
        let text = format!(
            "From the start of the process until it asks for an event, and until its first answer (a lookup by key) has been read: \
             medians of {starts} starts in turns, one stack after the other, each under AWS's own runtime client of its language. \
             Files are in the page cache. What Lambda adds (a machine, the download of the package) is not in it. Memory is after the \
             first answer.\n\n{}\n{}",
            table(&header, &rows),
            self.folders()
        );
        Section { title: "Cold start", part: "process", text, plots: vec![("cold-start.svg", self.cold_plot(starts))] }
    }

    fn cold_row(&self, stack: &str, ours: Option<f64>) -> Vec<String> {
        let first = self.line(stack, Metric::SpawnToResponse, FIRST);
        let memory = |metric| number(self.line(stack, metric, FIRST).map(|line| line.median / f64::from(1 << 20)));
        let half = |line: &Line| format!("{} to {}", milliseconds(line.p25 / 1e3), milliseconds(line.p75 / 1e3));
        vec![
            name(stack),
            number(self.time(stack, Metric::SpawnToNext, FIRST)),
            number(self.cold(stack)),
            first.map_or_else(none, half),
            self.cold(stack).zip(ours).map_or_else(none, |(value, ours)| figure::ratio(value / ours)),
            memory(Metric::ResidentAfterFirst),
            memory(Metric::PeakAfterFirst),
        ]
    }

    /// Where each stack's code is.
    fn folders(&self) -> String {
        let link = |stack: &&str| {
            let folder = peers::FOLDER.trim_start_matches("benches/");
            (*stack != OURS).then(|| format!("[{}]({folder}/{stack})", name(stack)))
        };
        let links: Vec<_> = self.all().iter().filter_map(link).collect();
        format!("The code of each: {}.\n", links.join(", "))
    }

    fn cold_plot(&self, starts: usize) -> String {
        let dot = |stack: &str| {
            let line = self.line(stack, Metric::SpawnToResponse, FIRST)?;
            let [value, low, high] = [line.median, line.p25, line.p75].map(|value| value / 1e3);
            Some(Dot { name: name(stack), ours: stack == OURS, value, low, high })
        };
        dots(
            "Cold start",
            &format!(
                "From the start of the process to its first answer; median of {starts} and the middle half, logarithmic"
            ),
            self.all().into_iter().filter_map(dot).collect(),
        )
    }

    /// The table of round trips.
    pub(super) fn warm_section(&self) -> Section {
        let queries = self.queries();
        let rows: Vec<_> = self.all().into_iter().map(|stack| self.warm_row(stack, &queries)).collect();
        let times = self.line(OURS, Metric::Warm, FIRST).map_or(0, |line| line.n);
        let header: Vec<_> = ["ms (times limbda)"].into_iter().chain(queries.iter().copied()).collect();
        let text = format!(
            "From an event to its answer, through the Runtime API on loopback: medians of {times}, ten in a row and then the next \
             stack, query after query. The queries are in [queries.json](queries.json); every stack gives the same rows.\n\n{}\n",
            table(&header, &rows)
        );
        Section { title: "Warm", part: "process", text, plots: vec![("warm-latency.svg", self.warm_plot(times))] }
    }

    fn warm_row(&self, stack: &str, queries: &[&str]) -> Vec<String> {
        let cell = |query: &&str| {
            let Some(value) = self.warm(stack, query) else { return none() };
            match self.warm(OURS, query).filter(|_| stack != OURS) {
                Some(ours) => format!("{} ({})", milliseconds(value), figure::ratio(value / ours)),
                None => milliseconds(value),
            }
        };
        [name(stack)].into_iter().chain(queries.iter().map(cell)).collect()
    }

    fn warm_plot(&self, times: usize) -> String {
        let stacks = self.all();
        let rows: Vec<_> = stacks.iter().map(|stack| Name { text: name(stack), ours: *stack == OURS }).collect();
        let column = |query: &str| Column {
            title: title(query),
            unit: "ms".into(),
            cells: stacks.iter().map(|stack| self.warm(stack, query)).collect(),
            absent: "-",
            label: milliseconds,
        };
        let columns: Vec<_> =
            ["lookup", "rows-100", "rows-1000", "join", "aggregate"].into_iter().map(column).collect();
        bars(
            "Warm requests",
            &format!(
                "From an event to its answer, through Lambda's Runtime API; median of {times}, each query on its own scale"
            ),
            212.0,
            &rows,
            &columns,
        )
    }
}

/// A stack's name for a reader.
pub(super) fn name(stack: &str) -> String {
    NAMES.iter().find(|(folder, _)| *folder == stack).map_or(stack, |(_, name)| name).to_owned()
}

/// A query's name for a reader.
fn title(query: &str) -> String {
    match query.strip_prefix("rows-") {
        Some(rows) => format!("{rows} rows"),
        None => query.to_owned(),
    }
}

fn milliseconds(value: f64) -> String {
    figure::significant(value, 3)
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(none, milliseconds)
}

fn none() -> String {
    "-".to_owned()
}
