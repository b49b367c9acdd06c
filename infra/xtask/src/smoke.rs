//! `cargo xtask smoke`: the fixtures, sent to an endpoint as plain HTTP.

#[cfg(feature = "smoke")]
mod answer;
#[cfg(feature = "smoke")]
mod check;
#[cfg(feature = "smoke")]
mod deployment;
#[cfg(feature = "smoke")]
mod endpoint;
#[cfg(feature = "smoke")]
mod fixture;
#[cfg(feature = "smoke")]
mod plain;
#[cfg(feature = "smoke")]
#[cfg(test)]
mod tests;

use anyhow::Result;

/// Holds the token, for those who would not have it among the arguments.
const TOKEN: &str = "XTASK_SMOKE_TOKEN";

/// Send every fixture to an endpoint as plain HTTP, and compare its answers with the recorded ones.
///
/// The endpoint is the one that `cargo xtask deploy` made, or any other that serves the demo database: `limbda serve`, an
/// emulator's. What HTTP cannot carry, and what would be answered otherwise by right (other settings, the time, chance), is not
/// sent, and the table says why. What a gateway adds to an answer is named, and is no difference. Nothing is written.
#[derive(Default, clap::Args)]
pub(crate) struct Options {
    /// The endpoint, such as `https://abc.execute-api.eu-central-1.amazonaws.com`, with the stage, with or without /query.
    ///
    /// Without it, the QueryUrl in target/cdk-outputs.json, which `cargo xtask deploy` writes.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Ask the function under cargo-lambda's emulator, on this machine, in place of an endpoint; builds it first.
    #[arg(long, conflicts_with = "url")]
    emulator: bool,
    /// Sent as `authorization: Bearer TOKEN`: of LIMBDA_TOKENS, or a JSON Web Token for an authorizer.
    #[arg(long, env = TOKEN, hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
    /// A setting of the deployment, such as LIMBDA_MAX_ROWS=100; may be given several times.
    #[arg(long = "setting", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// Send this fixture alone; may be given several times.
    #[arg(long = "only", value_name = "CASE")]
    only: Vec<String>,
    /// Seconds to wait for one answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=900))]
    timeout: u64,
}

impl Options {
    /// All fixtures, under the emulator.
    pub(crate) fn under_emulator() -> Self {
        Self { emulator: true, timeout: 60, ..Self::default() }
    }
}

#[cfg(feature = "smoke")]
pub(crate) fn run(options: &Options) -> Result<()> {
    check::run(options)
}

/// Compiles the HTTP client first. The token goes on in the environment: a command line is printed.
#[cfg(not(feature = "smoke"))]
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut again = crate::again::compiled("smoke", "an HTTP client");
    again.arg("smoke").args(options.url.iter().map(|url| format!("--url={url}")));
    again.args(options.emulator.then_some("--emulator"));
    again.args(options.settings.iter().map(|setting| format!("--setting={setting}")));
    again.args(options.only.iter().map(|case| format!("--only={case}")));
    again.arg(format!("--timeout={}", options.timeout));
    crate::shell::run_with_secret(&mut again, TOKEN, options.token.as_deref())
}
