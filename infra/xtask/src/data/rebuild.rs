//! With the feature `data`: source archive -> rows -> file, and whether the file changed.

mod database;
mod field;
mod sdist;
mod slice;

use std::fs;
use std::path::{Display, Path};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::Options;
use crate::{shell, size::megabytes, table::table};
use slice::Slice;

/// The committed file stays small enough to live in git, and to be compiled into tests.
const BUDGET: u64 = 4_000_000;

pub(super) fn run(options: &Options) -> Result<()> {
    let built = shell::root().join("target/data");
    fs::create_dir_all(&built).with_context(|| format!("cannot create {}", built.display()))?;
    let source = sdist::fetch()?.unpack()?;
    if options.full {
        return write(&built.join("nycflights-full.db"), &Slice::year(&source)?);
    }
    let file = built.join("nycflights.db");
    write(&file, &Slice::january(&source)?)?;
    let bytes = file.metadata()?.len();
    ensure!(bytes <= BUDGET, "{bytes} bytes are over the budget of {BUDGET}");
    replace(&shell::root().join("events/data/nycflights.db"), &file)
}

/// Writes the database and describes it.
fn write(file: &Path, slice: &Slice) -> Result<()> {
    let counts = database::write(file, slice).with_context(|| format!("cannot write {}", file.display()))?;
    let rows: Vec<_> = counts.into_iter().map(|(name, rows)| [name, rows.to_string()]).collect();
    print!("{}", table(["table", "rows"], &rows));
    let bytes = fs::read(file)?;
    println!("{}: {} bytes ({:.2} MB)", shown(file), bytes.len(), megabytes(bytes.len() as u64));
    println!("sha256 {}", hex(&Sha256::digest(&bytes)));
    Ok(())
}

/// Puts the new file in the committed one's place, and says whether a byte changed.
fn replace(committed: &Path, new: &Path) -> Result<()> {
    let name = shown(committed);
    let bytes = fs::read(new)?;
    match fs::read(committed) {
        Ok(old) if old == bytes => println!("{name} is unchanged, byte for byte"),
        old => {
            fs::write(committed, &bytes).with_context(|| format!("cannot write {name}"))?;
            match old {
                Ok(old) => {
                    println!("{name} CHANGED: it was {} bytes, sha256 {}", old.len(), hex(&Sha256::digest(&old)))
                }
                Err(_) => println!("{name} is new"),
            }
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The path as seen from the root.
fn shown(path: &Path) -> Display<'_> {
    path.strip_prefix(shell::root()).unwrap_or(path).display()
}
