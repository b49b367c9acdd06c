//! The machine, and the versions of what runs on it.

use std::fs;
use std::process::Command;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::shell;

/// What a figure depends on besides the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Machine {
    pub(super) cpu: String,
    pub(super) cores: usize,
    pub(super) memory: String,
    pub(super) kernel: String,
    pub(super) rustc: String,
    pub(super) node: String,
    pub(super) python: String,
}

impl Machine {
    /// This one.
    pub(super) fn this() -> Result<Self> {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        Ok(Self {
            cpu: field(&cpu, "model name").unwrap_or("unknown").to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            memory: field(&memory, "MemTotal").and_then(gibibytes).unwrap_or_else(|| "unknown".to_owned()),
            kernel: version("uname", "-r"),
            rustc: version("rustc", "--version").replace("rustc ", ""),
            node: version("node", "--version"),
            python: version("python3", "--version").replace("Python ", ""),
        })
    }
}

/// The first line that a program says of itself.
fn version(program: &str, argument: &str) -> String {
    let output = shell::command(program).arg(argument).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.ok().filter(|text| !text.is_empty()).unwrap_or_else(|| "none".to_owned())
}

/// A field of the kernel's lists: `name : value`.
fn field<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = list.lines().filter_map(|line| line.split_once(':'));
    fields.find_map(|(field, value)| (field.trim() == name).then_some(value.trim()))
}

fn gibibytes(kibibytes: &str) -> Option<String> {
    let number: f64 = kibibytes.strip_suffix(" kB")?.parse().ok()?;
    Some(format!("{:.0} GiB", number / 1024.0 / 1024.0))
}

/// A program's path in this repository, made one command.
pub(super) fn script(path: &str) -> Command {
    shell::command(shell::root().join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_kernels_lists() {
        let list = "processor\t: 0\nmodel name\t: A CPU @ 2.80GHz\n\nmodel name\t: another\n";
        assert_eq!(field(list, "model name"), Some("A CPU @ 2.80GHz"));
        assert_eq!(field(list, "name"), None);
        assert_eq!(gibibytes("24585904 kB"), Some("23 GiB".into()));
    }

    #[test]
    fn a_program_that_is_not_there_has_no_version() {
        assert_eq!(version("no-such-program", "--version"), "none");
    }
}
