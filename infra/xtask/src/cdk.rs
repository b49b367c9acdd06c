//! CDK on the app in infra/: deploys, destroys, synthesises.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;
use crate::tools::node::Node;
use crate::tools::npm;

/// Where the app is, an npm package.
const FOLDER: &str = "infra";

/// The app, for one account: AWS's, by the credentials in the environment, or one that a test has made up.
pub(crate) struct Cdk<'n> {
    node: &'n Node,
    /// Where CDK leaves what it has synthesised, and its outputs.
    folder: PathBuf,
    /// The environment's variables that name the account.
    variables: Vec<(&'static str, String)>,
}

impl<'n> Cdk<'n> {
    /// For the account whose credentials are in the environment.
    pub(crate) fn installed(node: &'n Node) -> Result<Self> {
        let cdk = Self::with(node, shell::target_dir(), Vec::new());
        cdk.install().map(|()| cdk)
    }

    /// For an account that these variables name; what CDK leaves is in a folder of its own.
    pub(crate) fn with(node: &'n Node, folder: PathBuf, variables: Vec<(&'static str, String)>) -> Self {
        Self { node, folder, variables }
    }

    /// Installs CDK and what the app is made with, unless it is there.
    pub(crate) fn install(&self) -> Result<()> {
        npm::install(self.node, FOLDER, "the CDK app")
    }

    /// Runs CDK on the app, with the terminal: it may ask. What goes wrong it says itself, and the line is printed above.
    pub(crate) fn run(&self, arguments: &[String]) -> Result<()> {
        let command = arguments.first().map_or("", String::as_str);
        shell::run(self.script("cdk").arg("--").args(arguments)).ok().with_context(|| format!("`cdk {command}` failed"))
    }

    /// Runs one of the package's scripts.
    pub(crate) fn script(&self, name: &str) -> Command {
        let mut npm = self.node.npm(FOLDER);
        npm.args(["run", "--silent", name]);
        npm.env("CDK_DISABLE_CLI_TELEMETRY", "true").envs(self.variables.iter().map(|(name, value)| (name, value)));
        npm
    }

    /// What was synthesised last: the app without its sources.
    pub(crate) fn assembly(&self) -> PathBuf {
        self.folder.join("cdk.out")
    }

    /// The outputs of what was deployed last.
    pub(crate) fn outputs(&self) -> PathBuf {
        self.folder.join("cdk-outputs.json")
    }
}

/// An option of CDK and a path.
pub(crate) fn with_path(option: &str, path: &Path) -> [String; 2] {
    [option.to_owned(), path.to_string_lossy().into_owned()]
}
