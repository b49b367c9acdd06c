//! The benchmarks' report: `cargo xtask bench` records each part that it has measured, then writes benches/RESULTS.md and
//! the plots from what is recorded.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that says what it wrote")]

mod engines;
mod measured;
mod plot;
mod requests;
mod run;
mod stacks;
mod targets;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use benches::figure::table;
use clap::{Parser, ValueEnum};

use measured::Measured;
use run::Run;

/// Record what was measured, or report it.
#[derive(Parser)]
struct Options {
    /// The folder with the samples, and the record of the runs they come from.
    #[arg(long, value_name = "FOLDER")]
    samples: PathBuf,
    /// Where RESULTS.md and plots/ go.
    #[arg(long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."), hide_default_value = true)]
    output: PathBuf,
    /// Check and record the samples of this part; without it, write the report.
    #[arg(long, value_name = "PART")]
    record: Option<Part>,
    /// With --record: the run was a quick one, whose figures mean little.
    #[arg(long)]
    quick: bool,
}

/// Something that is measured, in the order of its chapters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Part {
    Process,
    Criterion,
    Wasm,
    Counts,
    Servers,
    Engines,
}

impl Part {
    pub(crate) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// A chapter of the report.
pub(crate) struct Section {
    title: &'static str,
    part: Part,
    text: String,
    /// A file name and an SVG.
    plot: Option<(&'static str, String)>,
}

/// The text, and the plots by file name.
struct Report {
    text: String,
    plots: Vec<(&'static str, String)>,
}

fn main() -> ExitCode {
    match run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(Options { samples, output, record, quick }: Options) -> Result<()> {
    if let Some(part) = record {
        if part == Part::Criterion {
            measured::collect_medians(&samples)?;
        }
        measured::check(&samples, part)?;
        return Run::now(quick).record(&samples, part);
    }
    let Report { text, plots } = report(&Measured::read(&samples)?)?;
    // A plot that is no longer made would stay.
    fs::remove_dir_all(output.join("plots")).ok();
    fs::create_dir_all(output.join("plots")).with_context(|| format!("cannot create {}", output.display()))?;
    let plots = plots.into_iter().map(|(name, svg)| (format!("plots/{name}"), svg));
    for (name, text) in plots.chain([("RESULTS.md".to_owned(), text)]) {
        fs::write(output.join(&name), text).with_context(|| format!("cannot write {name}"))?;
        println!("wrote {name}");
    }
    Ok(())
}

/// Writes the chapters of what was measured, and lists what was not.
fn report(measured: &Measured) -> Result<Report> {
    ensure!(!measured.runs.is_empty(), "nothing has been measured yet; run `cargo xtask bench`");
    let mut sections = Vec::new();
    for part in Part::value_variants().iter().filter(|part| measured.runs.contains_key(part)) {
        sections.extend(match part {
            Part::Process => stacks::sections(&measured.stacks)?,
            Part::Criterion => vec![requests::in_process(&measured.native)],
            Part::Wasm => vec![requests::in_wasm(&measured.native, &measured.wasm)],
            Part::Counts => vec![requests::counts(&measured.counts)],
            Part::Servers => vec![stacks::servers(&measured.servers)],
            Part::Engines => vec![measured.engines.section()?],
        });
    }
    let mut text = format!(
        "# Results\n\nWritten by `cargo xtask bench` from its measurements. Machines differ and are noisy: the ratios within one run \
         carry over to other machines, the times do not.\n\n## What was asked for\n\nWhat does not hold comes first.\n\n{}",
        targets::table(measured)
    );
    let mut plots = Vec::new();
    for Section { title, part, text: section, plot } in sections {
        text += &format!("\n## {title}\n\n");
        if let Some((name, svg)) = plot {
            text += &format!("![{title}](plots/{name})\n\n");
            plots.push((name, svg));
        }
        text += &format!("{section}\nMeasured by `cargo xtask bench --only {}`.\n", part.name());
    }
    text += &format!("\n## Runs\n\n{}", run::table(&measured.runs));
    for part in Part::value_variants().iter().filter(|part| !measured.runs.contains_key(part)) {
        text += &format!("\nNot measured: `cargo xtask bench --only {}`.\n", part.name());
    }
    Ok(Report { text, plots })
}

/// A table of figures with a name before them, in the columns that have one.
pub(crate) fn figures(header: &[&str], rows: impl IntoIterator<Item = (String, Vec<Option<f64>>)>) -> String {
    let cell =
        |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| benches::figure::significant(value, 3));
    let row =
        |(name, values): (String, Vec<Option<f64>>)| [name].into_iter().chain(values.into_iter().map(cell)).collect();
    table(header, &rows.into_iter().map(row).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use benches::Metric;

    use super::*;

    /// The samples of a quick run.
    fn sample() -> Measured {
        Measured::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample")).unwrap()
    }

    #[test]
    fn every_part_has_a_chapter() {
        let Report { text, plots } = report(&sample()).unwrap();
        for part in Part::value_variants() {
            assert!(
                text.contains(&format!("Measured by `cargo xtask bench --only {}`.", part.name())),
                "{part:?}: {text}"
            );
        }
        assert!(!text.contains("NaN") && !text.contains("inf") && !text.contains("not measured"), "{text}");
        let names: Vec<_> = plots.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["cold-start.svg", "warm-latency.svg", "engine-size.svg"]);
        assert!(names.iter().all(|name| text.contains(&format!("](plots/{name})"))), "{text}");
    }

    #[test]
    fn figures_come_from_the_samples() {
        let measured = sample();
        let expected = measured.stacks.ms("python", Metric::Warm, "rows-1000").unwrap();
        let expected = format!(" {} (", benches::figure::significant(expected, 3));
        let text = report(&measured).unwrap().text;
        assert!(
            text.lines().any(|line| line.starts_with("| Python ") && line.contains(&expected)),
            "{expected}: {text}"
        );
    }

    #[test]
    fn the_same_samples_give_the_same_bytes() {
        let (one, other) = (report(&sample()).unwrap(), report(&sample()).unwrap());
        assert_eq!((one.text, one.plots), (other.text, other.plots));
    }

    #[test]
    fn a_part_that_was_not_measured_is_named() {
        let mut measured = sample();
        measured.runs.remove(&Part::Servers);
        let text = report(&measured).unwrap().text;
        assert!(
            text.contains("Not measured: `cargo xtask bench --only servers`.") && !text.contains("## Servers"),
            "{text}"
        );
        measured.runs.clear();
        let error = report(&measured).err().unwrap().to_string();
        assert_eq!(error, "nothing has been measured yet; run `cargo xtask bench`");
    }
}
