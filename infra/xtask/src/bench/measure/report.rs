//! The report: benches/RESULTS.md and its plots, from the files that the parts left.

mod costs;
mod engines;
mod inside;
mod markdown;
mod runs;
mod servers;
mod stacks;
mod targets;
mod versus;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::store::{self, Run};
use super::{counts, criterion, figure, process, wasm};
use crate::shell;
use engines::Engines;
use stacks::Stacks;

/// Seen from the root.
const FILE: &str = "benches/RESULTS.md";
const PLOTS: &str = "benches/plots";

/// What a part measured, and in which run.
struct Measured<T> {
    run: Run,
    found: T,
}

/// A chapter.
struct Section {
    title: &'static str,
    /// What measures it.
    part: &'static str,
    text: String,
    plots: Vec<(&'static str, String)>,
}

/// The report and its plots by name.
struct Report {
    text: String,
    plots: Vec<(&'static str, String)>,
}

/// Writes the report of what is there.
pub(super) fn write() -> Result<()> {
    let report = of(&store::folder())?;
    let (file, plots) = (shell::root().join(FILE), shell::root().join(PLOTS));
    fs::create_dir_all(&plots).with_context(|| format!("cannot create {PLOTS}"))?;
    fs::write(&file, report.text).with_context(|| format!("cannot write {FILE}"))?;
    for (name, svg) in report.plots {
        fs::write(plots.join(name), svg).with_context(|| format!("cannot write {PLOTS}/{name}"))?;
        println!("{PLOTS}/{name} is written");
    }
    println!("{FILE} is written");
    Ok(())
}

/// The report of what the parts left in a folder; what was not measured is said to be missing.
fn of(folder: &Path) -> Result<Report> {
    let process = measured(folder, "process", || Ok(Stacks::new(process::lines(folder)?)))?;
    let benches = measured(folder, "criterion", || criterion::recorded(folder))?;
    let servers = measured(folder, "servers", || store::lines(&folder.join(super::servers::FILE)))?;
    let engines = measured(folder, "engines", || {
        let sizes = store::lines(&folder.join(super::engines::SIZES))?;
        Ok(Engines { sizes, rounds: store::lines(&folder.join(super::engines::FILE))? })
    })?;
    let wasm = measured(folder, "wasm", || wasm::recorded(folder))?;
    let counts = measured(folder, "counts", || counts::recorded(folder))?;
    let mut sections = Vec::new();
    if let Some(Measured { found, .. }) = &process {
        sections.extend([found.cold_section(), found.warm_section(), costs::section(found)]);
    }
    sections.extend(benches.as_ref().map(|benches| inside::section(&benches.found)));
    if let (Some(native), Some(wasm)) = (&benches, &wasm) {
        sections.push(versus::section(&native.found, &wasm.found));
    }
    sections.extend(counts.as_ref().map(|counts| counted(&counts.found)));
    sections.extend(servers.as_ref().map(|servers| servers::section(&servers.found)));
    sections.extend(engines.as_ref().map(|engines| engines.found.section()));
    ensure!(!sections.is_empty(), "nothing was measured yet: cargo xtask bench");

    let targets = targets::described(
        process.as_ref().map(|process| &process.found),
        benches.as_ref().map(|benches| &benches.found),
        wasm.as_ref().map(|wasm| &wasm.found),
    );
    let runs = [
        ("process", process.map(|process| process.run)),
        ("criterion", benches.map(|benches| benches.run)),
        ("wasm", wasm.map(|wasm| wasm.run)),
        ("counts", counts.map(|counts| counts.run)),
        ("servers", servers.map(|servers| servers.run)),
        ("engines", engines.map(|engines| engines.run)),
    ];
    let missing: Vec<_> = runs.iter().filter(|(_, run)| run.is_none()).map(|(part, _)| *part).collect();
    let runs: Vec<_> = runs.into_iter().filter_map(|(part, run)| Some((part, run?))).collect();
    Ok(assembled(&targets, sections, &runs, &missing))
}

/// Reads a part's files, if it was measured.
fn measured<T>(folder: &Path, part: &str, read: impl FnOnce() -> Result<T>) -> Result<Option<Measured<T>>> {
    let Some(run) = Run::recorded(folder, part)? else { return Ok(None) };
    Ok(Some(Measured { run, found: read()? }))
}

/// What is counted of a warm lookup.
fn counted(counts: &[(String, u64)]) -> Section {
    let rows: Vec<_> =
        counts.iter().map(|(name, count)| vec![name.clone(), figure::grouped(&count.to_string())]).collect();
    let text = format!(
        "A warm lookup by key, event JSON to response JSON, counted; the test `allocations` and the bench `counts` hold it to \
         [counts.txt](counts.txt), whatever the machine is doing.\n\n{}",
        markdown::table(&["of a warm lookup", "count"], &rows)
    );
    Section { title: "Counts", part: "counts", text, plots: Vec::new() }
}

fn assembled(targets: &str, sections: Vec<Section>, runs: &[(&str, Run)], missing: &[&str]) -> Report {
    let mut text = "# Results\n\n\
        Written by `cargo xtask bench`, of what it measured. Machines are noisy and differ: the ratios within one run travel, the \
        times do not.\n\n\
        ## What was asked for\n\n"
        .to_owned();
    text += targets;
    let mut plots = Vec::new();
    for section in sections {
        text += &format!("\n## {}\n\n", section.title);
        for (name, svg) in section.plots {
            text += &format!("![{}](plots/{name})\n\n", section.title);
            plots.push((name, svg));
        }
        text += &section.text;
        text += &format!("\nMeasured by `cargo xtask bench --only {}`.\n", section.part);
    }
    text += &format!("\n## Runs\n\n{}", runs::described(runs));
    for part in missing {
        text += &format!("\nNot measured: `cargo xtask bench --only {part}`.\n");
    }
    Report { text, plots }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// What a quick run left.
    fn sample() -> PathBuf {
        shell::root().join("infra/xtask/src/bench/sample")
    }

    #[test]
    fn a_report_of_a_recorded_run() {
        let Report { text, plots } = of(&sample()).unwrap();
        for part in ["process", "criterion", "wasm", "counts", "servers", "engines"] {
            assert!(text.contains(&format!("Measured by `cargo xtask bench --only {part}`.")), "{part}: {text}");
        }
        assert!(!text.contains("NaN") && !text.contains("inf") && !text.contains("not measured"), "{text}");
        for name in ["cold-start.svg", "warm-latency.svg", "cost.svg", "engine-size.svg"] {
            assert!(text.contains(&format!("(plots/{name})")), "{name}");
            assert!(plots.iter().any(|(plot, _)| *plot == name), "{name}");
        }
    }

    #[test]
    fn the_figures_are_those_of_the_files() {
        let lines = process::lines(&sample()).unwrap();
        let line = lines
            .iter()
            .find(|line| (&*line.stack, line.metric, &*line.query) == ("python", process::Metric::Warm, "rows-1000"));
        let expected = figure::significant(line.unwrap().median / 1e3, 3);
        let text = of(&sample()).unwrap().text;
        let row = text.lines().find(|line| line.starts_with("| Python ") && line.contains(&format!(" {expected} (")));
        assert!(row.is_some(), "{expected}: {text}");
    }

    #[test]
    fn the_same_numbers_make_the_same_bytes() {
        let (one, other) = (of(&sample()).unwrap(), of(&sample()).unwrap());
        assert_eq!(one.text, other.text);
        assert_eq!(one.plots, other.plots);
    }

    #[test]
    fn a_plot_is_whole() {
        for (name, svg) in of(&sample()).unwrap().plots {
            let shapes = svg.split("</style>").nth(1).unwrap().trim_end().strip_suffix("</svg>").unwrap();
            for line in shapes.lines().filter(|line| !line.is_empty()) {
                assert!(line.starts_with('<') && (line.ends_with("/>") || line.ends_with("</text>")), "{name}: {line}");
                assert!(!line.contains("NaN") && !line.contains("inf"), "{name}: {line}");
            }
            assert!(svg.contains(">limbda</text>"), "{name}");
        }
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let nothing = shell::root().join("infra/xtask/src/bench/measure/plot");
        assert_eq!(of(&nothing).err().unwrap().to_string(), "nothing was measured yet: cargo xtask bench");
        let text = assembled("", Vec::new(), &[], &["servers"]).text;
        assert!(text.contains("Not measured: `cargo xtask bench --only servers`."), "{text}");
    }
}
