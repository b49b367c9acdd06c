//! The core's boundary: what `query-core` depends on, directly, is a list in the repository.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell;

const LIST: &str = "query-core/dependencies.txt";

/// Compares the core's direct dependencies with the list.
pub(crate) fn check() -> Result<()> {
    let now = current()?;
    let listed = fs::read_to_string(shell::root().join(LIST)).with_context(|| format!("cannot read {LIST}"))?;
    let listed: Vec<_> = listed.lines().collect();
    match changes(&listed, &now) {
        changes if changes.is_empty() => {
            println!("query-core has the {} dependencies of {LIST}", now.len());
            Ok(())
        }
        changes => bail!(
            "query-core's dependencies changed ({}); if it is meant, rewrite {LIST} with \
             `cargo xtask test --only boundary --bless` and say why in the commit",
            changes.join(", ")
        ),
    }
}

/// Rewrites the list from what is there today.
pub(crate) fn bless() -> Result<()> {
    let names = current()?;
    fs::write(shell::root().join(LIST), names.join("\n") + "\n").with_context(|| format!("cannot write {LIST}"))?;
    println!("{LIST}: {} dependencies written", names.len());
    Ok(())
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

/// What came, marked `+`, and what went, marked `-`.
fn changes(listed: &[&str], now: &[String]) -> Vec<String> {
    let came = now.iter().filter(|name| !listed.contains(&name.as_str())).map(|name| format!("+{name}"));
    let went = listed.iter().filter(|name| !now.iter().any(|other| other == *name)).map(|name| format!("-{name}"));
    came.chain(went).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_versions() {
        let tree = "query-core v0.1.0 (/anywhere/query-core)\nserde v1.0.1\nbytes v1.2.0\nserde_derive v1.0.1 (proc-macro)\nbytes v1.2.0 (*)\n";
        assert_eq!(names(tree), ["bytes", "serde", "serde_derive"]);
    }

    #[test]
    fn what_came_and_what_went() {
        let now = ["bytes", "tokio"].map(String::from);
        assert_eq!(changes(&["bytes", "http"], &now), ["+tokio", "-http"]);
        assert!(changes(&["bytes", "tokio"], &now).is_empty());
    }
}
