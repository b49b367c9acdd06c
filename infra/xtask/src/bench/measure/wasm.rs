//! The benches of one process, compiled to WebAssembly: run in Node by wasm-bindgen's test runner.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::criterion::{Estimates, Medians};
use super::store::{self, Run};
use crate::tools::node::Node;
use crate::tools::wasm_bindgen::Tools;
use crate::{shell, wasm_target};

/// Where the runner leaves its numbers.
const FILE: &str = "wasm.json";

/// Runs the bench `wasm`, with the profile of the module that a page loads (which wasm-opt makes smaller still).
pub(super) fn measure(quick: bool) -> Result<()> {
    Node::find_or_install()?;
    let run = Run::of("wasm", quick)?;
    let file = store::folder().join(FILE);
    // What is there is what the runner would compare with.
    fs::remove_file(&file).ok();
    fs::create_dir_all(store::folder()).context("cannot create the folder of what is measured")?;
    let mut bench = wasm_target::find_or_install()?.cargo("bench");
    bench.args(["-p", "benches", "--bench", "wasm", "--profile", "wasm"]);
    bench.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", Tools::find_or_install()?.test_runner());
    bench.env("WASM_BINDGEN_BENCH_RESULT", &file);
    shell::run(&mut bench)?;
    recorded(&store::folder())?;
    run.record("wasm")
}

/// Every bench's median, in nanoseconds, by the id that the native bench has.
pub(super) fn recorded(folder: &Path) -> Result<Medians> {
    let file = folder.join(FILE);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let benches: BTreeMap<String, Bench> =
        serde_json::from_str(&text).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(benches.into_iter().map(|(id, bench)| (id, bench.estimates.median.point_estimate)).collect())
}

#[derive(Deserialize)]
struct Bench {
    estimates: Estimates,
}
