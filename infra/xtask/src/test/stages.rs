//! What CI proves, as a table.

use anyhow::Result;

use super::wasm_tests;
use crate::stage::{Outcome, Stage};
use crate::{boundary, demo, deny, emulator, hostile, infra, moto, parity, shell, size, smoke};

/// In the order in which they run: what is quick to fail comes first.
pub(super) const STAGES: &[Stage] = &[
    Stage { name: "fmt", proves: "the source is formatted", run: fmt },
    Stage { name: "boundary", proves: "the core depends on what its list says, and nothing else", run: boundary },
    Stage { name: "deny", proves: "what is linked has a licence, a source and a version of the list", run: deny },
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
    Stage {
        name: "hostile",
        proves: "what was written to break it is stopped, natively and in Node, and no byte of the database changes",
        run: hostile,
    },
    Stage { name: "size", proves: "the Lambda binary and the demo's module are within their budgets", run: size },
    Stage {
        name: "infra",
        proves: "the CDK app and the Dockerfile pass their checks, and the templates are the recorded ones",
        run: infra,
    },
    Stage { name: "moto", proves: "the stack deploys and goes, on a stand-in of AWS on this machine", run: moto },
    Stage {
        name: "emulator",
        proves: "the Lambda binary answers every event under AWS's emulator and cargo-lambda's",
        run: emulator,
    },
    Stage {
        name: "smoke",
        proves: "plain HTTP, through cargo-lambda's gateway to the Lambda binary, gets what is recorded",
        run: smoke,
    },
    Stage { name: "bench", proves: "the benches compile, and their answers are right", run: bench },
];

fn fmt(_: bool) -> Result<Outcome> {
    cargo(&["fmt", "--all", "--check"])
}

fn boundary(bless: bool) -> Result<Outcome> {
    boundary::check_or_bless(bless).map(|()| Outcome::Passed)
}

fn deny(_: bool) -> Result<Outcome> {
    deny::run(&deny::Options { without_advisories: true }).map(|()| Outcome::Passed)
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

fn hostile(_: bool) -> Result<Outcome> {
    hostile::run(&hostile::Options::default()).map(|()| Outcome::Passed)
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

fn emulator(_: bool) -> Result<Outcome> {
    emulator::run(&emulator::Options::default()).map(|()| Outcome::Passed)
}

fn smoke(_: bool) -> Result<Outcome> {
    smoke::run(&smoke::Options::under_emulator()).map(|()| Outcome::Passed)
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
