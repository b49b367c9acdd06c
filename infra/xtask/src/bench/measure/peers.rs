//! The stacks beside us: folders of `benches/peers`, each with a script `setup`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::machine::script;
use crate::{apt, shell};

/// Where they are, seen from the root.
pub(super) const FOLDER: &str = "benches/peers";

/// What Node's runtime client is compiled with.
const BUILD_TOOLS: [&str; 6] = ["cmake", "autoconf", "automake", "libtool", "g++", "make"];

/// Every stack's name, in order.
fn names() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(shell::root().join(FOLDER)).with_context(|| format!("cannot read {FOLDER}"))? {
        let folder = entry?.path();
        if folder.join("setup").is_file() {
            names.push(folder.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Every stack that Lambda can start, and what it starts. The Rust one's is a link to what its `setup` builds.
pub(super) fn on_lambda() -> Result<Vec<(String, PathBuf)>> {
    let bootstrap = |name: String| {
        let bootstrap = shell::root().join(FOLDER).join(&name).join("bootstrap");
        (name, bootstrap)
    };
    Ok(names()?.into_iter().map(bootstrap).filter(|(_, bootstrap)| bootstrap.symlink_metadata().is_ok()).collect())
}

/// Installs each, unless that was done since its folder changed.
pub(super) fn install() -> Result<()> {
    names()?.iter().try_for_each(|name| install_one(name))
}

/// Installs one of them, unless that was done since its folder changed.
pub(super) fn install_one(name: &str) -> Result<()> {
    let stamp = shell::root().join("target/peers").join(format!("{name}.installed"));
    let pins = pins(name)?;
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == pins) {
        println!("{name} is installed");
        return Ok(());
    }
    if name.starts_with("node") && !shell::succeeds(shell::command("cmake").arg("--version")) {
        apt::install(&BUILD_TOOLS).context("Node's runtime client for Lambda is compiled")?;
    }
    println!("installing {name}");
    shell::run(&mut script(&format!("{FOLDER}/{name}/setup")))?;
    fs::write(&stamp, pins).with_context(|| format!("cannot write {}", stamp.display()))
}

/// What decides how a stack is installed, as one text: its script, its pins, its sources.
fn pins(name: &str) -> Result<String> {
    let files = ["setup", "requirements.txt", "package-lock.json", "Cargo.toml", "Cargo.lock", "src/main.rs"];
    let folder = shell::root().join(FOLDER).join(name);
    let mut text = String::new();
    for file in files.map(|file| folder.join(file)).into_iter().filter(|file| file.is_file()) {
        text += &fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stack_can_be_installed_and_started() {
        let names = names().unwrap();
        let on_lambda: Vec<_> = on_lambda().unwrap().into_iter().map(|(name, _)| name).collect();
        assert!(on_lambda.iter().any(|name| name == "rust-rusqlite"), "{on_lambda:?}");
        for name in names {
            let folder = shell::root().join(FOLDER).join(&name);
            let starts = ["bootstrap", "serve", "engines.mjs"].map(|file| folder.join(file));
            assert!(starts.iter().any(|file| file.symlink_metadata().is_ok()), "{name}");
            assert!(!pins(&name).unwrap().is_empty());
        }
    }
}
