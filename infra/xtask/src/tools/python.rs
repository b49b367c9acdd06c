//! Python's programs: each in a virtual environment of its own under target/tools, nothing of it on the machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::on_path;
use crate::{apt, shell};

const BY_HAND: &str =
    "install Python 3.9 or newer with its module `venv` (Debian: python3-venv), and have `python3` on PATH";

/// The requirements that are installed, in the environment's folder: written last, so that what broke off is done anew.
const INSTALLED: &str = "requirements.installed";

/// A virtual environment that holds what its requirements say.
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// The environment target/tools/NAME, made by pip unless it holds these very requirements already.
    ///
    /// `requirements` is the text of a pip requirements file: a line for each package, with its version.
    pub(crate) fn find_or_install(name: &str, requirements: &str) -> Result<Self> {
        let found = Self { folder: shell::target_dir().join("tools").join(name) };
        if found.holds(requirements) && shell::succeeds(found.program("python").arg("--version")) {
            return Ok(found);
        }
        println!("installing {} into {} (once)", listed(&packages(requirements)), found.folder.display());
        found.install(requirements).with_context(|| format!("cannot install `{name}`; {BY_HAND}"))?;
        Ok(found)
    }

    /// A program of the environment. Where it looks for others of the environment, put [`Self::scripts`] on its PATH.
    pub(crate) fn program(&self, name: &str) -> Command {
        shell::command(self.scripts().join(name))
    }

    /// Where the environment's programs are.
    pub(crate) fn scripts(&self) -> PathBuf {
        self.folder.join(if cfg!(windows) { "Scripts" } else { "bin" })
    }

    fn holds(&self, requirements: &str) -> bool {
        fs::read_to_string(self.folder.join(INSTALLED)).is_ok_and(|installed| installed == requirements)
    }

    fn install(&self, requirements: &str) -> Result<()> {
        let python = python()?;
        let folder = &self.folder;
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        shell::run(shell::command(python).args(["-m", "venv"]).arg(folder))?;
        let list = folder.join("requirements.txt");
        fs::write(&list, requirements).with_context(|| format!("cannot write {}", list.display()))?;
        let mut pip = self.program("python");
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&list);
        shell::run(&mut pip)?;
        fs::rename(&list, folder.join(INSTALLED)).with_context(|| format!("cannot rename {}", list.display()))
    }
}

/// A Python that can make virtual environments: the one on PATH, else Debian's, installed by apt-get.
fn python() -> Result<PathBuf> {
    const NAMES: [&str; 2] = ["python3", "python"];
    // Debian has Python without `ensurepip`, and then `venv` fails half-way.
    let able = |python: &Path| shell::succeeds(shell::command(python).args(["-c", "import venv, ensurepip"]));
    if let Some(python) = on_path(&NAMES).filter(|python| able(python)) {
        return Ok(python);
    }
    println!("installing Python, with its module `venv`");
    apt::install(&["python3", "python3-venv"])?;
    // Debian's own has a fixed place; one that comes before it on PATH has been looked at.
    let debian = PathBuf::from("/usr/bin/python3");
    [Some(debian), on_path(&NAMES)].into_iter().flatten().find(|python| able(python)).context("no Python has `venv`")
}

/// What is asked for, without comments.
fn packages(requirements: &str) -> Vec<&str> {
    let lines = requirements.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).collect()
}

/// A few are named, many are counted.
fn listed(packages: &[&str]) -> String {
    if packages.len() > 5 { format!("{} packages for Python", packages.len()) } else { packages.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_no_package() {
        assert_eq!(packages("# a linter\ncfn-lint==1.58.0 # of templates\n\n"), ["cfn-lint==1.58.0"]);
    }

    #[test]
    fn a_few_are_named() {
        assert_eq!(listed(&["a==1", "b==2"]), "a==1, b==2");
        assert_eq!(listed(&["a==1"; 60]), "60 packages for Python");
    }

    #[test]
    fn an_environment_holds_what_was_installed_last() {
        let folder = shell::target_dir().join("tests/venv");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(INSTALLED), "a==1\n").unwrap();
        let venv = Venv { folder };
        assert!(venv.holds("a==1\n"));
        assert!(!venv.holds("a==2\n"));
        assert!(!Venv { folder: "no/such/folder".into() }.holds("a==1\n"));
    }
}
