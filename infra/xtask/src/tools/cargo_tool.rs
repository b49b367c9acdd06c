//! A subcommand of cargo from crates.io: found on PATH, or installed into target/tools.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::on_path;
use crate::shell;

/// The program of this name, such as `cargo-fuzz`: the one on PATH or in target/tools; else cargo installs it there.
pub(crate) fn find_or_install(name: &str) -> Result<PathBuf> {
    let ours = shell::target_dir().join("tools");
    if let Some(program) = find(name) {
        return Ok(program);
    }
    println!("installing {name} into {} (once; two or three minutes)", ours.display());
    let mut install = shell::cargo();
    install.args(["install", name, "--locked", "--root"]).arg(&ours).arg("--target-dir").arg(ours.join("build"));
    shell::run(&mut install)
        .with_context(|| format!("install it by hand: cargo install {name}, and have it on PATH"))?;
    // Only the program is used again.
    std::fs::remove_dir_all(ours.join("build")).ok();
    find(name).with_context(|| format!("cargo installed {name}, and it is not in {}", ours.display()))
}

/// The program, where it is already.
fn find(name: &str) -> Option<PathBuf> {
    let ours = shell::target_dir().join("tools/bin").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    ours.is_file().then_some(ours).or_else(|| on_path(&[name]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_on_the_path_is_found_and_one_that_is_nowhere_is_not() {
        assert!(find("cargo").is_some());
        assert_eq!(find("cargo-no-such-tool"), None);
    }
}
