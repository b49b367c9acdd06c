//! cargo-lambda, which runs a function on a laptop, and builds one for another processor.

use anyhow::Result;

use super::python::Venv;

const REQUIREMENTS: &str = "cargo-lambda==1.9.2\n";

/// The environment that holds the program `cargo-lambda`.
pub(crate) fn find_or_install() -> Result<Venv> {
    Venv::find_or_install("cargo-lambda", REQUIREMENTS)
}
