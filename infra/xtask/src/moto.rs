//! `cargo xtask test --only moto`: deploy and destroy, against a stand-in of AWS's control plane on this machine.

mod server;

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::cdk::Cdk;
use crate::tools::node::Node;
use crate::{deploy, destroy, shell};
use server::Server;

/// What CDK talks to in place of AWS, and as whom. No variable and no file of the user's may name an account of theirs.
fn variables(server: &Server) -> Vec<(&'static str, String)> {
    let nowhere = shell::target_dir().join("moto/no-such-file").to_string_lossy().into_owned();
    vec![
        // Not by its number, which would be taken for the name of a bucket.
        ("AWS_ENDPOINT_URL", format!("http://localhost:{}", server.port)),
        ("AWS_ACCESS_KEY_ID", "testing".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "testing".to_owned()),
        ("AWS_SESSION_TOKEN", "testing".to_owned()),
        ("AWS_PROFILE", String::new()),
        ("AWS_REGION", "eu-central-1".to_owned()),
        ("AWS_SHARED_CREDENTIALS_FILE", nowhere.clone()),
        ("AWS_CONFIG_FILE", nowhere),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ]
}

/// Bootstraps, deploys, looks at what is there, destroys, and looks again.
pub(crate) fn test() -> Result<()> {
    let node = Node::find_or_install()?;
    let server = Server::start()?;
    let folder = shell::target_dir().join("moto");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let zip = folder.join("function.zip");
    let cdk = Cdk::with(&node, folder, variables(&server));
    cdk.install()?;
    shell::run(cdk.script("example-package").arg("--").arg(&zip))?;

    deploy::to(&cdk, &deploy::Options::of_package(zip))?;
    let there = server.functions()?;
    for part in
        ["\"Runtime\": \"provided.al2023\"", "\"MemorySize\": 1024", "\"LIMBDA_DATABASE\": \"/var/task/nycflights.db\""]
    {
        ensure!(there.contains(part), "the deployed function has no {part}: {there}");
    }
    destroy::from(&cdk, &destroy::Options::without_asking())?;
    let there = server.functions()?;
    ensure!(!there.contains("FunctionName"), "the function is still there: {there}");
    println!("the function was there with its runtime, memory and database, and is gone");
    Ok(())
}
