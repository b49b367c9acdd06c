//! AWS's own emulator, the Runtime Interface Emulator: it starts the binary and passes events to it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::group::Variables;
use super::process::{Process, free_port};
use super::replay::{Emulator, Function};
use super::task::Task;
use crate::shell;
use crate::tools::rie;

/// How long an answer may take. The function ends its own requests after five seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the emulator takes events; the function's name has to be `function`.
const PATH: &str = "/2015-03-31/functions/function/invocations";

/// The emulator, installed.
pub(super) struct Rie {
    program: PathBuf,
}

impl Rie {
    pub(super) fn find_or_install() -> Result<Self> {
        Ok(Self { program: rie::find_or_install()? })
    }
}

impl Emulator for Rie {
    fn name(&self) -> &'static str {
        "AWS's emulator"
    }

    fn start(&self, task: &Task, variables: &Variables, folder: &Path) -> Result<Box<dyn Function>> {
        let [address, runtime_api] = [free_port()?, free_port()?];
        let mut command = shell::command(&self.program);
        // Without them it listens on every address of the machine.
        command.args(["--runtime-interface-emulator-address", &address.to_string()]);
        command.args(["--runtime-api-address", &runtime_api.to_string()]).arg(task.bootstrap());
        task.environment(&mut command, variables, folder);
        let mut process = Process::start(self.name(), &command, folder.join("log"))?;
        process.listens(address)?;
        Ok(Box::new(Emulated { process, agent: agent(), address }))
    }
}

/// A function under it.
struct Emulated {
    process: Process,
    agent: ureq::Agent,
    address: SocketAddr,
}

impl Function for Emulated {
    fn invoke(&mut self, event: &Path) -> Result<String> {
        let json = std::fs::read(event).with_context(|| format!("cannot read {}", event.display()))?;
        let sent = self.agent.post(format!("http://{}{PATH}", self.address)).send(&json[..]);
        let mut response = sent.with_context(|| format!("no answer: {}", self.process.said()))?;
        let text = response.body_mut().read_to_string().context("the answer is not UTF-8")?;
        ensure!(
            response.status() == 200,
            "the function did not answer (status {}): {text}{}",
            response.status().as_u16(),
            self.process.said()
        );
        Ok(text)
    }
}

/// One that takes any status for an answer.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).proxy(None).build().into()
}
