//! When and where each part was measured, and by which command.

use super::markdown::table;
use crate::bench::measure::machine::Machine;
use crate::bench::measure::store::Run;

/// The table of runs, and the machines they were on.
pub(super) fn described(runs: &[(&str, Run)]) -> String {
    let mut machines: Vec<&Machine> = Vec::new();
    let mut rows = Vec::new();
    for (part, run) in runs {
        let at = machines.iter().position(|machine| **machine == run.machine).unwrap_or_else(|| {
            machines.push(&run.machine);
            machines.len() - 1
        });
        let kind = if run.quick { "quick: no figures to go by" } else { "whole" };
        rows.push(vec![
            (*part).to_owned(),
            format!("`{}`", run.command),
            kind.to_owned(),
            run.date.clone(),
            run.commit.clone(),
            letter(at),
        ]);
    }
    let machines: String = machines.iter().enumerate().map(|(at, machine)| line(at, machine)).collect();
    format!("{}\n{machines}", table(&["part", "command", "run", "on", "commit", "machine"], &rows))
}

fn line(at: usize, machine: &Machine) -> String {
    let Machine { cpu, cores, memory, kernel, rustc, node, python } = machine;
    format!(
        "- Machine {}: {cpu}, {cores} cores, {memory}, Linux {kernel}; rustc {rustc}, Node {node}, Python {python}.\n",
        letter(at)
    )
}

fn letter(at: usize) -> String {
    char::from(b'A' + (at % 26) as u8).to_string()
}
