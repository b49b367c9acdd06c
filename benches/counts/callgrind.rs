//! Instructions, counted by valgrind: the same on a busy machine as on an idle one.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Result;
use crate::lookup::Part;

/// The argument that makes this program run a part a number of times, and nothing else.
pub(crate) const RUN: &str = "--run";

/// Two runs differ only in the number of lookups: the difference excludes everything else.
const FEW: u64 = 500;
const MANY: u64 = 1_500;

/// Whether valgrind is installed.
pub(crate) fn is_installed() -> bool {
    let valgrind = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    valgrind.is_ok_and(|status| status.success())
}

/// Counts the instructions of one part of a warm lookup.
pub(crate) fn instructions(part: Part, folder: &Path) -> Result<u64> {
    let (few, many) = (run(part, FEW, folder)?, run(part, MANY, folder)?);
    Ok(many.saturating_sub(few) / (MANY - FEW))
}

/// Counts the instructions of a process that runs a part a number of times.
fn run(part: Part, times: u64, folder: &Path) -> Result<u64> {
    std::fs::create_dir_all(folder)?;
    let profile = folder.join(format!("callgrind.{}.{times}", part.name()));
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--quiet", &format!("--callgrind-out-file={}", profile.display())]);
    valgrind.arg(std::env::current_exe()?).args([RUN, part.name(), &times.to_string()]);
    let status = valgrind.status()?;
    if !status.success() {
        return Err(format!("valgrind: {status}").into());
    }
    let profile = std::fs::read_to_string(profile)?;
    let total = profile.lines().find_map(|line| line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")));
    Ok(total.ok_or("the profile of valgrind has no total")?.trim().parse()?)
}
