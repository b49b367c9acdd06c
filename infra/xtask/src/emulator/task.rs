//! The folder that Lambda unpacks the function's package into: the binary, and the database beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::group::Variables;
use crate::shell;

/// The demo database, in the repository.
const DATABASE: &str = "events/data/nycflights.db";

/// The database's name in the package.
const DEPLOYED: &str = "nycflights.db";

/// The deployed function, on this machine.
pub(super) struct Task {
    folder: PathBuf,
}

impl Task {
    /// Lays out target/emulator/task.
    pub(super) fn laid_out(bootstrap: &Path) -> Result<Self> {
        let folder = shell::target_dir().join("emulator/task");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let task = Self { folder };
        for (from, to) in [(bootstrap, task.bootstrap()), (&shell::root().join(DATABASE), task.database())] {
            fs::copy(from, &to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
        }
        Ok(task)
    }

    pub(super) fn bootstrap(&self) -> PathBuf {
        self.folder.join("bootstrap")
    }

    fn database(&self) -> PathBuf {
        self.folder.join(DEPLOYED)
    }

    /// Gives the command the environment of a deployed function: what its settings say and where it lies, and nothing of this
    /// machine's own settings for Lambda or for us. What it writes it writes to `temporary`.
    pub(super) fn environment(&self, command: &mut Command, variables: &Variables, temporary: &Path) {
        let foreign = |name: &str| ["LIMBDA_", "AWS_", "LAMBDA_"].iter().any(|prefix| name.starts_with(prefix));
        for (name, _) in std::env::vars_os().filter(|(name, _)| foreign(&name.to_string_lossy())) {
            command.env_remove(name);
        }
        command.env("LIMBDA_DATABASE", self.database()).env("LAMBDA_TASK_ROOT", &self.folder).env("TMPDIR", temporary);
        command.envs(variables);
    }

    /// Nothing may have written where a deployed function cannot.
    pub(super) fn is_untouched(&self) -> Result<()> {
        let read = |file: &Path| fs::read(file).with_context(|| format!("cannot read {}", file.display()));
        let same = read(&self.database())? == read(&shell::root().join(DATABASE))?;
        ensure!(same, "{} was written: on Lambda it is read-only", self.database().display());
        let entries = fs::read_dir(&self.folder).with_context(|| format!("cannot read {}", self.folder.display()))?;
        ensure!(
            entries.count() == 2,
            "something was written into {}: on Lambda it is read-only",
            self.folder.display()
        );
        Ok(())
    }
}
