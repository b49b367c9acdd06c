//! The stages, as a table.

use anyhow::Result;

use super::wasm_tests;
use crate::{boundary, demo, infra, moto, parity, shell, size};

/// One thing that CI proves, and how.
pub(super) struct Stage {
    pub(super) name: &'static str,
    /// Completes "proves that ...".
    pub(super) proves: &'static str,
    /// Takes whether to rewrite a checked-in list in place of comparing with it.
    pub(super) run: fn(bool) -> Result<Outcome>,
}

/// How a stage ended that did not fail.
pub(super) enum Outcome {
    Passed,
    /// There is nothing here to check; the stage said why.
    Skipped,
}

/// In the order in which they run: what is quick to fail comes first.
pub(super) const STAGES: &[Stage] = &[
    Stage { name: "fmt", proves: "the source is formatted", run: fmt },
    Stage { name: "boundary", proves: "the core depends on what its list says, and nothing else", run: boundary },
    Stage { name: "clippy", proves: "no lint fires, in any target or feature", run: clippy },
    Stage { name: "doc", proves: "the documentation builds and its links lead somewhere", run: doc },
    Stage { name: "native", proves: "unit, API and replay tests pass on this machine", run: native },
    Stage {
        name: "wasm",
        proves: "what is portable passes its tests as WebAssembly in Node, without a lint",
        run: wasm,
    },
    Stage { name: "browser", proves: "the same tests pass in Chromium", run: browser },
    Stage {
        name: "demo",
        proves: "the demo builds, asks of a browser what its list says, and both the binding and the page work",
        run: demo,
    },
    Stage { name: "parity", proves: "native, Node and Chromium answer every event with the same bytes", run: parity },
    Stage { name: "size", proves: "the Lambda binary and the demo's module are within their budgets", run: size },
    Stage {
        name: "infra",
        proves: "the CDK app and the Dockerfile pass their checks, and the templates are the recorded ones",
        run: infra,
    },
    Stage { name: "moto", proves: "the stack deploys and goes, on a stand-in of AWS on this machine", run: moto },
    Stage { name: "bench", proves: "the benches compile, and their answers are right", run: bench },
];

impl Stage {
    /// A row for `--list`.
    pub(super) fn described(&self) -> [String; 2] {
        [self.name.into(), self.proves.into()]
    }
}

fn fmt(_: bool) -> Result<Outcome> {
    cargo(&["fmt", "--all", "--check"])
}

fn boundary(bless: bool) -> Result<Outcome> {
    boundary::check_or_bless(bless).map(|()| Outcome::Passed)
}

fn clippy(_: bool) -> Result<Outcome> {
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])
}

fn doc(_: bool) -> Result<Outcome> {
    shell::run(
        shell::cargo().args(["doc", "--workspace", "--no-deps", "--all-features"]).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    Ok(Outcome::Passed)
}

fn native(_: bool) -> Result<Outcome> {
    cargo(&["test", "--workspace", "--all-features"])
}

fn wasm(_: bool) -> Result<Outcome> {
    wasm_tests::lint()?;
    wasm_tests::in_node().map(|()| Outcome::Passed)
}

fn browser(_: bool) -> Result<Outcome> {
    wasm_tests::in_browser().map(|()| Outcome::Passed)
}

fn demo(bless: bool) -> Result<Outcome> {
    demo::test(bless).map(|()| Outcome::Passed)
}

fn parity(_: bool) -> Result<Outcome> {
    parity::run(&parity::Options {}).map(|()| Outcome::Passed)
}

fn size(_: bool) -> Result<Outcome> {
    size::run(&size::Options {})?;
    Ok(Outcome::Passed)
}

fn infra(_: bool) -> Result<Outcome> {
    infra::test().map(|()| Outcome::Passed)
}

fn moto(_: bool) -> Result<Outcome> {
    moto::test().map(|()| Outcome::Passed)
}

fn bench(_: bool) -> Result<Outcome> {
    if !shell::succeeds(shell::cargo().args(["pkgid", "--package", "benches"])) {
        println!("the workspace has no package `benches`");
        return Ok(Outcome::Skipped);
    }
    cargo(&["bench", "-p", "benches", "--", "--test"])
}

fn cargo(arguments: &[&str]) -> Result<Outcome> {
    shell::run(shell::cargo().args(arguments))?;
    Ok(Outcome::Passed)
}
