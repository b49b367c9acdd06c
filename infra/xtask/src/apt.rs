//! Debian's packages, for machines where xtask may install them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::shell;

/// Installs the packages, where this is Debian (or what is made of it) and the user is root; else says what to type.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    ensure!(Path::new("/usr/bin/apt-get").is_file(), "there is no apt-get to install {names} with");
    let user = shell::read(shell::command("id").arg("-u"))?;
    ensure!(user.trim() == "0", "not root; run `apt-get install {names}` as root");
    shell::run(apt_get().arg("update"))?;
    shell::run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("cannot install {names}"))
}

fn apt_get() -> Command {
    let mut apt_get = shell::command("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}
