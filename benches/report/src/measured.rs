//! What was measured, read from the files that the parts left in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use benches::Summaries;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Part;
use crate::engines::Engines;
use crate::run::{self, Runs};

/// Medians in nanoseconds, by criterion's ids: `group/function/parameter`.
pub(crate) type Medians = BTreeMap<String, f64>;

/// Everything that was measured; empty where a part has no run.
#[derive(Default)]
pub(crate) struct Measured {
    pub(crate) runs: Runs,
    pub(crate) stacks: Summaries,
    pub(crate) native: Medians,
    pub(crate) wasm: Medians,
    pub(crate) counts: Vec<(String, f64)>,
    pub(crate) servers: Summaries,
    pub(crate) engines: Engines,
}

impl Measured {
    /// Reads the parts whose run is recorded.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let mut measured = Self { runs: run::recorded(folder)?, ..Self::default() };
        for part in measured.runs.keys().copied().collect::<Vec<_>>() {
            measured.read_part(folder, part)?;
        }
        Ok(measured)
    }

    fn read_part(&mut self, folder: &Path, part: Part) -> Result<()> {
        let read = |name: &str| text(&folder.join(name));
        let summaries = |name: &str| Summaries::read(&folder.join(name)).with_context(|| format!("cannot read {name}"));
        match part {
            Part::Process => self.stacks = summaries("process.jsonl")?,
            Part::Criterion => self.native = json(&read("criterion.json")?, &folder.join("criterion.json"))?,
            Part::Wasm => {
                let benches: BTreeMap<String, Bench> = json(&read("wasm.json")?, &folder.join("wasm.json"))?;
                self.wasm =
                    benches.into_iter().map(|(id, bench)| (id, bench.estimates.median.point_estimate)).collect();
            }
            Part::Counts => self.counts = counts(include_str!("../../counts.txt"))?,
            Part::Servers => self.servers = summaries("servers.jsonl")?,
            Part::Engines => self.engines = json(&read("engines.json")?, &folder.join("engines.json"))?,
        }
        Ok(())
    }
}

/// Checks that a part left what the report reads.
pub(crate) fn check(folder: &Path, part: Part) -> Result<()> {
    Measured::default().read_part(folder, part)
}

/// Collects the medians of criterion's files, in `criterion`, into `criterion.json`.
pub(crate) fn collect_medians(folder: &Path) -> Result<()> {
    let (mut medians, mut folders) = (Medians::new(), vec![folder.join("criterion")]);
    while let Some(folder) = folders.pop() {
        let [benchmark, estimates] = ["benchmark.json", "estimates.json"].map(|file| folder.join("new").join(file));
        if estimates.is_file() {
            let Benchmark { full_id } = json(&text(&benchmark)?, &benchmark)?;
            let Estimates { median } = json(&text(&estimates)?, &estimates)?;
            medians.insert(full_id, median.point_estimate);
        }
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            folders.extend(Some(entry?.path()).filter(|path| path.is_dir()));
        }
    }
    ensure!(!medians.is_empty(), "criterion left nothing in {}", folder.display());
    fs::write(folder.join("criterion.json"), serde_json::to_string_pretty(&medians)? + "\n")?;
    Ok(())
}

/// The lines of counts.txt: a name, a number.
fn counts(text: &str) -> Result<Vec<(String, f64)>> {
    let count = |line: &str| {
        let (name, count) = line.split_once(' ').with_context(|| format!("counts.txt: `{line}`"))?;
        Ok((name.to_owned(), count.parse()?))
    };
    text.lines().filter(|line| !line.starts_with('#')).map(count).collect()
}

/// Reads a text file.
pub(crate) fn text(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Parses the JSON of a file.
pub(crate) fn json<T: DeserializeOwned>(text: &str, file: &Path) -> Result<T> {
    serde_json::from_str(text).with_context(|| format!("cannot read {}", file.display()))
}

#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
}

/// A bench in the file of wasm-bindgen's test runner.
#[derive(Deserialize)]
struct Bench {
    estimates: Estimates,
}

#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_come_from_criterions_files() {
        let folder = std::env::temp_dir().join(format!("limbda-medians-{}", std::process::id()));
        let new = folder.join("criterion/warm/lookup/new");
        fs::create_dir_all(&new).unwrap();
        assert!(collect_medians(&folder).is_err());
        fs::write(new.join("benchmark.json"), r#"{"group_id":"warm","full_id":"warm/lookup"}"#).unwrap();
        fs::write(new.join("estimates.json"), r#"{"mean":{},"median":{"point_estimate":8012.5}}"#).unwrap();
        collect_medians(&folder).unwrap();
        let mut measured = Measured::default();
        measured.read_part(&folder, Part::Criterion).unwrap();
        assert_eq!(measured.native, [("warm/lookup".to_owned(), 8012.5)].into());
        fs::remove_dir_all(folder).unwrap();
    }
}
