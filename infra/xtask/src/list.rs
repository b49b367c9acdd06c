//! Lists in the repository that what is there today is held to.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell;

/// A list: a file with an item on each line, in order.
pub(crate) struct List {
    /// From the root.
    pub(crate) path: &'static str,
    /// What the items are, for messages.
    pub(crate) items: &'static str,
    /// The stage of `cargo xtask test` that checks it.
    pub(crate) stage: &'static str,
}

impl List {
    /// Compares with what is there now, or writes it down.
    pub(crate) fn check_or_bless(&self, mut now: Vec<String>, bless: bool) -> Result<()> {
        let Self { path, items, stage } = self;
        now.sort_unstable();
        let file = shell::root().join(path);
        if bless {
            fs::write(file, now.join("\n") + "\n").with_context(|| format!("cannot write {path}"))?;
            println!("{path}: {} {items} written", now.len());
            return Ok(());
        }
        let listed = fs::read_to_string(file).with_context(|| format!("cannot read {path}"))?;
        let changes = changes(&listed.lines().collect::<Vec<_>>(), &now);
        if !changes.is_empty() {
            bail!(
                "the {items} changed ({}); if it is meant, rewrite {path} with `cargo xtask test --only {stage} --bless` \
                 and say why in the commit",
                changes.join(", ")
            );
        }
        println!("the {items} are the {} of {path}", now.len());
        Ok(())
    }
}

/// What came, marked `+`, and what went, marked `-`, each as often as it did.
fn changes(listed: &[&str], now: &[String]) -> Vec<String> {
    let mut went = listed.to_vec();
    let mut changes = Vec::new();
    for item in now {
        match went.iter().position(|other| other == item) {
            Some(at) => drop(went.remove(at)),
            None => changes.push(format!("+{item}")),
        }
    }
    changes.extend(went.iter().map(|item| format!("-{item}")));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_what_went() {
        let now = ["bytes", "tokio"].map(String::from);
        assert_eq!(changes(&["bytes", "http"], &now), ["+tokio", "-http"]);
        assert!(changes(&["bytes", "tokio"], &now).is_empty());
    }

    #[test]
    fn a_second_item_of_the_same_name_came() {
        let now = ["now", "now"].map(String::from);
        assert_eq!(changes(&["now"], &now), ["+now"]);
    }
}
