//! The binary that AWS Lambda runs, as it is deployed.

#[cfg(feature = "function")]
pub(crate) mod cross;
#[cfg(feature = "function")]
pub(crate) mod glibc;
pub(crate) mod processor;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use processor::Processor;

use crate::shell;

/// For cargo: the binary and its features. One set for everything that builds it: with other features the engine would be
/// compiled once more.
const ARGUMENTS: [&str; 8] =
    ["--release", "-p", "limbda", "--bin", "bootstrap", "--no-default-features", "--features", "aws"];

/// For the compiler: at a fixed address, so that nothing is to be relocated at a cold start.
const FIXED: &str = "-C relocation-model=static";

/// For the compiler: with its own C library, so that a cold start looks for no library and loads none; nor does it matter
/// which version Lambda has.
const STATIC: &str = "-C target-feature=+crt-static";

/// Builds it for this machine's processor, and gives its path.
pub(crate) fn built() -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    describe(cargo.arg("build"));
    shell::run(&mut cargo).context(
        "the Lambda binary was not built; the text above says why. If it is that the linker finds no -lc: a distribution may have \
         the static C library in a package of its own, such as glibc-static; or `cargo xtask package --zig` does without",
    )?;
    let target = Processor::of_this_machine().map(Processor::triple).unwrap_or_default();
    Ok(shell::target_dir().join(target).join("release").join("bootstrap"))
}

/// Tells cargo, or what speaks to it in its terms, what [`built`] builds.
pub(crate) fn describe(cargo: &mut Command) {
    cargo.args(ARGUMENTS);
    if let Some(processor) = Processor::of_this_machine() {
        // Because the target is named, cargo spares procedural macros the flags: they have to be shared libraries.
        cargo.args(["--target", processor.triple()]).env(processor.flags_variable(), [FIXED, STATIC].join(" "));
    }
}
