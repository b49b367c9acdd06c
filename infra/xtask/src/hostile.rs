//! `cargo xtask hostile`: SQL written to break a service, sent to it, and what came of it.

use std::fs;

use anyhow::{Context, Result, anyhow, ensure};

use crate::table::table;
use crate::tools::node::Node;
use crate::{demo, shell};

/// Sends the cases to the demo's module, each to one that is freshly loaded.
const SCRIPT: &str = "infra/xtask/src/hostile/answers.mjs";

/// What a function of 256 MiB gives a request; in MiB.
const MEMORY: u64 = 64;

/// In milliseconds: a machine that is busy still comes to the limit of memory first.
const TIME: u64 = 2_000;

impl Default for Options {
    fn default() -> Self {
        Self { memory: MEMORY, time: TIME, native: false }
    }
}

/// Send the service SQL that was written to break it, natively and as WebAssembly, and show what stopped each.
///
/// The table is that of events/src/hostile.rs. A row says which code each case was answered with, after how many milliseconds, and how
/// many megabytes the process (or the module) had at most. One native process answers all of them, and a good request after
/// each; in the end its database file has to have the bytes that it had. An answer that is not expected fails.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// LIMBDA_MAX_MEMORY_BYTES, in MiB.
    #[arg(long, default_value_t = MEMORY)]
    memory: u64,
    /// LIMBDA_MAX_TIME_MS.
    #[arg(long, default_value_t = TIME)]
    time: u64,
    /// Leave the WebAssembly out, and what it takes to build it.
    #[arg(long)]
    native: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let settings = [
        ("LIMBDA_MAX_MEMORY_BYTES", (options.memory << 20).to_string()),
        ("LIMBDA_MAX_TIME_MS", options.time.to_string()),
    ];
    // With all of the workspace, as for the tests: alone it would have other features, and compile the engine once more.
    shell::run(shell::cargo().args(["build", "--workspace", "--all-features", "--example", "hostile"]))?;
    let program = shell::target_dir().join("debug/examples/hostile");
    let native = shell::read(shell::command(&program).envs(settings.clone()))?;
    let wasm = match options.native {
        true => None,
        false => Some(wasm(&shell::read(shell::command(&program).arg("--list"))?, &settings)?),
    };
    let table = compare(&native, wasm.as_deref())?;
    print!("{}", table.text);
    ensure!(table.unexpected.is_empty(), "not what events/src/hostile.rs expects: {}", table.unexpected.join("; "));
    println!(
        "{} cases, and after each a good request that was answered; no byte of the database has changed",
        table.cases
    );
    Ok(())
}

struct Table {
    text: String,
    cases: usize,
    unexpected: Vec<String>,
}

/// A row for each case, of the lines that the two programs printed.
fn compare(native: &str, wasm: Option<&str>) -> Result<Table> {
    let mut wasm = wasm.map(str::lines);
    let mut unexpected = Vec::new();
    let mut rows = Vec::new();
    for line in native.lines() {
        let [name, sql, code, expected, ms, bytes] = cells(line)?;
        let [there, there_expected, there_ms, there_bytes] = match &mut wasm {
            None => ["-", "expected", "-", "-"],
            Some(lines) => cells(lines.next().context("a case has no answer in WebAssembly")?)?,
        };
        for (target, code, expected) in [("native", code, expected), ("WebAssembly", there, there_expected)] {
            if expected != "expected" {
                unexpected.push(format!("{name}: {code} ({target})"));
            }
        }
        let there = if there == code { "the same" } else { there };
        let row = [name, sql, code, ms, &megabytes(bytes), there, there_ms, &megabytes(there_bytes)];
        rows.push(row.map(str::to_owned));
    }
    let text = table(["case", "sql", "native", "ms", "MB", "wasm", "ms", "MB"], &rows);
    Ok(Table { text, cases: rows.len(), unexpected })
}

fn cells<const N: usize>(line: &str) -> Result<[&str; N]> {
    line.split('\t').collect::<Vec<_>>().try_into().map_err(|_| anyhow!("not a line of {N} cells: {line}"))
}

fn megabytes(bytes: &str) -> String {
    bytes.parse::<u64>().map_or_else(|_| "-".to_owned(), |bytes| (bytes / 1_000_000).to_string())
}

/// What the demo's module answers.
fn wasm(cases: &str, settings: &[(&str, String)]) -> Result<String> {
    let node = Node::find_or_install()?;
    demo::built(&node)?;
    let file = shell::target_dir().join("hostile.json");
    fs::write(&file, cases).with_context(|| format!("cannot write {}", file.display()))?;
    shell::read(node.script(SCRIPT).arg(&file).envs(settings.iter().cloned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NATIVE: &str = "one\tselect 1\tok\texpected\t2\t3000000\ntwo\tselect 2\ttime-limit\texpected\t1000\t-\n";

    #[test]
    fn a_row_says_what_came_on_each_target() {
        let table = compare(NATIVE, Some("ok\texpected\t4\t5000000\nmemory-limit\tunexpected\t7\t8000000\n")).unwrap();
        assert_eq!(
            table.text,
            "case  sql       native        ms  MB  wasm          ms  MB\n\
             one   select 1  ok             2   3  the same       4   5\n\
             two   select 2  time-limit  1000   -  memory-limit   7   8\n"
        );
        assert_eq!(table.unexpected, ["two: memory-limit (WebAssembly)"]);
    }

    #[test]
    fn a_case_that_is_missing_is_no_silence() {
        assert!(compare(NATIVE, Some("ok\texpected\t4\t5000000\n")).is_err());
        assert_eq!(compare(NATIVE, None).unwrap().unexpected, [""; 0]);
    }
}
