//! `limbda serve --record`: requests saved as fixtures, without their secrets.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use http::request::Parts;

use super::gateway::Event;

/// Saves requests in a folder, numbered on from what is there.
pub(super) struct Recorder {
    folder: PathBuf,
    next: AtomicUsize,
}

impl Recorder {
    pub(super) fn new(folder: PathBuf) -> Result<Self, String> {
        let cannot = |error| format!("{}: {error}", folder.display());
        fs::create_dir_all(&folder).map_err(cannot)?;
        let entries = fs::read_dir(&folder).map_err(cannot)?;
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let numbers = names.filter_map(|name| name.strip_prefix("recorded-")?.split('-').next()?.parse::<usize>().ok());
        let next = numbers.max().map_or(1, |highest| highest + 1);
        Ok(Self { folder, next: next.into() })
    }

    /// Saves one request and its response, and says where.
    pub(super) fn save(&self, parts: &Parts, event: Event<'_>, response: &str) -> Result<PathBuf, String> {
        let number = self.next.fetch_add(1, Relaxed);
        let path: Vec<_> =
            parts.uri.path().split(|c: char| !c.is_ascii_alphanumeric()).filter(|s| !s.is_empty()).collect();
        let name = format!("recorded-{number:03}-{}-{}", parts.method.as_str().to_ascii_lowercase(), path.join("-"));
        let folder = self.folder.join(name.trim_end_matches('-'));
        let write = |file: &str, text: &[u8]| {
            let path = folder.join(file);
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
        };
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        write("event.json", format!("{}\n", event.blanked()).as_bytes())?;
        write("response.json", format!("{response}\n").as_bytes())?;
        Ok(folder)
    }
}
