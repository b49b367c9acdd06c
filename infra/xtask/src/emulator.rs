//! `cargo xtask emulator`: every fixture, on the binary that is deployed, under emulators of Lambda.

#[cfg(feature = "function")]
mod cargo_lambda;
#[cfg(feature = "function")]
mod compare;
#[cfg(feature = "smoke")]
mod endpoint;
#[cfg(feature = "function")]
mod group;
#[cfg(feature = "function")]
mod log;
#[cfg(feature = "function")]
mod process;
#[cfg(feature = "function")]
mod replay;
#[cfg(feature = "function")]
mod report;
#[cfg(feature = "function")]
mod rie;
#[cfg(feature = "function")]
mod task;

/// Post every fixture's event to the Lambda binary, under AWS's emulator and under cargo-lambda's, and compare the responses.
///
/// The binary is the one that is deployed; it starts with each fixture's settings, beside a copy of the demo database, and
/// writes to a copy of that. A response has to be the recorded one, byte for byte, but for the header `server-timing`, and
/// in a few cases for the time and the chance in their rows. Installs both emulators under target/tools, on Linux, and prints
/// cold and warm times.
#[derive(Default, clap::Args)]
pub(crate) struct Options {
    /// Only this fixture; may be given several times.
    #[arg(long = "case", value_name = "NAME")]
    pub(crate) cases: Vec<String>,
}

#[cfg(feature = "smoke")]
pub(crate) use endpoint::Endpoint;
#[cfg(feature = "function")]
pub(crate) use replay::run;

#[cfg(not(feature = "function"))]
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let mut chore = vec!["emulator"];
    chore.extend(options.cases.iter().flat_map(|case| ["--case", case]));
    crate::again::with_feature("function", "what runs the function under emulators", &chore)
}
