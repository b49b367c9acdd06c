//! Debian's compiler, for machines that cannot reach rustup's server: the standard library is built from its source.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{apt, shell};

/// Debian 12's newer Rust: the compiler, the source of its standard library (of the very same version, which is what
/// makes it build), clippy, and a linker.
pub(super) const PACKAGES: [&str; 4] = ["rustc-web", "rust-web-src", "rust-web-clippy", "lld-22"];

/// For cargo: the standard library is built along with the rest.
const BUILD_STD: &str = "-Zbuild-std=std,panic_abort";

const RUSTC: &str = "/usr/bin/rustc";
const CARGO_CLIPPY: &str = "/usr/bin/cargo-clippy";

/// One file of each package.
const FILES: [&str; 4] = [RUSTC, "/usr/lib/rustlib/src/rust/library/Cargo.lock", CARGO_CLIPPY, "/usr/bin/lld-22"];

/// Installs the packages by apt-get, as root, unless they are there.
pub(super) fn install() -> Result<()> {
    if FILES.iter().all(|file| Path::new(file).is_file()) {
        return Ok(());
    }
    println!("installing the distribution's Rust and its standard library's source, to compile for WebAssembly");
    apt::install(&PACKAGES).context("this way needs Debian 12")
}

/// The cargo that runs this program, or for clippy Debian's, which brings its own driver; either with Debian's compiler.
/// Cargo allows `-Z` flags to a stable toolchain only when it is told to be the compiler's own bootstrap.
pub(super) fn cargo(subcommand: &str) -> Command {
    let mut cargo = if subcommand == "clippy" { shell::command(CARGO_CLIPPY) } else { shell::cargo() };
    cargo.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "lld-22");
    cargo.args([subcommand, BUILD_STD]);
    cargo
}
