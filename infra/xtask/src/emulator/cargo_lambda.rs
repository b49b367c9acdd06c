//! cargo-lambda: `watch` runs the function with cargo, `invoke` sends it an event.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::group::Variables;
use super::process::{Process, free_port};
use super::replay::{Emulator, Function};
use super::task::Task;
use crate::bootstrap;
use crate::tools::python::Venv;

/// The seconds that an answer may take; without them a function that ends at its start is waited for without end.
const PATIENCE: &str = "30";

/// cargo-lambda, installed.
pub(super) struct CargoLambda {
    environment: Venv,
}

impl CargoLambda {
    pub(super) fn find_or_install() -> Result<Self> {
        Ok(Self { environment: crate::tools::cargo_lambda::find_or_install()? })
    }

    /// `cargo lambda`; as typed, but that cargo need not find it on PATH.
    fn subcommand(&self, name: &str) -> Command {
        let mut command = self.environment.program("cargo-lambda");
        command.args(["lambda", name]);
        command
    }

    /// Starts `watch` on the function, and waits until it listens.
    pub(super) fn watch(&self, task: &Task, variables: &Variables, folder: &Path) -> Result<(Process, SocketAddr)> {
        let address = free_port()?;
        let mut watch = self.subcommand("watch");
        // What has been built already: `cargo run` finds nothing to compile.
        bootstrap::describe(&mut watch);
        watch.args(["--ignore-changes", "--timeout", PATIENCE]).args(at(address));
        task.environment(&mut watch, variables, folder);
        let mut process = Process::start("cargo lambda watch", &watch, folder.join("log"))?;
        process.listens(address)?;
        Ok((process, address))
    }
}

impl Emulator for CargoLambda {
    fn name(&self) -> &'static str {
        "cargo-lambda"
    }

    fn start(&self, task: &Task, variables: &Variables, folder: &Path) -> Result<Box<dyn Function>> {
        let (process, address) = self.watch(task, variables, folder)?;
        let mut invoke = self.subcommand("invoke");
        invoke.arg("bootstrap").args(at(address));
        Ok(Box::new(Watched { process, invoke }))
    }
}

fn at(address: SocketAddr) -> [String; 4] {
    ["-A".into(), address.ip().to_string(), "-P".into(), address.port().to_string()]
}

/// A function that `watch` runs.
struct Watched {
    process: Process,
    /// Without its event.
    invoke: Command,
}

impl Function for Watched {
    fn invoke(&mut self, event: &Path) -> Result<String> {
        let mut invoke = Command::new(self.invoke.get_program());
        invoke.args(self.invoke.get_args()).arg("--data-file").arg(event).stdin(Stdio::null());
        let output = invoke.output().context("cannot start `cargo lambda invoke`")?;
        ensure!(
            output.status.success(),
            "the function did not answer: {}\n`cargo lambda invoke` said {}",
            self.process.said(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
        String::from_utf8(output.stdout).context("the answer is not UTF-8")
    }
}
