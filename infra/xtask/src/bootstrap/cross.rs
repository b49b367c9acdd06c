//! The binary for another processor than this machine's, or for an older C library: zig links it, and brings every C library.

mod debian;

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::processor::Processor;
use super::{ARGUMENTS, FIXED};
use crate::shell;
use crate::standard_library::{self, Wanted, Way};
use crate::tools::python::Venv;

/// What compiles: cargo with zig.
const REQUIREMENTS: &str = "cargo-zigbuild==0.24.0\nziglang==0.17.1\n";

/// The glibc of Lambda's provided.al2023.
const GLIBC: &str = "2.34";

const ELSEWHERE: &str = "on Debian 12 let `XTASK_TARGETS=distribution` take Debian's; or run `cargo xtask package` on a machine that \
                         has this processor: an EC2 instance, or a runner of CI";

/// Builds the binary, and gives its path. What it makes lives apart from this machine's files.
pub(crate) fn built(processor: Processor) -> Result<PathBuf> {
    let way = standard_library::find_or_install(&wanted(processor))
        .with_context(|| format!("cannot compile for Lambda's {}", processor.name()))?;
    let zig = Venv::find_or_install("zig", REQUIREMENTS)?;
    let folder = shell::target_dir().join(processor.name());
    let mut cargo = zig.program("cargo-zigbuild");
    cargo.args(["zigbuild", "--target", &format!("{}.{GLIBC}", processor.triple()), "--target-dir"]).arg(&folder);
    cargo.args(ARGUMENTS);
    find_zig(&mut cargo, &zig)?;
    let mut flags = vec![FIXED.to_owned()];
    if way == Way::Distribution {
        flags.push(debian::compile_with(&mut cargo, processor)?);
    }
    cargo.env(processor.flags_variable(), flags.join(" "));
    println!("compiling for {}: the first time takes some minutes", processor.name());
    shell::run(&mut cargo)?;
    Ok(folder.join(processor.triple()).join("release/bootstrap"))
}

fn wanted(processor: Processor) -> Wanted {
    let from_distribution = match processor {
        Processor::X86_64 => || debian::install(Processor::X86_64),
        Processor::Arm64 => || debian::install(Processor::Arm64),
    };
    Wanted { triple: processor.triple(), from_distribution, by_hand: ELSEWHERE }
}

/// cargo-zigbuild looks for zig on PATH.
fn find_zig(cargo: &mut Command, zig: &Venv) -> Result<()> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [zig.scripts()].into_iter().chain(env::split_paths(&path));
    cargo.env("PATH", env::join_paths(folders).context("PATH cannot be extended")?);
    Ok(())
}
