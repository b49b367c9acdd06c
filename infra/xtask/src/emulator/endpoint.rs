//! The function as an HTTP endpoint on this machine: cargo-lambda's `watch` also takes plain HTTP, as a Function URL does.

use std::fs;

use anyhow::{Context, Result};

use super::cargo_lambda::CargoLambda;
use super::group::Variables;
use super::process::Process;
use super::task::Task;
use crate::{bootstrap, shell};

/// A function that is asked by HTTP; dropped, it is ended.
pub(crate) struct Endpoint {
    pub(crate) url: String,
    _process: Process,
}

impl Endpoint {
    /// Builds the function, and starts it with no settings but its database.
    pub(crate) fn start() -> Result<Self> {
        let lambda = CargoLambda::find_or_install()?;
        let task = Task::laid_out(&bootstrap::built()?)?;
        let folder = shell::target_dir().join("emulator/endpoint");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let (process, address) = lambda.watch(&task, &Variables::new(), &folder)?;
        Ok(Self { url: format!("http://{address}/lambda-url/bootstrap"), _process: process })
    }
}
