//! The standard library of another target: found, or installed.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::shell;

/// Names the way, for every target; unset, the ways are tried in order.
const VARIABLE: &str = "XTASK_TARGETS";

/// The name it had when WebAssembly was the only target.
const OLD_VARIABLE: &str = "XTASK_WASM_TARGET";

/// Where a compiler with the standard library comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The target is already in the compiler's own sysroot.
    Present,
    /// `rustup target add`.
    Rustup,
    /// Debian's compiler, and Debian's standard library or the source of it.
    Distribution,
}

/// A target, and how Debian has its standard library.
pub(crate) struct Wanted {
    pub(crate) triple: &'static str,
    /// Installs what [`Way::Distribution`] needs.
    pub(crate) from_distribution: fn() -> Result<()>,
    /// Completes "install it with `rustup target add ...`, or ".
    pub(crate) by_hand: &'static str,
}

/// The programs that know of standard libraries.
struct Toolchain {
    rustc: OsString,
    rustup: OsString,
}

/// Finds a way that works, installing what it needs; says what it installs.
pub(crate) fn find_or_install(wanted: &Wanted) -> Result<Way> {
    let toolchain = Toolchain::of_this_machine();
    for variable in [VARIABLE, OLD_VARIABLE] {
        if let Ok(name) = env::var(variable) {
            let way = Way::from_name(&name).with_context(|| variable.to_owned())?;
            way.prepare(wanted, &toolchain).with_context(|| format!("{variable}={name}"))?;
            return Ok(way);
        }
    }
    first_that_works(wanted, &toolchain)
}

fn first_that_works(wanted: &Wanted, toolchain: &Toolchain) -> Result<Way> {
    let Wanted { triple, by_hand, .. } = wanted;
    let mut reasons = Vec::new();
    for way in Way::ALL {
        match way.prepare(wanted, toolchain) {
            Ok(()) => return Ok(way),
            Err(reason) => reasons.push(format!("  {}: {reason:#}", way.name())),
        }
    }
    bail!(
        "no standard library for {triple}\n{}\ninstall it with `rustup target add {triple}`, or {by_hand}",
        reasons.join("\n")
    )
}

impl Way {
    const ALL: [Self; 3] = [Self::Present, Self::Rustup, Self::Distribution];

    fn from_name(name: &str) -> Result<Self> {
        let way = Self::ALL.into_iter().find(|way| way.name() == name);
        way.with_context(|| format!("expected present, rustup or distribution, got `{name}`"))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Rustup => "rustup",
            Self::Distribution => "distribution",
        }
    }

    fn prepare(self, wanted: &Wanted, toolchain: &Toolchain) -> Result<()> {
        let triple = wanted.triple;
        match self {
            Self::Present => {
                ensure!(toolchain.has(triple)?, "the compiler has no standard library for {triple}");
            }
            Self::Rustup if toolchain.has(triple)? => {}
            Self::Rustup => {
                println!("adding {triple} to the toolchain that rustup has selected");
                shell::run(shell::command(&toolchain.rustup).args(["target", "add", triple]))?;
                ensure!(
                    toolchain.has(triple)?,
                    "rustup has added {triple} to another compiler than the `rustc` that is used: is RUSTC set, or another one first on PATH?"
                );
            }
            Self::Distribution => (wanted.from_distribution)()?,
        }
        Ok(())
    }
}

impl Toolchain {
    fn of_this_machine() -> Self {
        Self { rustc: env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()), rustup: "rustup".into() }
    }

    /// Whether the compiler's sysroot holds the target's standard library.
    fn has(&self, triple: &str) -> Result<bool> {
        let libraries =
            shell::read(shell::command(&self.rustc).args(["--print", "target-libdir", "--target", triple]))?;
        Ok(holds_std(Path::new(libraries.trim())))
    }
}

/// Whether a folder of a sysroot holds a standard library.
pub(crate) fn holds_std(libraries: &Path) -> bool {
    let Ok(entries) = fs::read_dir(libraries) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_has_one_name() {
        assert_eq!(Way::from_name("distribution").unwrap(), Way::Distribution);
        assert_eq!(
            Way::from_name("brew").unwrap_err().to_string(),
            "expected present, rustup or distribution, got `brew`"
        );
    }

    #[test]
    fn a_folder_that_is_not_there_holds_no_std() {
        assert!(!holds_std(Path::new("no/such/folder")));
    }

    const WANTED: Wanted = Wanted {
        triple: "riscv64gc-unknown-none",
        from_distribution: || bail!("this is not Debian"),
        by_hand: "on Debian with nothing",
    };

    /// A compiler whose sysroot is a folder, and a rustup that does what the script says.
    #[cfg(unix)]
    fn stand_ins(name: &str, rustup: &str) -> (Toolchain, std::path::PathBuf) {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = shell::target_dir().join("tests").join(name);
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(folder.join("lib")).unwrap();
        let program = |name: &str, script: &str| {
            let file = folder.join(name);
            fs::write(&file, format!("#!/bin/sh\ncd '{}'\n{script}\n", folder.display())).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
            file.into_os_string()
        };
        let rustc = program("rustc", "echo \"$PWD/lib\"");
        (Toolchain { rustc, rustup: program("rustup", rustup) }, folder)
    }

    #[cfg(unix)]
    #[test]
    fn rustup_is_asked_once_for_what_is_missing() {
        let (toolchain, folder) = stand_ins("rustup", "echo \"$@\" >> asked; touch lib/libstd-1.rlib");
        assert_eq!(first_that_works(&WANTED, &toolchain).unwrap(), Way::Rustup);
        assert_eq!(first_that_works(&WANTED, &toolchain).unwrap(), Way::Present);
        Way::Rustup.prepare(&WANTED, &toolchain).unwrap();
        assert_eq!(fs::read_to_string(folder.join("asked")).unwrap(), "target add riscv64gc-unknown-none\n");
    }

    #[cfg(unix)]
    #[test]
    fn where_no_way_works_each_says_why() {
        let (toolchain, _) = stand_ins("rustup-offline", "exit 1");
        let error = first_that_works(&WANTED, &toolchain).unwrap_err().to_string();
        for text in [
            "no standard library for riscv64gc-unknown-none",
            "present: the compiler has no standard library",
            "rustup: `rustup target add riscv64gc-unknown-none` failed",
            "distribution: this is not Debian",
            "or on Debian with nothing",
        ] {
            assert!(error.contains(text), "{error}");
        }
        let (toolchain, _) = stand_ins("rustup-elsewhere", "exit 0");
        let error = Way::Rustup.prepare(&WANTED, &toolchain).unwrap_err().to_string();
        assert!(error.contains("to another compiler"), "{error}");
    }
}
