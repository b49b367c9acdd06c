//! `cargo xtask package`: the function as Lambda takes it, a zip of the binary and the database.

#[cfg(feature = "function")]
mod archive;
#[cfg(feature = "function")]
mod build;
#[cfg(feature = "function")]
mod database;

use std::path::PathBuf;

/// Build the function's package: a zip of the Lambda binary and a database, the same bytes every time.
///
/// The same from any folder, with the same compiler and the same path of cargo's home, which the binary's messages hold.
/// Writes target/package/function-x86_64.zip, or function-arm64.zip. The binary is held to the glibc of Lambda's runtime
/// provided.al2023, and the package to Lambda's limits. On Lambda the database is /var/task/NAME, where NAME is the file's:
/// LIMBDA_DATABASE says so.
#[derive(Default, clap::Args)]
pub(crate) struct Options {
    /// For Lambda's arm64 processors; compiles with zig where this machine is another.
    #[arg(long)]
    pub(crate) arm64: bool,
    /// Compile with zig also for a processor like this machine's: needed where there is no C library to link statically.
    #[arg(long)]
    pub(crate) zig: bool,
    /// The SQLite file; without it the demo database.
    #[arg(long, value_name = "FILE")]
    pub(crate) database: Option<PathBuf>,
}

#[cfg(feature = "function")]
pub(crate) use build::run;

#[cfg(not(feature = "function"))]
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let mut chore: Vec<std::ffi::OsString> = vec!["package".into()];
    chore.extend(options.arm64.then(|| "--arm64".into()));
    chore.extend(options.zig.then(|| "--zig".into()));
    if let Some(file) = &options.database {
        chore.extend(["--database".into(), file.into()]);
    }
    crate::again::with_feature("function", "what packages the function", &chore)
}
