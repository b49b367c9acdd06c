//! What checks a stack and a Dockerfile without AWS and without Docker: cfn-lint, hadolint, moto.

use anyhow::Result;

use super::python::Venv;

/// Every package, with its version.
const REQUIREMENTS: &str = include_str!("../../../requirements.txt");

/// The environment that has them.
pub(crate) fn find_or_install() -> Result<Venv> {
    Venv::find_or_install("aws", REQUIREMENTS)
}
