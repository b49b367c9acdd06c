//! The core's boundary: what `query-core` depends on, directly, is a list in the repository; which of its modules names which
//! is a table in ARCHITECTURE.md.

mod arrows;

use anyhow::Result;

use crate::list::List;
use crate::shell;

const LIST: List = List { path: "query-core/dependencies.txt", items: "dependencies of query-core", stage: "boundary" };

/// Compares the core's direct dependencies with the list, or rewrites the list; and its modules with the table.
pub(crate) fn check_or_bless(bless: bool) -> Result<()> {
    LIST.check_or_bless(current()?, bless)?;
    arrows::check()
}

/// Asks cargo. Of every target: what only WebAssembly needs is a dependency too.
fn current() -> Result<Vec<String>> {
    let mut tree = shell::cargo();
    tree.args(["tree", "-p", "query-core", "--depth", "1", "-e", "normal", "--prefix", "none", "--target", "all"]);
    Ok(names(&shell::read(&mut tree)?))
}

/// The names in `cargo tree`'s output: the first line is the package itself, versions and remarks follow the name.
fn names(tree: &str) -> Vec<String> {
    let mut names: Vec<_> = tree.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_versions() {
        let tree = "query-core v0.1.0 (/anywhere/query-core)\nserde v1.0.1\nbytes v1.2.0\nserde_derive v1.0.1 (proc-macro)\nbytes v1.2.0 (*)\n";
        assert_eq!(names(tree), ["bytes", "serde", "serde_derive"]);
    }
}
