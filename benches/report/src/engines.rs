//! The engines that a page could load: size, start, queries.

use std::collections::BTreeMap;

use anyhow::Result;
use benches::figure::{significant, table, whole};
use benches::{Metric, Summaries};
use serde::Deserialize;

use crate::plot::{self, Column};
use crate::stacks::LIMBDA;
use crate::{Part, Section, figures};

/// What benches/peers/wasm/run.mjs measured.
#[derive(Default, Deserialize)]
pub(crate) struct Engines {
    sizes: Vec<Size>,
    hosts: Vec<Host>,
}

/// What a page downloads of an engine, in bytes.
#[derive(Deserialize)]
struct Size {
    engine: String,
    version: String,
    raw: f64,
    gzip: f64,
    brotli: f64,
}

/// Node or Chromium, and why an engine does not run in it.
#[derive(Deserialize)]
struct Host {
    name: String,
    times: Summaries,
    failures: BTreeMap<String, String>,
}

impl Engines {
    /// The chapter.
    pub(crate) fn section(&self) -> Result<Section> {
        let kilobytes = |Size { engine, version, raw, gzip, brotli }: &Size| {
            let sizes = [raw, gzip, brotli].map(|bytes| whole(bytes / 1e3));
            [engine.clone(), version.clone()].into_iter().chain(sizes).collect()
        };
        let sizes: Vec<_> = self.sizes.iter().map(kilobytes).collect();
        let hosts: String = self.hosts.iter().map(Host::described).collect();
        let text = format!(
            "What a page downloads, module and JavaScript together, in kilobytes (1,000 bytes):\n\n{}{hosts}\nA query takes SQL and \
             parameters and returns rows as JavaScript values; statements are kept. limbda does more per query than the others: it \
             checks the SQL, counts and limits, and returns an HTTP response, whose JSON is parsed here. All engines return the \
             same rows.\n",
            table(&["engine", "version", "unpacked", "gzip", "brotli"], &sizes)
        );
        Ok(Section {
            title: "Engines that a page could load",
            part: Part::Engines,
            text,
            plot: Some(("engine-size.svg", self.plot()?)),
        })
    }

    fn plot(&self) -> Result<String> {
        let names: Vec<_> = self.sizes.iter().map(|size| size.engine.clone()).collect();
        let column = |title: &str, unit: String, value: &dyn Fn(&Size) -> Option<f64>| Column {
            title: title.to_owned(),
            unit,
            values: self.sizes.iter().map(value).collect(),
            label: |value| significant(value, 3),
        };
        let mut columns = vec![
            column("Download", "MB, brotli".to_owned(), &|size| Some(size.brotli / 1e6)),
            column("Unpacked", "MB".to_owned(), &|size| Some(size.raw / 1e6)),
        ];
        columns.extend(self.hosts.iter().map(|host| {
            let unit = format!("ms, in {}", host.name.split(' ').next().unwrap_or_default());
            column("First response", unit, &|size| host.times.ms(&size.engine, Metric::SpawnToResponse, "lookup"))
        }));
        let caption =
            "Module and JavaScript together; from a new page or process to the first response from a 3 MB database";
        plot::bars("Engines that a page could load", caption, &names, &columns)
    }
}

impl Host {
    fn described(&self) -> String {
        let Self { name, times, failures } = self;
        let queries = times.queries();
        let row = |stack: &&str| {
            let starts = [Metric::Load, Metric::Open, Metric::FirstQuery, Metric::SpawnToResponse];
            let starts = starts.map(|metric| times.ms(stack, metric, "lookup"));
            let warm = queries.iter().map(|query| times.ms(stack, Metric::Warm, query));
            ((*stack).to_owned(), starts.into_iter().chain(warm).collect())
        };
        let header = [&["ms", "load", "open", "first query", "in all"], &queries[..]].concat();
        let n = times.get(LIMBDA, Metric::Load, "lookup").map_or(0, |summary| summary.n);
        let failures = failures.iter().map(|(engine, error)| format!("\n{engine} does not run here: `{error}`.\n"));
        format!(
            "\n{name}, medians of {n} rounds, each in a new process or page: to load the engine, to open the demo database, and to \
             answer the first query; then each query, warm.\n\n{}{}",
            figures(&header, times.stacks().iter().map(row)),
            failures.collect::<String>()
        )
    }
}
