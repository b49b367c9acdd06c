//! A function's process, started as Lambda starts it.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::api::{Answer, RuntimeApi};
use crate::failure::Failure;
use crate::memory::Memory;

/// How long a process that lives may say nothing. No measure: without it, one that hangs would hang who waits for it.
const PATIENCE: Duration = Duration::from_secs(120);

/// What Lambda sets beside its own address and the task's folder.
const VARIABLES: &[(&str, &str)] = &[
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024"),
    ("AWS_LAMBDA_FUNCTION_NAME", "function"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
    ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/function"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "1970/01/01/[$LATEST]00000000000000000000000000000000"),
    ("AWS_REGION", "eu-central-1"),
    ("LANG", "en_US.UTF-8"),
    ("TZ", ":UTC"),
    ("_HANDLER", "function.handler"),
];

/// A process under a runtime API of its own. Dropped, it is killed.
pub struct Process {
    api: RuntimeApi,
    child: Child,
    spawned: Instant,
}

impl Process {
    /// Starts a function: `command` as it is, in the folder it names or in its program's, with its own variables and Lambda's;
    /// of this machine's it gets `PATH` alone.
    ///
    /// # Errors
    /// What the system says.
    pub fn spawn(mut command: Command) -> io::Result<Self> {
        let api = RuntimeApi::start()?;
        let folder = folder(&command)?;
        let own: Vec<(OsString, OsString)> =
            command.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
        command.env_clear().envs(VARIABLES.iter().copied());
        command.env("AWS_LAMBDA_RUNTIME_API", api.address().to_string());
        command.env("LAMBDA_TASK_ROOT", &folder).current_dir(folder);
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path))).envs(own);
        let spawned = Instant::now();
        let child = command.spawn().map_err(|error| {
            let program = command.get_program().display();
            io::Error::new(error.kind(), format!("cannot start {program}: {error}"))
        })?;
        Ok(Self { api, child, spawned })
    }

    /// Just before the process was started.
    pub fn spawned(&self) -> Instant {
        self.spawned
    }

    /// Waits until the process asks for an event, its init or the last invocation done, and tells when it asked.
    ///
    /// # Errors
    /// Any [`Failure`] but that of an invocation.
    pub fn next_asked(&mut self) -> Result<Instant, Failure> {
        self.api.shared.next_asked(lives(&mut self.child))
    }

    /// Gives the process an event and waits for the answer.
    ///
    /// # Errors
    /// Any [`Failure`].
    pub fn invoke(&mut self, event: impl Into<Vec<u8>>) -> Result<Answer, Failure> {
        self.api.shared.invoke(event.into(), lives(&mut self.child))
    }

    /// Its number in the system.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its memory; nothing where the system does not tell.
    pub fn memory(&self) -> Option<Memory> {
        Memory::of(self.id())
    }

    /// Kills the process, and gives what it has written to its standard output, where that is a pipe.
    ///
    /// # Errors
    /// What the system says.
    pub fn stop(mut self) -> io::Result<String> {
        self.child.kill()?;
        let mut output = String::new();
        if let Some(mut pipe) = self.child.stdout.take() {
            pipe.read_to_string(&mut output)?;
        }
        Ok(output)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks whether the process lives, and how long it has been waited for.
fn lives(child: &mut Child) -> impl FnMut() -> Result<(), Failure> {
    let begun = Instant::now();
    move || match child.try_wait() {
        Ok(Some(status)) => Err(Failure::Exited(status)),
        _ if begun.elapsed() > PATIENCE => Err(Failure::Silent(PATIENCE)),
        _ => Ok(()),
    }
}

/// Where the function is deployed.
fn folder(command: &Command) -> io::Result<PathBuf> {
    let program = Path::new(command.get_program()).parent().filter(|parent| parent.as_os_str() != OsStr::new(""));
    match command.get_current_dir().or(program) {
        Some(folder) => folder.canonicalize(),
        None => std::env::current_dir(),
    }
}
