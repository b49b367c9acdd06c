//! Build, check, pack.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::Options;
use super::archive::{self, DATA, Entry, PROGRAM};
use super::database::Database;
use crate::bootstrap::processor::Processor;
use crate::bootstrap::{self, cross, glibc};
use crate::shell;
use crate::table::table;

/// What Lambda unpacks, at most.
const UNZIPPED: u64 = 250 * 1024 * 1024;

/// What Lambda takes in a call of its interface, at most; a larger package goes by way of S3.
const ZIPPED: u64 = 50 * 1024 * 1024;

pub(crate) fn run(options: &Options) -> Result<()> {
    let processor = if options.arm64 { Processor::Arm64 } else { Processor::X86_64 };
    // What is wrong is told before the long work.
    let database = Database::find(options.database.as_deref())?;
    let native = Processor::of_this_machine() == Some(processor) && !options.zig;
    let bootstrap = if native { bootstrap::built()? } else { cross::built(processor)? };
    let glibc = glibc::check(&bootstrap, processor)?;
    let zip = path(processor)?;
    let entries = [
        Entry { name: "bootstrap", file: &bootstrap, permissions: PROGRAM },
        Entry { name: &database.name, file: &database.file, permissions: DATA },
    ];
    archive::write(&zip, &entries)?;
    let sizes = Sizes::of(&zip, &entries)?;
    print!("{}", sizes.table());
    let needs = glibc.map_or("none".to_owned(), |needed| format!("{needed} or newer"));
    println!("glibc: it needs {needs}; Lambda's provided.al2023 has {}", glibc::LAMBDA);
    println!("LIMBDA_DATABASE=/var/task/{}", database.name);
    println!("SHA-256 {}  {}", sha256(&zip)?, zip.display());
    sizes.check()
}

/// Where the package goes: `cargo xtask deploy` takes it from there.
fn path(processor: Processor) -> Result<PathBuf> {
    let folder = shell::target_dir().join("package");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder.join(format!("function-{}.zip", processor.name())))
}

fn sha256(file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// In bytes.
struct Sizes {
    zipped: u64,
    unzipped: u64,
}

impl Sizes {
    fn of(zip: &Path, entries: &[Entry<'_>]) -> Result<Self> {
        let bytes = |file: &Path| {
            let found = fs::metadata(file).with_context(|| format!("cannot read {}", file.display()));
            found.map(|found| found.len())
        };
        let unzipped: Result<u64> = entries.iter().map(|entry| bytes(entry.file)).sum();
        Ok(Self { zipped: bytes(zip)?, unzipped: unzipped? })
    }

    fn table(&self) -> String {
        let megabytes = |bytes: u64| format!("{:.2}", bytes as f64 / f64::from(1024 * 1024));
        let row = |name: &str, bytes: u64, limit: u64| {
            let share = 100.0 * bytes as f64 / limit as f64;
            [name.to_owned(), megabytes(bytes), megabytes(limit), format!("{share:.1}")]
        };
        let rows = [row("zipped", self.zipped, ZIPPED), row("unzipped", self.unzipped, UNZIPPED)];
        table(["MiB", "package", "Lambda's limit", "% of it"], &rows)
    }

    /// The first limit has a way around it, the second none but a container image.
    fn check(&self) -> Result<()> {
        ensure!(
            self.unzipped <= UNZIPPED,
            "unpacked it is larger than Lambda takes as a zip; a container image may hold 10 GB"
        );
        if self.zipped > ZIPPED {
            println!("larger than Lambda takes directly: it goes by way of S3, as with `cargo xtask deploy`");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stand_beside_lambdas_limits() {
        let sizes = Sizes { zipped: 5 * 1024 * 1024, unzipped: 25 * 1024 * 1024 };
        assert_eq!(
            sizes.table(),
            "MiB       package  Lambda's limit  % of it\n\
             zipped       5.00           50.00     10.0\n\
             unzipped    25.00          250.00     10.0\n"
        );
        assert!(sizes.check().is_ok());
        assert!(Sizes { zipped: ZIPPED + 1, unzipped: UNZIPPED }.check().is_ok());
        assert!(
            Sizes { zipped: 1, unzipped: UNZIPPED + 1 }.check().unwrap_err().to_string().contains("container image")
        );
    }
}
