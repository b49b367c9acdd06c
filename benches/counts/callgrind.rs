//! Instructions, counted by valgrind: the same on a busy machine as on an idle one.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Result;

/// What this program is told where it is to run so many lookups, and nothing else.
pub(crate) const LOOKUPS: &str = "--lookups";

/// Two runs that differ in the number of lookups alone: what both did besides is not in the difference.
const FEW: u64 = 1_000;
const MANY: u64 = 3_000;

/// The instructions of one warm lookup; nothing where there is no valgrind.
pub(crate) fn instructions_of_a_lookup(folder: &Path) -> Result<Option<u64>> {
    let valgrind = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    if !valgrind.is_ok_and(|status| status.success()) {
        return Ok(None);
    }
    let (few, many) = (run(FEW, folder)?, run(MANY, folder)?);
    Ok(Some(many.saturating_sub(few) / (MANY - FEW)))
}

/// The instructions of a whole process that runs so many lookups.
fn run(lookups: u64, folder: &Path) -> Result<u64> {
    std::fs::create_dir_all(folder)?;
    let profile = folder.join(format!("callgrind.{lookups}.out"));
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--quiet", &format!("--callgrind-out-file={}", profile.display())]);
    valgrind.arg(std::env::current_exe()?).args([LOOKUPS, &lookups.to_string()]);
    let status = valgrind.status()?;
    if !status.success() {
        return Err(format!("valgrind: {status}").into());
    }
    let profile = std::fs::read_to_string(profile)?;
    let total = profile.lines().find_map(|line| line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")));
    Ok(total.ok_or("valgrind's profile has no total")?.trim().parse()?)
}
