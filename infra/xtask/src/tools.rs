//! The programs that the chores run: found, or installed.

pub(crate) mod aws;
pub(crate) mod browser;
#[cfg(feature = "function")]
pub(crate) mod cargo_lambda;
pub(crate) mod cargo_tool;
pub(crate) mod node;
pub(crate) mod npm;
pub(crate) mod python;
#[cfg(feature = "function")]
pub(crate) mod rie;
pub(crate) mod wasm_bindgen;

use std::env;
use std::path::PathBuf;

use anyhow::{Result, ensure};

/// The first of these programs that is on PATH.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = env::split_paths(&path).collect();
    let mut candidates = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.find(|file| file.with_extension(env::consts::EXE_EXTENSION).is_file())
}

/// The program that a variable names, if it names one.
fn named_by(variable: &str) -> Result<Option<PathBuf>> {
    let Some(file) = env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    ensure!(file.is_file(), "{variable}: there is no file {}", file.display());
    Ok(Some(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_on_the_path() {
        assert!(on_path(&["no-such-program", "cargo"]).is_some());
        assert_eq!(on_path(&["no-such-program"]), None);
    }

    #[test]
    fn a_variable_that_is_not_set_names_nothing() {
        assert_eq!(named_by("XTASK_NO_SUCH_VARIABLE").unwrap(), None);
    }
}
