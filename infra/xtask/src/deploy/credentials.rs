//! Whether there are credentials for AWS at all: a look before minutes of building, which no test of CDK's precedes.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// Variables by which a shell, CI or a container names credentials.
const VARIABLES: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_DEFAULT_PROFILE",
];

/// Files that hold them, by the variable that names each, or by their place in the home folder.
const FILES: [(&str, &str); 2] =
    [("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"), ("AWS_CONFIG_FILE", ".aws/config")];

/// Where Linux tells who made the machine: one of AWS's has a role.
const MAKER: &str = "/sys/devices/virtual/dmi/id/sys_vendor";

const NONE: &str = "there are no AWS credentials here: no AWS_ACCESS_KEY_ID, no AWS_PROFILE, no ~/.aws. Next: `aws configure sso` \
     or `aws configure`, or export AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION. Without AWS, `cargo run` serves the \
     same on this machine";

/// Refuses to go on where nothing names credentials. Whether they are good is AWS's to say.
pub(crate) fn ensure_some() -> Result<()> {
    let home = env::home_dir().unwrap_or_default();
    let maker = fs::read_to_string(MAKER).unwrap_or_default();
    if !named(|name| env::var_os(name), &home, &maker) {
        bail!(NONE);
    }
    Ok(())
}

fn named(variable: impl Fn(&str) -> Option<OsString>, home: &Path, maker: &str) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let file = |(name, place): &(&str, &str)| set(name).map_or_else(|| home.join(place), PathBuf::from);
    VARIABLES.iter().any(|name| set(name).is_some())
        || FILES.iter().any(|entry| file(entry).is_file())
        || maker.contains("Amazon EC2")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell;

    fn with(variable: &'static str, value: &'static str) -> bool {
        named(|name| (name == variable).then(|| value.into()), Path::new("/no/such/home"), "QEMU")
    }

    #[test]
    fn variables_name_credentials() {
        assert!(with("AWS_PROFILE", "work"));
        assert!(!with("AWS_PROFILE", ""));
        assert!(!with("AWS_REGION", "eu-central-1"));
    }

    #[test]
    fn files_hold_them() {
        let file: &'static str = Box::leak(shell::root().join("Cargo.toml").to_string_lossy().into_owned().into());
        assert!(with("AWS_CONFIG_FILE", file));
        assert!(!with("AWS_CONFIG_FILE", "/no/such/file"));
        let home = shell::target_dir().join("tests/home");
        fs::create_dir_all(home.join(".aws")).unwrap();
        fs::write(home.join(".aws/credentials"), "").unwrap();
        assert!(named(|_| None, &home, ""));
    }

    #[test]
    fn a_machine_of_aws_has_a_role() {
        assert!(named(|_| None, Path::new("/no/such/home"), "Amazon EC2\n"));
    }
}
