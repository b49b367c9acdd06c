//! The run that a part's samples come from: when, of which commit, on which machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::Part;
use crate::measured::{json, text};

/// The file that records the runs.
const FILE: &str = "runs.json";

/// Runs by part.
pub(crate) type Runs = BTreeMap<Part, Run>;

/// What a figure depends on besides the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    date: String,
    commit: String,
    quick: bool,
    machine: String,
}

impl Run {
    /// The run that has just ended.
    pub(crate) fn now(quick: bool) -> Self {
        let changes = output("git", &["status", "--porcelain", "--untracked-files=no"]);
        // The report itself is not what was measured.
        let changed =
            changes.lines().any(|line| !line.contains("benches/RESULTS.md") && !line.contains("benches/plots/"));
        let commit = output("git", &["rev-parse", "--short=10", "HEAD"]);
        Self {
            date: output("date", &["-u", "+%F"]),
            commit: format!("{commit}{}", if changed { " and changes" } else { "" }),
            quick,
            machine: machine(),
        }
    }

    /// Records that a part's samples are of this run.
    pub(crate) fn record(self, folder: &Path, part: Part) -> Result<()> {
        let mut runs = recorded(folder)?;
        runs.insert(part, self);
        let file = folder.join(FILE);
        fs::write(&file, serde_json::to_string_pretty(&runs)? + "\n")
            .with_context(|| format!("cannot write {}", file.display()))
    }
}

/// The recorded runs; none where nothing has been measured.
pub(crate) fn recorded(folder: &Path) -> Result<Runs> {
    let file = folder.join(FILE);
    if file.is_file() { json(&text(&file)?, &file) } else { Ok(Runs::new()) }
}

/// The table of runs, and the machines they were on.
pub(crate) fn table(runs: &Runs) -> String {
    let mut machines: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for (part, Run { date, commit, quick, machine }) in runs {
        let at = machines.iter().position(|known| known == machine).unwrap_or(machines.len());
        if at == machines.len() {
            machines.push(machine);
        }
        let kind = if *quick { "quick: not for figures" } else { "full" };
        rows.push(vec![part.name(), kind.to_owned(), date.clone(), commit.clone(), (at + 1).to_string()]);
    }
    let lines = machines.iter().enumerate().map(|(at, machine)| format!("- Machine {}: {machine}.\n", at + 1));
    format!(
        "{}\n{}",
        benches::figure::table(&["part", "run", "date", "commit", "machine"], &rows),
        lines.collect::<String>()
    )
}

/// This machine, and the versions of what runs on it.
fn machine() -> String {
    let field = |file: &str, name: &str| {
        let list = fs::read_to_string(file).unwrap_or_default();
        let field = list.lines().filter_map(|line| line.split_once(':')).find(|(field, _)| field.trim() == name);
        field.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let [processor, memory] = [field("/proc/cpuinfo", "model name"), field("/proc/meminfo", "MemTotal")];
    let kib: Option<f64> = memory.strip_suffix(" kB").and_then(|kib| kib.parse().ok());
    let memory = kib.map_or(memory, |kib| format!("{:.0} GiB", kib / 1024.0 / 1024.0));
    let (cores, system) = (output("nproc", &[]), output("uname", &["-sr"]));
    let [rustc, node, python] = ["rustc", "node", "python3"].map(|program| output(program, &["--version"]));
    format!("{processor}, {cores} cores, {memory}, {system}; {rustc}, Node {node}, {python}")
}

/// What a command prints, or that there is none.
fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(|_| format!("no {program}"), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
