//! A stack: a `bootstrap` with a name.

use std::env::consts::ARCH;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::Process;

use crate::Result;

/// One way to answer SQL on Lambda.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    pub(crate) name: String,
    pub(crate) bootstrap: PathBuf,
}

impl Stack {
    /// limbda, if it is built: preferably as it is deployed.
    pub(crate) fn limbda() -> Option<Self> {
        let target = benches::target_dir();
        let folders = [&*format!("{ARCH}-unknown-linux-gnu/release"), "release", "debug"];
        let mut bootstraps = folders.into_iter().map(|folder| target.join(folder).join("bootstrap"));
        Some(Self { name: "limbda".to_owned(), bootstrap: bootstraps.find(|bootstrap| bootstrap.is_file())? })
    }

    /// Starts it. Its output goes to a file: an unread pipe would fill up and block it.
    pub(crate) fn spawn(&self, database: &Path) -> Result<Process> {
        let mut command = Command::new(&self.bootstrap);
        command.env("LIMBDA_DATABASE", database);
        fs::create_dir_all(self.log().parent().unwrap_or(Path::new("")))?;
        let log = File::options().create(true).append(true).open(self.log())?;
        command.stdout(log.try_clone()?).stderr(log);
        Process::spawn(command).map_err(|error| format!("stack {}: {error}", self.name).into())
    }

    /// The text of a failure, with where to look.
    pub(crate) fn failed(&self, failure: impl std::fmt::Display) -> String {
        format!("stack {}: {failure}; its output is in {}", self.name, self.log().display())
    }

    fn log(&self) -> PathBuf {
        benches::target_dir().join("bench/logs").join(format!("{}.log", self.name))
    }
}

/// A stack from the command line.
pub(crate) fn parse(text: &str) -> Result<Stack> {
    let (name, path) = text.split_once('=').ok_or("expected NAME=BOOTSTRAP")?;
    let bootstrap = Path::new(path).canonicalize().map_err(|error| format!("{path}: {error}"))?;
    Ok(Stack { name: name.to_owned(), bootstrap })
}
