//! WebAssembly's tests: the same test files as native, compiled once, run in Node and in a browser.

use std::process::Command;

use anyhow::Result;

use crate::tools::browser::{self, Browser};
use crate::tools::node::Node;
use crate::tools::wasm_bindgen::Tools;
use crate::{shell, wasm_target};

/// What is portable and has tests.
const TESTED: [&str; 6] = ["-p", "query-core", "-p", "limbda", "-p", "events"];

/// For cargo: nothing that needs an operating system.
const FEATURES: &str = "--no-default-features";

/// For cargo: all tests there are.
const EVERY: [&str; 2] = ["--lib", "--tests"];

/// In a browser, the seconds for all tests of one file.
const PATIENCE: &str = "600";

/// Clippy on all that is shipped as WebAssembly; the tests are the native ones, and linted there.
pub(super) fn lint() -> Result<()> {
    let mut clippy = wasm_target::find_or_install()?.cargo("clippy");
    shell::run(clippy.args(TESTED).args(["-p", "wasm", FEATURES, "--lib", "--", "-D", "warnings"]))
}

/// The tests, in Node.
pub(super) fn in_node() -> Result<()> {
    Node::find_or_install()?;
    shell::run(&mut tests(&EVERY)?)
}

/// The replay of every fixture, in Node.
pub(crate) fn replay_in_node() -> Result<()> {
    Node::find_or_install()?;
    shell::run(&mut tests(&["--test", "fixtures"])?)
}

/// The tests, in Chromium, in a page that no special header isolates.
pub(super) fn in_browser() -> Result<()> {
    let browser = Browser::find_or_install()?;
    let mut tests = tests(&EVERY)?;
    tests
        .env(browser::CHROMEDRIVER, &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.capabilities()?)
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", PATIENCE)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    shell::run(&mut tests)
}

/// `cargo test` for some of the tests; where they run is the environment's to say.
fn tests(which: &[&str]) -> Result<Command> {
    let mut tests = wasm_target::find_or_install()?.cargo("test");
    tests.args(TESTED).arg(FEATURES).args(which);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", Tools::find_or_install()?.test_runner());
    Ok(tests)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// WebAssembly's runner passes over tests that are not its own without a word.
    #[test]
    fn every_portable_test_is_one_on_webassembly_too() {
        let mut files = Vec::new();
        for folder in ["query-core/src", "query-core/tests", "lambda/src", "lambda/tests", "events"] {
            rust_files(&shell::root().join(folder), &mut files);
        }
        let native = ["lambda/tests/commands", "lambda/tests/oracle"].map(|folder| shell::root().join(folder));
        files.retain(|file| !native.iter().any(|folder| file.starts_with(folder)));
        let tests = files.iter().map(|file| (file, fs::read_to_string(file).unwrap()));
        let tests: Vec<_> = tests.filter(|(_, source)| source.contains("#[test]")).collect();
        assert!(tests.len() > 10, "{}", tests.len());
        for (file, source) in tests {
            let switched = source.lines().any(|line| {
                line.trim_start().starts_with("use ") && (line.ends_with("::test;") || line.ends_with(", test};"))
            });
            assert!(switched, "{}: the tests need `use events::test;`", file.display());
        }
    }

    fn rust_files(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rust_files(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
}
