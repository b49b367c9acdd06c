//! `cargo xtask deploy`: the function on AWS.

mod credentials;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::cdk::{Cdk, with_path};
use crate::cost::Architecture;
use crate::tools::node::Node;
use crate::{outputs, shell};

pub(crate) use credentials::ensure_some;

/// Build the function, package it with a database, and make or update its stack on AWS.
///
/// Where: the account and the region that AWS's own variables and files name (AWS_PROFILE, AWS_REGION, `aws configure`). What
/// follows `--` goes to `cdk deploy`: the options that infra/README.md lists, such as `-- -c functionUrl=true -c memory=512`.
/// Prints the URL, and what to do next.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What the function runs on.
    #[arg(long, default_value = "arm64")]
    architecture: Architecture,
    /// The SQLite file to deploy; without it the demo database, which `cargo xtask smoke` asks for.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Deploy this zip, as it is, in place of building one.
    #[arg(long, value_name = "ZIP", conflicts_with = "database")]
    package: Option<PathBuf>,
    /// Prepare the account and region for CDK first; needed once for each.
    #[arg(long)]
    bootstrap: bool,
    /// For `cdk deploy`.
    #[arg(last = true, value_name = "CDK")]
    cdk: Vec<String>,
}

impl Options {
    /// A zip that is there, for whoever cannot be asked.
    pub(crate) fn of_package(package: PathBuf) -> Self {
        let cdk = ["--require-approval", "never"].map(str::to_owned).to_vec();
        Self { architecture: Architecture::Arm64, database: None, package: Some(package), bootstrap: true, cdk }
    }
}

pub(crate) fn run(options: &Options) -> Result<()> {
    ensure_some()?;
    let node = Node::find_or_install()?;
    to(&Cdk::installed(&node)?, options)
}

/// Deploys to the account.
pub(crate) fn to(cdk: &Cdk<'_>, options: &Options) -> Result<()> {
    let zip = match &options.package {
        Some(zip) => given(zip)?,
        None => packaged(options)?,
    };
    let context = [
        "-c".to_owned(),
        format!("architecture={}", options.architecture.name()),
        "-c".to_owned(),
        format!("package={}", zip.display()),
    ];
    let shared = [&context[..], &with_path("--output", &cdk.assembly())].concat();
    if options.bootstrap {
        let bootstrap = [&["bootstrap".to_owned()][..], &shared].concat();
        cdk.run(&bootstrap).context("the account and region could not be prepared; the text above says why")?;
    }
    let deploy = [&["deploy".to_owned()][..], &with_path("--outputs-file", &cdk.outputs()), &shared, &options.cdk];
    cdk.run(&deploy.concat()).context(
        "the stack is not deployed; the text above says why. If it speaks of bootstrapping: cargo xtask deploy --bootstrap; \
         of credentials: `aws sts get-caller-identity` tells whose they are; of ROLLBACK_COMPLETE: cargo xtask destroy, then \
         this once more",
    )?;
    print!("{}", next(&fs::read_to_string(cdk.outputs()).unwrap_or_default()));
    Ok(())
}

/// CDK runs in another folder.
fn given(zip: &Path) -> Result<PathBuf> {
    zip.canonicalize().with_context(|| format!("--package {}", zip.display()))
}

/// Has the function built and packaged, in a process of its own, as it is typed.
fn packaged(options: &Options) -> Result<PathBuf> {
    let this = std::env::current_exe().context("cannot find this program")?;
    let mut package = shell::command(this);
    package.arg("package");
    if matches!(options.architecture, Architecture::Arm64) {
        package.arg("--arm64");
    }
    if let Some(database) = &options.database {
        package.arg("--database").arg(database);
    }
    shell::run(&mut package)?;
    let zip = shell::target_dir().join(format!("package/function-{}.zip", options.architecture.name()));
    ensure!(zip.is_file(), "`cargo xtask package` left no {}", zip.display());
    Ok(zip)
}

/// What to do with what was deployed.
fn next(text: &str) -> String {
    let Some(url) = outputs::value(text, outputs::QUERY_URL) else {
        return "the stack is deployed, and has no output QueryUrl: its outputs are in CloudFormation's console\n"
            .to_owned();
    };
    let signed = outputs::value(text, "FunctionUrl");
    let signed = signed.map_or_else(String::new, |url| format!("\nFunctionUrl {url} (signed requests alone)"));
    format!(
        "\nQueryUrl {url}{signed}\n\n  curl -s {url} -d '{{\"sql\": \"select count(*) n from flights\"}}'\n\n\
         cargo xtask smoke    sends every fixture there, and compares\n\
         cargo xtask destroy  takes all of it away\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_next() {
        let text = next(r#"{"limbda": {"QueryUrl": "https://a.example/query"}}"#);
        assert!(text.starts_with("\nQueryUrl https://a.example/query\n"), "{text}");
        assert!(text.contains("curl -s https://a.example/query -d '{\"sql\": "), "{text}");
        assert!(!text.contains("FunctionUrl"));
        assert!(next("{}").contains("no output QueryUrl"));
    }

    #[test]
    fn a_package_that_is_not_there_is_named() {
        let error = given(Path::new("no/such.zip")).unwrap_err();
        assert!(format!("{error:#}").starts_with("--package no/such.zip: "), "{error:#}");
    }
}
