//! What every command shares.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::settings::Settings;

/// The result of a command: an exit code, or a message for the terminal.
pub(super) type CommandResult = Result<ExitCode, String>;

/// The demo database, relative to the top of the repository.
const DEMO_DATABASE: &str = "events/data/nycflights.db";

/// The database from the command line, else from the settings, else the demo's.
pub(super) fn database(named: Option<&Path>, settings: &Settings) -> Result<PathBuf, String> {
    let path = named.map(Path::to_owned).or_else(|| settings.database.clone().map(PathBuf::from));
    let path = path.unwrap_or_else(|| PathBuf::from(DEMO_DATABASE));
    if path.is_file() {
        return Ok(path);
    }
    let hint = if path == Path::new(DEMO_DATABASE) {
        "; name a database, or run this at the top of the repository to use the demo database"
    } else {
        ""
    };
    Err(format!("{}: no such file{hint}", path.display()))
}
