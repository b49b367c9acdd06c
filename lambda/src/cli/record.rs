//! `limbda serve --record`: saves requests as fixtures, without their secrets.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use bytes::Bytes;
use http::Request;

use crate::gateway::Payload;

/// Saves requests in a folder. Numbering continues after the recordings that it already contains.
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

    /// Saves an event and its response, and returns the new folder.
    pub(super) fn save(&self, request: &Request<Bytes>, event: Payload<'_>, response: &str) -> Result<PathBuf, String> {
        let number = self.next.fetch_add(1, Relaxed);
        let path: Vec<_> =
            request.uri().path().split(|c: char| !c.is_ascii_alphanumeric()).filter(|s| !s.is_empty()).collect();
        let name =
            format!("recorded-{number:03}-{}-{}", request.method().as_str().to_ascii_lowercase(), path.join("-"));
        let folder = self.folder.join(name.trim_end_matches('-'));
        let write = |file: &str, text: &[u8]| {
            let path = folder.join(file);
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
        };
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        write("event.json", format!("{}\n", event.redacted().to_json_pretty()).as_bytes())?;
        write("response.json", format!("{response}\n").as_bytes())?;
        Ok(folder)
    }
}
