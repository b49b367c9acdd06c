//! npm packages of this repository: what their lock files list, installed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::node::Node;
use crate::shell;

/// Installs what the lock file in a folder lists, unless that was done since the lock file changed.
pub(crate) fn install(node: &Node, folder: &str, what: &str) -> Result<()> {
    let path = shell::root().join(folder);
    // npm writes this file when it is done.
    let done = path.join("node_modules/.package-lock.json");
    if !newer(&done, &path.join("package-lock.json")) {
        println!("installing what {what} is made with, into {folder}/node_modules");
        shell::run(node.npm(folder).args(["ci", "--no-audit", "--no-fund"]))
            .with_context(|| format!("cannot install what {folder}/package-lock.json lists"))?;
    }
    Ok(())
}

/// Whether a file was written at the time of another, or later.
pub(crate) fn newer(file: &Path, than: &Path) -> bool {
    let written = |file: &Path| fs::metadata(file).and_then(|data| data.modified());
    matches!((written(file), written(than)), (Ok(file), Ok(than)) if file >= than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_not_newer() {
        let here = shell::root().join("Cargo.toml");
        assert!(newer(&here, &here));
        assert!(!newer(Path::new("no/such/file"), &here));
    }
}
