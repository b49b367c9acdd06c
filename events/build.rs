//! Lists the fixtures at build time, because WebAssembly has no file system.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let cases_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    println!("cargo::rerun-if-changed={}", cases_folder.display());

    let mut folders = Vec::new();
    for entry in fs::read_dir(&cases_folder)? {
        let folder = entry?.path();
        if folder.join("event.json").exists() {
            folders.push(folder);
        }
    }
    folders.sort();

    let mut cases = String::from("&[\n");
    for folder in &folders {
        let name = folder.file_name().unwrap_or_default();
        let (event, response) = (text(folder, "event.json", ""), text(folder, "response.json", ""));
        let settings = text(folder, "settings.json", "{}");
        let fields = format!("name: {name:?}, event: {event}, response: {response}, settings: {settings}");
        writeln!(cases, "Case {{ {fields} }},").map_err(io::Error::other)?;
    }
    cases.push(']');
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(PathBuf::from(out).join("cases.rs"), cases)
}

/// The expression for a file's text.
fn text(folder: &Path, file: &str, absent: &str) -> String {
    let path = folder.join(file);
    if path.exists() { format!("include_str!({path:?})") } else { format!("{absent:?}") }
}
