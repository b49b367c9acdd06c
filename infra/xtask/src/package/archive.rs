//! The zip: nothing in it but what the files hold.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A file of the archive.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) file: &'a Path,
    /// Lambda runs it; or reads it, as another user than the one who packed it.
    pub(super) permissions: u32,
}

/// Of a program, and of a file.
pub(super) const PROGRAM: u32 = 0o755;
pub(super) const DATA: u32 = 0o644;

/// Writes the files in this order. Times, owners and the like of the files are left out, so the same files give the same
/// bytes; a zip that breaks off is not there.
pub(super) fn write(zip: &Path, entries: &[Entry<'_>]) -> Result<()> {
    let unfinished = zip.with_extension("zip.unfinished");
    written(&unfinished, entries).with_context(|| format!("cannot write {}", unfinished.display()))?;
    fs::rename(&unfinished, zip).with_context(|| format!("cannot write {}", zip.display()))
}

fn written(zip: &Path, entries: &[Entry<'_>]) -> Result<()> {
    let mut archive = ZipWriter::new(File::create(zip)?);
    for Entry { name, file, permissions } in entries {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            // The first that a zip can hold.
            .last_modified_time(DateTime::default())
            .unix_permissions(*permissions);
        archive.start_file(*name, options)?;
        let mut source = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        io::copy(&mut source, &mut archive)?;
    }
    archive.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use zip::ZipArchive;

    use super::*;
    use crate::shell;

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let folder = shell::target_dir().join("tests/archive");
        fs::create_dir_all(&folder).unwrap();
        let [program, data, zip] = ["program", "data", "a.zip"].map(|name| folder.join(name));
        let archive = || {
            // Each time a new file, at another time.
            fs::remove_file(&program).ok();
            fs::write(&program, "a program".repeat(1000)).unwrap();
            fs::write(&data, "some data").unwrap();
            let entries = [
                Entry { name: "bootstrap", file: &program, permissions: PROGRAM },
                Entry { name: "my.db", file: &data, permissions: DATA },
            ];
            write(&zip, &entries).unwrap();
            fs::read(&zip).unwrap()
        };
        let first = archive();
        File::open(&data).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
        assert!(archive() == first);
        let mut archive = ZipArchive::new(io::Cursor::new(first)).unwrap();
        assert_eq!(archive.len(), 2);
        for (at, (name, permissions)) in [("bootstrap", PROGRAM), ("my.db", DATA)].into_iter().enumerate() {
            let entry = archive.by_index(at).unwrap();
            assert_eq!(entry.name().unwrap(), name);
            assert_eq!(entry.unix_mode().unwrap() & 0o777, permissions);
            assert_eq!(entry.last_modified(), Some(DateTime::default()));
            assert!(entry.extra_data().is_none_or(|extra| extra.is_empty()), "no other times in it");
        }
        let mut text = String::new();
        archive.by_name("my.db").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "some data");
    }

    #[test]
    fn what_breaks_off_is_not_there() {
        let zip = shell::target_dir().join("tests/broken.zip");
        let entry = Entry { name: "bootstrap", file: Path::new("no/such/file"), permissions: PROGRAM };
        let error = write(&zip, &[entry]).unwrap_err();
        assert!(format!("{error:#}").contains("cannot read no/such/file"), "{error:#}");
        assert!(!zip.exists());
    }
}
