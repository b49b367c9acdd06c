//! What the binary needs of its system: the processor and the C library.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use object::Endianness;
use object::elf::{EM_AARCH64, EM_X86_64, FileHeader64, VER_FLG_WEAK};
use object::read::elf::FileHeader as _;

use super::processor::Processor;

/// The C library of provided.al2023, Amazon Linux 2023.
pub(crate) const LAMBDA: Glibc = Glibc(2, 34);

/// A version of the GNU C library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Glibc(u32, u32);

impl std::fmt::Display for Glibc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(major, minor) = self;
        write!(f, "{major}.{minor}")
    }
}

/// Checks that the binary runs on Lambda, and gives the version of glibc that it needs; none, where it is linked statically.
pub(crate) fn check(file: &Path, processor: Processor) -> Result<Option<Glibc>> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let needed = needed(&bytes, processor).with_context(|| format!("{} is not for Lambda", file.display()))?;
    runs_with(needed)?;
    Ok(needed)
}

fn runs_with(needed: Option<Glibc>) -> Result<()> {
    let fits = needed.is_none_or(|needed| needed <= LAMBDA);
    ensure!(
        fits,
        "the binary needs glibc {}, and Lambda's provided.al2023 has {LAMBDA}: it would end at its start; \
         `cargo xtask package --zig` builds it with zig's C library, whatever this machine's is",
        needed.map(|needed| needed.to_string()).unwrap_or_default()
    );
    Ok(())
}

/// The highest version of glibc whose symbols it asks for.
fn needed(bytes: &[u8], processor: Processor) -> Result<Option<Glibc>> {
    let header = FileHeader64::<Endianness>::parse(bytes).context("it is no 64-bit ELF file")?;
    let endian = header.endian()?;
    let machine = match processor {
        Processor::X86_64 => EM_X86_64,
        Processor::Arm64 => EM_AARCH64,
    };
    ensure!(header.e_machine.get(endian) == machine, "it is for another processor than {}", processor.name());
    let sections = header.sections(endian, bytes)?;
    let Some((mut libraries, strings)) = sections.gnu_verneed(endian, bytes)? else { return Ok(None) };
    let strings = sections.strings(endian, bytes, strings)?;
    let mut highest = None;
    while let Some((_, mut versions)) = libraries.next()? {
        while let Some(version) = versions.next()? {
            // What is weak may be missing.
            if version.vna_flags.get(endian) & VER_FLG_WEAK != VER_FLG_WEAK {
                let name = version.name(endian, strings)?;
                highest = highest.max(glibc(&String::from_utf8_lossy(name)));
            }
        }
    }
    Ok(highest)
}

/// The version in a symbol version's name: `GLIBC_2.34`, also `GLIBC_2.2.5`; others are another library's.
fn glibc(name: &str) -> Option<Glibc> {
    let mut parts = name.strip_prefix("GLIBC_")?.split('.').map(str::parse);
    Some(Glibc(parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(glibc("GLIBC_2.2.5"), Some(Glibc(2, 2)));
        assert!(glibc("GLIBC_2.9") < glibc("GLIBC_2.34"));
        for other in ["GCC_4.2.0", "GLIBC_PRIVATE", "GLIBCXX_3.4"] {
            assert_eq!(glibc(other), None, "{other}");
        }
    }

    #[test]
    fn a_newer_library_than_lambdas_is_refused() {
        assert!(runs_with(None).is_ok());
        assert!(runs_with(Some(LAMBDA)).is_ok());
        let error = runs_with(Some(Glibc(2, 38))).unwrap_err().to_string();
        assert!(error.starts_with("the binary needs glibc 2.38, and Lambda's provided.al2023 has 2.34"), "{error}");
    }

    /// This very test is an ELF file that needs the C library.
    #[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
    #[test]
    fn a_binary_says_what_it_needs() {
        let bytes = fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(needed(&bytes, Processor::X86_64).unwrap() >= Some(Glibc(2, 17)));
        let error = needed(&bytes, Processor::Arm64).unwrap_err().to_string();
        assert_eq!(error, "it is for another processor than arm64");
        assert!(needed(b"#!/bin/sh", Processor::X86_64).is_err());
    }
}
