//! `limbda replay`: answers events from files as Lambda did.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use query_core::drive;
use similar::TextDiff;

use super::command::{CommandResult, database};
use crate::heap::Heap;
use crate::host::SystemHost;
use crate::replay::replay;
use crate::settings::Settings;

/// Replay Lambda events from files and print the responses.
///
/// SQL's `now` is the event's own time and its random numbers are a fixed sequence, so every replay gives the same bytes. A
/// `settings.json` next to an event replaces the environment variables.
#[derive(Debug, clap::Args)]
pub(super) struct Replay {
    /// The events, as Lambda received them.
    #[arg(required = true, value_name = "EVENT.json")]
    events: Vec<PathBuf>,
    /// The SQLite file (default: LIMBDA_DATABASE, else the demo database); it is never written.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Compare each response with the `response.json` next to its event and print the differences.
    #[arg(long, conflicts_with = "write")]
    check: bool,
    /// Write each response to the `response.json` next to its event.
    #[arg(long)]
    write: bool,
}

impl Replay {
    pub(super) fn run(self, heap: &'static Heap) -> CommandResult {
        let mut differing = 0;
        for path in &self.events {
            let response = self.respond(path, heap)?;
            let recorded = path.with_file_name("response.json");
            if self.write {
                fs::write(&recorded, &response).map_err(|error| format!("{}: {error}", recorded.display()))?;
                println!("{}: recorded", recorded.display());
            } else if self.check {
                let expected = read(&recorded)?;
                if expected == response {
                    println!("{}: identical", path.display());
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
        println!("{differing} of {} differ; use --write to record the new responses", self.events.len());
        Ok(ExitCode::FAILURE)
    }

    /// The response to one event, on a copy of the database, so one event's writes are invisible to the next.
    fn respond(&self, path: &Path, heap: &'static Heap) -> Result<String, String> {
        let event = read(path)?;
        let settings = settings_for(path)?;
        let file = database(self.database.as_deref(), &settings)?;
        let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let invocation = drive(replay(bytes.into(), settings, event.as_bytes(), SystemHost::counting(heap)));
        let invocation = invocation.map_err(|error| format!("{}: {}", file.display(), error.detail()))?;
        Ok(format!("{}\n", invocation.json))
    }
}

/// The variables from the `settings.json` next to an event, or the environment's if there is no such file.
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

/// A line-by-line difference of two responses, with their JSON bodies indented.
fn difference(recorded: &str, answered: &str) -> String {
    let (recorded, answered) = (laid_out(recorded), laid_out(answered));
    if recorded == answered {
        return "the JSON is equal, but its bytes differ: look at white space, number formats and the order of fields"
            .to_owned();
    }
    TextDiff::from_lines(&recorded, &answered).unified_diff().header("recorded", "replayed").to_string()
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
