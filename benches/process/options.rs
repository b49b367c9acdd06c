//! The command line.

use std::path::{Path, PathBuf};

use clap::Parser;

use crate::Result;
use crate::stack::{self, Stack};

/// Measure whole processes as Lambda runs them, under a Runtime API on loopback.
///
/// Without a stack only ours is measured, the bootstrap that `cargo xtask package` builds. Several are measured in turns,
/// round by round, so that the machine's noise falls on all of them; whatever they answer has to be the same. A stack is an
/// executable that speaks the Runtime API at AWS_LAMBDA_RUNTIME_API, answers POST /query from the SQLite file
/// LIMBDA_DATABASE, and is the process that is measured (a script has to `exec`).
#[derive(Parser)]
#[command(name = "process", bin_name = "cargo bench -p benches --bench process --")]
pub(crate) struct Options {
    /// Another stack; may be given several times. PATH is a `bootstrap`, or the folder that has one.
    #[arg(long, value_name = "NAME=PATH", value_parser = stack::parse)]
    stack: Vec<Stack>,
    /// More stacks, from a JSON file: [{"name": "...", "bootstrap": "path", "environment": {"NAME": "value"}}], the paths
    /// from the file's folder.
    #[arg(long, value_name = "FILE")]
    stacks: Option<PathBuf>,
    /// Leave our own stack out.
    #[arg(long)]
    without_limbda: bool,
    /// The database that is asked; the demo database where none is named.
    #[arg(long, value_name = "FILE", default_value = benches::DEMO, hide_default_value = true)]
    database: PathBuf,
    /// How often each stack is started.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    cold: u32,
    /// How often each stack, once started, is asked each query.
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    warm: u32,
    /// Where the numbers go, a JSON object a line: by default bench/process.jsonl among what cargo builds.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// One round of our own stack, to see whether its answers are right.
    #[arg(long)]
    pub(crate) test: bool,
    /// What cargo says.
    #[arg(long, hide = true)]
    bench: bool,
    /// Names of other benches, where all are run with one command line.
    #[arg(hide = true)]
    names: Vec<String>,
}

impl Options {
    /// Whether the command line is about this bench.
    pub(crate) fn are_ours(&self) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| "process".contains(name.as_str()))
    }

    /// Ours first: what the others are compared with.
    pub(crate) fn stacks(&self) -> Result<Vec<Stack>> {
        let mut stacks = Vec::new();
        if !self.without_limbda {
            stacks.extend(Stack::limbda());
        }
        if !self.test {
            stacks.extend(self.stack.iter().cloned());
            if let Some(file) = &self.stacks {
                stacks.extend(stack::read(file)?);
            }
        }
        Ok(stacks)
    }

    /// How often cold, and how often warm.
    pub(crate) fn rounds(&self) -> (u32, u32) {
        if self.test { (1, 1) } else { (self.cold, self.warm) }
    }

    pub(crate) fn database(&self) -> Result<PathBuf> {
        let found = self.database.canonicalize();
        Ok(found.map_err(|error| format!("--database {}: {error}", self.database.display()))?)
    }

    pub(crate) fn output(&self) -> PathBuf {
        let default = || benches::target_dir().join("bench/process.jsonl");
        self.output.as_deref().map_or_else(default, Path::to_owned)
    }
}
