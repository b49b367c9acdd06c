//! The database that is packed.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::shell;

const DEMO: &str = "events/data/nycflights.db";

/// What a SQLite file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// A SQLite file that is complete by itself.
pub(super) struct Database {
    pub(super) file: PathBuf,
    pub(super) name: String,
}

impl Database {
    /// The file that was asked for, or the demo's.
    pub(super) fn find(asked: Option<&Path>) -> Result<Self> {
        let file = asked.map_or_else(|| shell::root().join(DEMO), Path::to_owned);
        let shown = file.display();
        let mut start = [0; MAGIC.len()];
        let read = File::open(&file).and_then(|mut file| file.read_exact(&mut start));
        ensure!(fs::metadata(&file).is_ok_and(|found| found.is_file()), "--database {shown}: there is no such file");
        ensure!(
            read.is_ok() && start == *MAGIC,
            "--database {shown}: this is no SQLite file; `cargo run -- check {shown}` says what it is"
        );
        let log = PathBuf::from(format!("{shown}-wal"));
        ensure!(
            fs::metadata(&log).map_or(0, |log| log.len()) == 0,
            "--database {shown}: what was written last is in {}, and not in the file; close what has it open, or run \
             `sqlite3 {shown} 'pragma wal_checkpoint(truncate)'`",
            log.display()
        );
        let name = file.file_name().and_then(|name| name.to_str()).context("--database: its name is not UTF-8")?;
        ensure!(name != "bootstrap", "--database {shown}: the name `bootstrap` is the binary's");
        Ok(Self { name: name.to_owned(), file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(file: &Path, text: &str) {
        let error = Database::find(Some(file)).err().unwrap().to_string();
        assert!(error.contains(text), "{error}");
    }

    #[test]
    fn a_file_that_is_not_all_of_a_database_is_refused() {
        let folder = shell::target_dir().join("tests/database");
        fs::create_dir_all(&folder).unwrap();
        refused(&folder.join("missing.db"), "there is no such file");
        refused(&folder, "there is no such file");
        refused(&shell::root().join("Cargo.toml"), "this is no SQLite file");
        let [file, log, bootstrap] = ["my.db", "my.db-wal", "bootstrap"].map(|name| folder.join(name));
        fs::copy(shell::root().join(DEMO), &file).unwrap();
        fs::write(&log, "").unwrap();
        assert_eq!(Database::find(Some(&file)).unwrap().name, "my.db");
        fs::write(&log, "pages").unwrap();
        refused(&file, "wal_checkpoint");
        fs::copy(&file, &bootstrap).unwrap();
        refused(&bootstrap, "the binary's");
    }

    #[test]
    fn without_one_it_is_the_demos() {
        assert_eq!(Database::find(None).unwrap().name, "nycflights.db");
    }
}
