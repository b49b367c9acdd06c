//! Debian's compiler with Debian's standard library for another processor, for machines that cannot reach rustup's server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::super::processor::Processor;
use crate::standard_library::holds_std;
use crate::{apt, shell};

/// Debian 12's newer Rust, and the package that has its standard library, for each processor.
const COMPILER: &str = "rustc-web";
const LIBRARY: &str = "libstd-rust-web-dev";

const RUSTC: &str = "/usr/bin/rustc";
const RUSTLIB: &str = "/usr/lib/rustlib";

/// What is laid out, and where a sysroot has its targets.
const SYSROOT: &str = "sysroot";
const TARGETS: &str = "lib/rustlib";

/// Installs the compiler by apt-get, as root, unless it is there, and lays a sysroot beside it that has both targets.
pub(super) fn install(processor: Processor) -> Result<()> {
    if !Path::new(RUSTC).is_file() {
        println!("installing the distribution's Rust, to compile for another processor");
        apt::install(&[COMPILER]).context("this way needs Debian 12")?;
    }
    let version = version()?;
    let folder = folder(processor, &version);
    if holds_std(&folder.join(SYSROOT).join(TARGETS).join(processor.triple()).join("lib")) {
        return Ok(());
    }
    println!("fetching the distribution's standard library for {} into {}", processor.name(), folder.display());
    let package = download(&folder, processor, &version)?;
    shell::run(shell::command("dpkg-deb").arg("--extract").arg(&package).arg(folder.join("unpacked")))?;
    lay_out(&folder, processor)
}

/// Has cargo use it, and gives the flag that it takes.
pub(super) fn compile_with(cargo: &mut Command, processor: Processor) -> Result<String> {
    let sysroot = folder(processor, &version()?).join(SYSROOT);
    cargo.env("RUSTC", RUSTC);
    Ok(format!("--sysroot {}", sysroot.display()))
}

/// The compiler's. A standard library serves the compiler of its very version only.
fn version() -> Result<String> {
    let version = shell::read(shell::command("dpkg-query").args(["--show", "--showformat=${Version}", COMPILER]))
        .with_context(|| format!("{RUSTC} is not Debian 12's: `apt-get install {COMPILER}`"))?;
    Ok(version.trim().to_owned())
}

fn folder(processor: Processor, version: &str) -> PathBuf {
    shell::target_dir().join("tools").join(format!("debian-{}-{version}", processor.debian()))
}

/// The package, fetched by an apt that knows of the other processor alone; this machine's own is not touched.
fn download(folder: &Path, processor: Processor, version: &str) -> Result<PathBuf> {
    let (state, cache) = (folder.join("apt/state"), folder.join("apt/cache"));
    for needed in [state.join("lists/partial"), cache.join("archives/partial")] {
        fs::create_dir_all(&needed).with_context(|| format!("cannot create {}", needed.display()))?;
    }
    let apt_get = || {
        let mut apt_get = shell::command("apt-get");
        apt_get.current_dir(folder);
        for (name, value) in [
            ("APT::Architecture", processor.debian()),
            ("APT::Architectures", processor.debian()),
            ("APT::Sandbox::User", "root"),
            ("Dir::State", &state.to_string_lossy()),
            ("Dir::State::status", "/dev/null"),
            ("Dir::Cache", &cache.to_string_lossy()),
        ] {
            apt_get.args(["--option", &format!("{name}={value}")]);
        }
        apt_get
    };
    shell::run(apt_get().args(["--quiet", "update"]))?;
    shell::run(apt_get().args(["--quiet", "download", &format!("{LIBRARY}={version}")])).with_context(|| {
        format!(
            "Debian has {LIBRARY} in another version by now: bring {COMPILER} up to date (`apt-get install {COMPILER}`)"
        )
    })?;
    fs::remove_dir_all(folder.join("apt")).ok();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = entries.flatten().map(|entry| entry.path());
    files
        .find(|file| file.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get downloaded nothing")
}

/// The new sysroot: this machine's own targets, and the other.
fn lay_out(folder: &Path, processor: Processor) -> Result<()> {
    let targets = folder.join(SYSROOT).join(TARGETS);
    fs::create_dir_all(&targets).with_context(|| format!("cannot create {}", targets.display()))?;
    let other = folder.join("unpacked").join(RUSTLIB.trim_start_matches('/')).join(processor.triple());
    ensure!(other.is_dir(), "{LIBRARY} holds no {}", processor.triple());
    let own = fs::read_dir(RUSTLIB).with_context(|| format!("cannot read {RUSTLIB}"))?;
    for target in own.flatten().map(|entry| entry.path()).chain([other]) {
        if target.join("lib").is_dir() {
            symlink(&target, &targets.join(target.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// Makes a link, in place of an older one.
#[cfg(unix)]
fn symlink(to: &Path, link: &Path) -> Result<()> {
    fs::remove_file(link).ok();
    std::os::unix::fs::symlink(to, link).with_context(|| format!("cannot link {} to {}", link.display(), to.display()))
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> Result<()> {
    anyhow::bail!("Debian's standard library serves Debian's compiler only")
}
