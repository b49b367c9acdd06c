//! The engines that a page could load: size, start, queries; and the picture of their sizes.

use std::collections::BTreeMap;

use super::Section;
use super::markdown::table;
use crate::bench::measure::engines::{Host, Outcome, Round, Size};
use crate::bench::measure::plot::{Column, Name, bars};
use crate::bench::measure::{figure, stats};

const OURS: &str = "limbda";

/// Everything that was measured of the engines.
pub(super) struct Engines {
    pub(super) sizes: Vec<Size>,
    pub(super) rounds: Vec<Round>,
}

/// What is known of an engine in a host: medians over its rounds, or why it does not run.
enum Result {
    Ran { load: f64, open: f64, first: f64, answer: f64, warm: BTreeMap<String, f64> },
    Failed(String),
}

impl Engines {
    /// The tables.
    pub(super) fn section(&self) -> Section {
        let mut text = self.sizes();
        for host in [Host::Chromium, Host::Node] {
            text += &self.host(host);
        }
        text += "A query takes SQL and parameters and gives rows as JavaScript's values; statements are kept. limbda does more for it \
                 than the others: it judges the SQL, counts and limits, and its answer is an HTTP response, JSON text that is parsed \
                 here. Every answer is the same for all engines.\n";
        Section {
            title: "Engines that a page could load",
            part: "engines",
            text,
            plots: vec![("engine-size.svg", self.plot())],
        }
    }

    fn sizes(&self) -> String {
        let rows: Vec<_> = self.sizes.iter().map(size_row).collect();
        let header =
            ["engine", "version", "module", "gzip", "brotli", "JavaScript", "gzip", "brotli", "in all, brotli"];
        format!("What a page loads, in kilobytes (1,000 bytes):\n\n{}\n", table(&header, &rows))
    }

    fn host(&self, host: Host) -> String {
        let name = match host {
            Host::Node => "Node",
            Host::Chromium => "Chromium",
        };
        let version = self.rounds.iter().find(|round| round.host == host).map_or("", |round| &round.version);
        let mut queries = Vec::new();
        let (mut rows, mut remarks) = (Vec::new(), String::new());
        for Size { engine, .. } in &self.sizes {
            match self.result(engine, host) {
                Some(Result::Ran { load, open, first, answer, warm }) => {
                    queries = warm.keys().cloned().collect();
                    let starts = [load, open, first, answer];
                    let figures = starts.iter().chain(warm.values()).map(|value| figure::significant(*value, 3));
                    rows.push([engine.clone()].into_iter().chain(figures).collect::<Vec<_>>());
                }
                Some(Result::Failed(error)) => remarks += &format!("{engine} does not run in {name}: `{error}`.\n\n"),
                None => {}
            }
        }
        let mut header = vec!["ms", "load", "open", "first query", "in all"];
        header.extend(queries.iter().map(String::as_str));
        let count = self.rounds.iter().filter(|round| round.host == host && round.engine == OURS).count();
        format!(
            "{name} {version}, medians of {count} new {}: to load the engine, to open {} and to answer the first query; then each \
             query, warm:\n\n{}\n{remarks}",
            if host == Host::Node { "processes" } else { "pages" },
            crate::bench::measure::query::DATABASE,
            table(&header, &rows)
        )
    }

    /// The medians over an engine's rounds.
    fn result(&self, engine: &str, host: Host) -> Option<Result> {
        let mut columns: [Vec<f64>; 4] = Default::default();
        let mut queries: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        let mut failed = None;
        for round in self.rounds.iter().filter(|round| round.engine == engine && round.host == host) {
            match &round.outcome {
                Outcome::Ran { load, open, first, answer, warm, .. } => {
                    for (column, value) in columns.iter_mut().zip([load, open, first, answer]) {
                        column.push(*value);
                    }
                    for (query, value) in warm {
                        queries.entry(query.clone()).or_default().push(*value);
                    }
                }
                Outcome::Failed { error } => failed = Some(Result::Failed(error.clone())),
            }
        }
        let [load, open, first, answer] = columns.map(|column| stats::median(&column));
        let warm = queries.into_iter().filter_map(|(query, values)| Some((query, stats::median(&values)?))).collect();
        match (load, open, first, answer) {
            (Some(load), Some(open), Some(first), Some(answer)) => {
                Some(Result::Ran { load, open, first, answer, warm })
            }
            _ => failed,
        }
    }

    fn plot(&self) -> String {
        let rows: Vec<_> =
            self.sizes.iter().map(|size| Name { text: size.engine.clone(), ours: size.engine == OURS }).collect();
        let column = |title: &str, unit: &str, cells, label| Column {
            title: title.into(),
            unit: unit.into(),
            cells,
            absent: "does not run",
            label,
        };
        let total = |bytes: fn(&Size) -> u64| self.sizes.iter().map(|size| Some(bytes(size) as f64 / 1e6)).collect();
        let answer = |host| {
            let value = |size: &Size| match self.result(&size.engine, host)? {
                Result::Ran { answer, .. } => Some(answer),
                Result::Failed(_) => None,
            };
            self.sizes.iter().map(value).collect()
        };
        let columns = [
            column("Downloaded", "MB, in brotli", total(|size| size.module.brotli + size.scripts.brotli), megabytes),
            column("Unpacked", "MB", total(|size| size.module.raw + size.scripts.raw), megabytes),
            column("First answer", "in Chromium, ms", answer(Host::Chromium), milliseconds),
            column("First answer", "in Node, ms", answer(Host::Node), milliseconds),
        ];
        bars(
            "Engines that a page could load",
            "Module and JavaScript together; from a new page or process to the first answer from a database of 3 MB",
            130.0,
            &rows,
            &columns,
        )
    }
}

fn milliseconds(value: f64) -> String {
    figure::significant(value, 3)
}

fn megabytes(value: f64) -> String {
    figure::significant(value, 3)
}

fn size_row(size: &Size) -> Vec<String> {
    let kilobytes = |bytes: u64| figure::grouped(&format!("{:.0}", bytes as f64 / 1e3));
    let Size { engine, version, module, scripts } = size;
    let figures = [module.raw, module.gzip, module.brotli, scripts.raw, scripts.gzip, scripts.brotli];
    let total = module.brotli + scripts.brotli;
    [engine.clone(), version.clone()].into_iter().chain(figures.into_iter().chain([total]).map(kilobytes)).collect()
}
