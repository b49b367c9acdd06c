//! What is measured: a `bootstrap` by name.

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::Process;
use serde::Deserialize;

use crate::Result;

/// What builds our own.
pub(crate) const BUILD: &str = "cargo xtask package";

/// One way to answer SQL on Lambda.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stack {
    pub(crate) name: String,
    bootstrap: PathBuf,
    #[serde(default)]
    environment: BTreeMap<String, String>,
}

impl Stack {
    /// Ours, if it is built: as it is deployed, or else by plain cargo.
    pub(crate) fn limbda() -> Option<Self> {
        let target = benches::target_dir();
        let deployed = format!("{ARCH}-unknown-linux-gnu/release");
        let mut bootstraps =
            [&*deployed, "release", "debug"].map(|folder| target.join(folder).join("bootstrap")).into_iter();
        let bootstrap = bootstraps.find(|bootstrap| bootstrap.is_file())?;
        Some(Self { name: "limbda".to_owned(), bootstrap, environment: BTreeMap::new() })
    }

    /// Starts it. What it prints goes into a file: a pipe that nobody reads would stop it.
    pub(crate) fn spawn(&self, database: &Path) -> Result<Process> {
        let mut command = Command::new(&self.bootstrap);
        command.env("LIMBDA_DATABASE", database).envs(&self.environment);
        let log = File::options().create(true).append(true).open(self.log()?)?;
        command.stdout(log.try_clone()?).stderr(log);
        Process::spawn(command).map_err(|error| format!("stack {}: {error}", self.name).into())
    }

    /// The failure of a process, with where to look.
    pub(crate) fn failed(&self, failure: impl std::fmt::Display) -> String {
        let log = self.log().map(|log| format!("; what it printed is in {}", log.display())).unwrap_or_default();
        format!("stack {}: {failure}{log}", self.name)
    }

    fn log(&self) -> Result<PathBuf> {
        let folder = benches::target_dir().join("bench/logs");
        fs::create_dir_all(&folder)?;
        Ok(folder.join(format!("{}.log", self.name)))
    }

    /// With its paths from a folder.
    fn at(mut self, folder: &Path) -> Result<Self> {
        self.bootstrap = folder.join(self.bootstrap);
        if self.bootstrap.is_dir() {
            self.bootstrap.push("bootstrap");
        }
        let found = self.bootstrap.canonicalize();
        self.bootstrap =
            found.map_err(|error| format!("stack {}: {}: {error}", self.name, self.bootstrap.display()))?;
        Ok(self)
    }
}

/// A stack on the command line.
pub(crate) fn parse(text: &str) -> Result<Stack> {
    let (name, path) = text.split_once('=').ok_or("expected NAME=PATH")?;
    Stack { name: name.to_owned(), bootstrap: path.into(), environment: BTreeMap::new() }.at(Path::new(""))
}

/// The stacks in a file.
pub(crate) fn read(file: &Path) -> Result<Vec<Stack>> {
    let wrong = |error: &dyn std::fmt::Display| format!("--stacks {}: {error}", file.display());
    let json = fs::read_to_string(file).map_err(|error| wrong(&error))?;
    let stacks: Vec<Stack> = serde_json::from_str(&json).map_err(|error| wrong(&error))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    stacks.into_iter().map(|stack| stack.at(folder)).collect()
}
