//! What becomes of the function on AWS, as far as it can be checked without AWS: the CDK app, its templates, the image.

mod image;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::cdk::{Cdk, with_path};
use crate::shell;
use crate::tools::aws;
use crate::tools::node::Node;

/// The templates as they are to be; the app's tests hold it to them.
const TEMPLATES: &str = "infra/test/snapshots";

const DOCKERFILE: &str = "infra/Dockerfile";

/// What cfn-lint says of a dependency that CDK states though another property implies it.
const IMPLIED: &str = "W3005";

/// Lints, types and tests of the app; a synthesis; the templates through cfn-lint; the Dockerfile through hadolint, and its
/// steps through a rehearsal.
pub(crate) fn test() -> Result<()> {
    let node = Node::find_or_install()?;
    let folder = shell::target_dir().join("infra");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let cdk = Cdk::with(&node, folder.clone(), Vec::new());
    cdk.install()?;
    shell::run(&mut cdk.script("check"))?;
    shell::run(&mut cdk.script("test"))?;

    let zip = folder.join("function.zip");
    shell::run(cdk.script("example-package").arg("--").arg(&zip))?;
    let package = ["-c".to_owned(), format!("package={}", zip.display())];
    cdk.run(
        &[&["synth".to_owned(), "--quiet".to_owned()][..], &with_path("--output", &cdk.assembly()), &package].concat(),
    )?;

    let tools = aws::find_or_install()?;
    let templates = [recorded()?, vec![cdk.assembly().join("limbda.template.json")]].concat();
    shell::run(tools.program("cfn-lint").args(["--ignore-checks", IMPLIED, "--"]).args(templates))?;
    shell::run(tools.program("hadolint").args(["--failure-threshold", "style", DOCKERFILE]))?;
    image::rehearse(Path::new(DOCKERFILE), &zip, &folder.join("image"))
}

fn recorded() -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(shell::root().join(TEMPLATES)).with_context(|| format!("cannot read {TEMPLATES}"))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    ensure!(!paths.is_empty(), "{TEMPLATES} has no templates: npm --prefix infra run bless");
    Ok(paths)
}
