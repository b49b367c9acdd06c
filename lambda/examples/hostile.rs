//! The hostile table (`events::hostile()`) in one process, one case after the other, each a line with tabs between: its
//! name, its SQL, what came, whether that is expected, how many milliseconds it took, and the most bytes that the process had
//! meanwhile. `--list` prints the cases as JSON and runs none.
//! `cargo xtask hostile` builds and runs it, and shows the lines as a table.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use events::{DEMO_DATABASE, Event, Hostile, hostile};
use limbda::{Function, Heap, Settings, SystemHost, heap};
use query_core::{Access, Source};
use serde_json::json;

#[global_allocator]
static HEAP: Heap = heap();

/// As large as the engine's host makes it.
const STACK_BYTES: usize = 64 * 1024 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().any(|argument| argument == "--list") {
        let cases = hostile().into_iter();
        let cases: Vec<_> = cases
            .map(|case| json!({"name": case.name, "body": case.body().to_string(), "codes": case.codes}))
            .collect();
        println!("{}", json!(cases));
        return Ok(());
    }
    let thread =
        std::thread::Builder::new().stack_size(STACK_BYTES).spawn(|| run().map_err(|error| error.to_string()))?;
    Ok(thread.join().map_err(|_| "a case ended the thread")??)
}

fn run() -> Result<(), Box<dyn Error>> {
    let file = Database::new()?;
    let settings = Settings::from_vars(std::env::vars())?;
    if settings.config.access != Access::Read {
        return Err("LIMBDA_ACCESS=write: what is shown is that a service that reads changes nothing".into());
    }
    let function = Function::open_now(Source::File(file.path()), settings, SystemHost::counting(&HEAP))?;
    for case in hostile() {
        forget_peak();
        let event = Event::post("/query").json(case.body()).http_api();
        let begun = Instant::now();
        let answer = function.invoke_now(event.as_bytes());
        let milliseconds = begun.elapsed().as_secs_f64() * 1e3;
        let code = answer.error.map_or("ok", |error| error.code().as_str());
        println!("{}", line(&case, code, milliseconds));
        let good = Event::post("/query").json(json!({"sql": "select count(*) from flights"})).http_api();
        if !function.invoke_now(good.as_bytes()).json.get().contains("[[27004]]") {
            return Err(format!("after `{}` a good request is not answered", case.name).into());
        }
    }
    drop(function);
    file.is_unchanged()
}

/// How much of a case's SQL is shown.
const SHOWN: usize = 50;

fn line(case: &Hostile, code: &str, milliseconds: f64) -> String {
    let expected = if case.codes.contains(&code) { "expected" } else { "unexpected" };
    let sql = match case.sql.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}...", &case.sql[..at]),
        None => case.sql.clone(),
    };
    let bytes = peak().map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
    [case.name, &sql, code, expected, &format!("{milliseconds:.0}"), &bytes].join("\t")
}

/// A copy of the demo database, alone in a folder that ends with it.
struct Database(PathBuf);

impl Database {
    fn new() -> Result<Self, Box<dyn Error>> {
        let folder = std::env::temp_dir().join(format!("limbda-hostile-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("demo.db"), DEMO_DATABASE)?;
        Ok(Self(folder))
    }

    fn path(&self) -> String {
        self.0.join("demo.db").to_string_lossy().into_owned()
    }

    fn is_unchanged(&self) -> Result<(), Box<dyn Error>> {
        if fs::read(self.path())? != DEMO_DATABASE {
            return Err("the database file is not what it was".into());
        }
        match fs::read_dir(&self.0)?.count() {
            1 => Ok(()),
            files => Err(format!("there are {files} files where there was one").into()),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Lets the system count the most memory anew, where it can.
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that this process had in use since, in bytes, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}
