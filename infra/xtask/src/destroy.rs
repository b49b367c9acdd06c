//! `cargo xtask destroy`: nothing of it on AWS.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::cdk::{Cdk, with_path};
use crate::deploy;
use crate::tools::node::Node;

/// Delete the stack that `cargo xtask deploy` made: the function, the API, the alarms, and the logs unless they are to stay.
///
/// CDK asks first; `-- --force` answers. What `--bootstrap` made in the account stays: other apps use it too.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// For `cdk destroy`.
    #[arg(last = true, value_name = "CDK")]
    cdk: Vec<String>,
}

impl Options {
    /// For whoever cannot be asked.
    pub(crate) fn without_asking() -> Self {
        Self { cdk: vec!["--force".to_owned()] }
    }
}

pub(crate) fn run(options: &Options) -> Result<()> {
    deploy::ensure_some()?;
    let node = Node::find_or_install()?;
    from(&Cdk::installed(&node)?, options)
}

/// Deletes it from the account. The app as it was deployed says which stack it is; nothing is built for it.
pub(crate) fn from(cdk: &Cdk<'_>, options: &Options) -> Result<()> {
    let assembly = cdk.assembly();
    ensure_deployed(&assembly)?;
    let destroy = [&["destroy".to_owned(), "--all".to_owned()][..], &with_path("--app", &assembly), &options.cdk];
    cdk.run(&destroy.concat()).context("the stack is still there; the text above says why")?;
    // `cargo xtask smoke` would ask an address that is no more.
    fs::remove_file(cdk.outputs()).ok();
    Ok(())
}

fn ensure_deployed(assembly: &Path) -> Result<()> {
    ensure!(
        assembly.join("manifest.json").is_file(),
        "there is no {}, which `cargo xtask deploy` leaves: was it deployed from here? By its name it goes too: \
         aws cloudformation delete-stack --stack-name limbda",
        assembly.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_deployed_from_here_is_not_destroyed() {
        let error = ensure_deployed(Path::new("no/such/folder")).unwrap_err().to_string();
        assert!(error.contains("was it deployed from here?"), "{error}");
    }
}
