//! Requests in one process: run by cargo, read from criterion's files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::store::{self, Run};
use crate::{data, shell};

/// Every bench's median, in nanoseconds, by criterion's own id: `group/function/parameter`.
pub(super) type Medians = BTreeMap<String, f64>;

/// Where the medians are.
pub(super) const FILE: &str = "criterion.json";

/// What a quick run leaves out: databases that take minutes to make.
const SMALL: &str = "^(warm|floor|hops)/|^cold/(demo|1-mb|30-mb)$";

/// Runs the bench `requests`, and takes what criterion wrote meanwhile.
pub(super) fn measure(quick: bool) -> Result<()> {
    if !quick {
        data::year()?;
    }
    let run = Run::of("criterion", quick)?;
    let start = SystemTime::now();
    let mut bench = shell::cargo();
    bench.args(["bench", "-p", "benches", "--bench", "requests"]);
    if quick {
        bench.args(["--", "--quick", SMALL]);
    }
    shell::run(&mut bench)?;
    let medians = medians(&shell::target_dir().join("criterion"), start)?;
    ensure!(!medians.is_empty(), "criterion wrote nothing");
    store::write(FILE, &(serde_json::to_string_pretty(&medians)? + "\n"))?;
    run.record("criterion")
}

/// What was measured.
pub(super) fn recorded(folder: &Path) -> Result<Medians> {
    read(&folder.join(FILE))
}

/// What criterion wrote into a folder since then, of every bench.
fn medians(folder: &Path, since: SystemTime) -> Result<Medians> {
    let mut medians = Medians::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let estimates = folder.join("estimates.json");
        if folder.file_name().is_some_and(|name| name == "new") && estimates.is_file() {
            if estimates.metadata()?.modified()? >= since {
                let Benchmark { full_id } = read(&folder.join("benchmark.json"))?;
                let Estimates { median } = read(&estimates)?;
                medians.insert(full_id, median.point_estimate);
            }
            continue;
        }
        folders.extend(children(&folder)?);
    }
    Ok(medians)
}

fn children(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut children = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            children.push(path);
        }
    }
    Ok(children)
}

fn read<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("cannot read {}", file.display()))
}

#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
}

/// What criterion makes of a bench's samples.
#[derive(Deserialize)]
pub(super) struct Estimates {
    pub(super) median: Estimate,
}

#[derive(Deserialize)]
pub(super) struct Estimate {
    pub(super) point_estimate: f64,
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn medians_that_were_written_since() {
        let folder = shell::target_dir().join("tmp/criterion-medians");
        let new = folder.join("warm/lookup/new");
        fs::create_dir_all(&new).unwrap();
        fs::write(new.join("benchmark.json"), r#"{"group_id":"warm","full_id":"warm/lookup"}"#).unwrap();
        fs::write(new.join("estimates.json"), r#"{"mean":{},"median":{"point_estimate":8012.5}}"#).unwrap();
        let written = new.join("estimates.json").metadata().unwrap().modified().unwrap();
        let found = medians(&folder, written).unwrap();
        assert_eq!(found, [("warm/lookup".to_owned(), 8012.5)].into());
        assert!(medians(&folder, written + Duration::from_secs(1)).unwrap().is_empty());
    }
}
