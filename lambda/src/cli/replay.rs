//! `limbda replay`: events from files, answered as Lambda answered them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use query_core::drive;
use similar::TextDiff;

use super::{Outcome, database};
use crate::heap::Heap;
use crate::host::SystemHost;
use crate::replay::replay;
use crate::settings::Settings;

/// Replay Lambda events from files and print the responses.
///
/// SQL's `now` is the event's own time and its random numbers are a fixed sequence, so a replay gives the same bytes every
/// time. A `settings.json` beside an event holds the variables that the function had.
#[derive(Debug, clap::Args)]
pub(super) struct Replay {
    /// The events, as Lambda got them.
    #[arg(required = true, value_name = "EVENT.json")]
    events: Vec<PathBuf>,
    /// The SQLite file; without it LIMBDA_DATABASE, or the demo database. It is read into memory and never written.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Compare with the `response.json` beside each event, and show how they differ.
    #[arg(long, conflicts_with = "write")]
    check: bool,
    /// Record each response as the `response.json` beside its event.
    #[arg(long)]
    write: bool,
}

impl Replay {
    pub(super) fn run(self, heap: &'static Heap) -> Outcome {
        let mut differing = 0;
        for path in &self.events {
            let response = self.answer(path, heap)?;
            let recorded = path.with_file_name("response.json");
            if self.write {
                fs::write(&recorded, &response).map_err(|error| format!("{}: {error}", recorded.display()))?;
                println!("{}: recorded", recorded.display());
            } else if self.check {
                let expected = read(&recorded)?;
                if expected == response {
                    println!("{}: the same", path.display());
                } else {
                    differing += 1;
                    println!("{}: differs\n{}", path.display(), difference(&expected, &response));
                }
            } else {
                print!("{response}");
            }
        }
        if differing == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        println!("{differing} of {} differ; --write records what is answered now", self.events.len());
        Ok(ExitCode::FAILURE)
    }

    /// The response to one event, on a database of its own: what one event writes the next does not see.
    fn answer(&self, path: &Path, heap: &'static Heap) -> Result<String, String> {
        let event = read(path)?;
        let settings = settings_for(path)?;
        let file = database(self.database.as_deref(), &settings)?;
        let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let answer = drive(replay(bytes.into(), settings, event.as_bytes(), SystemHost::counting(heap)));
        let answer = answer.map_err(|error| format!("{}: {}", file.display(), error.detail()))?;
        Ok(format!("{}\n", answer.json))
    }
}

/// The variables in the `settings.json` beside an event, or the environment's where there is none.
fn settings_for(event: &Path) -> Result<Settings, String> {
    let path = event.with_file_name("settings.json");
    if !path.is_file() {
        return Settings::from_vars(std::env::vars());
    }
    let settings = Settings::from_json(&read(&path)?);
    settings.map_err(|text| format!("{}: {text}", path.display()))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// How two responses differ, line by line, with the JSON of their bodies laid out.
fn difference(recorded: &str, answered: &str) -> String {
    let (recorded, answered) = (laid_out(recorded), laid_out(answered));
    if recorded == answered {
        return "the same JSON in other bytes: the order of fields, or space, differs".to_owned();
    }
    TextDiff::from_lines(&recorded, &answered).unified_diff().header("recorded", "answered").to_string()
}

fn laid_out(response: &str) -> String {
    let Ok(mut json) = serde_json::from_str::<serde_json::Value>(response) else { return response.to_owned() };
    if let Some(body) = json.get_mut("body")
        && let Some(inner) = body.as_str().and_then(|text| serde_json::from_str(text).ok())
    {
        *body = inner;
    }
    format!("{json:#}\n")
}
