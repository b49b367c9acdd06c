//! The fixtures, sent to `limbda serve`: each to a server with its settings and, if it writes, with a database of its own.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use events::{CASES, Case, DEMO_DATABASE};

use super::check::{known, send};
use super::endpoint::Endpoint;
use super::fixture::Fixture;
use crate::shell;

const PATIENCE: Duration = Duration::from_secs(60);

/// `limbda serve`, of the build that this test is of; it ends with it.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(database: &Path, settings: &BTreeMap<String, String>) -> Self {
        let this = std::env::current_exe().unwrap();
        let limbda = this.ancestors().nth(2).unwrap().join("limbda");
        assert!(limbda.is_file(), "{} is not built: cargo test --workspace --all-features", limbda.display());
        let mut command = Command::new(limbda);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LIMBDA_")) {
            command.env_remove(name);
        }
        // As on Lambda, where nothing written lasts.
        command.env("LIMBDA_DURABILITY", "ephemeral").envs(settings);
        command.args(["serve", "--port", "0"]).arg(database).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let (_, address) = line.trim().rsplit_once("http://").unwrap();
        let url = format!("http://{address}");
        // It prints a line for each request, and must not wait for somebody to read them.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { child, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A copy of the demo database.
fn database(name: &str) -> PathBuf {
    let folder = shell::target_dir().join("tests/smoke").join(name);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("nycflights.db");
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("nycflights.db{suffix}")));
    }
    fs::write(&file, DEMO_DATABASE).unwrap();
    file
}

/// The fixtures that one server can answer: those that read, by their settings; each of those that may write, alone.
fn groups() -> BTreeMap<String, (BTreeMap<String, String>, Vec<&'static Case>)> {
    let mut groups = BTreeMap::new();
    for case in CASES {
        let settings = case.variables().unwrap();
        let writes = settings.get("LIMBDA_ACCESS").is_some_and(|access| access == "write");
        let name = if writes { case.name.to_owned() } else { format!("reads-{}", groups_name(&settings)) };
        groups.entry(name).or_insert_with(|| (settings, Vec::new())).1.push(case);
    }
    groups
}

fn groups_name(settings: &BTreeMap<String, String>) -> String {
    settings.iter().map(|(name, value)| format!("{name}-{}", value.replace(['/', ':', '*', ','], "-"))).collect()
}

#[test]
fn limbda_serve_answers_every_fixture_as_recorded() {
    let mut passed_over = Vec::new();
    for (name, (settings, cases)) in groups() {
        let server = Server::start(&database(&name), &settings);
        let endpoint = Endpoint::at(&server.url, None, PATIENCE).unwrap();
        let deployment = super::deployment::Deployment { fresh: true, ..known(&endpoint, settings, false).unwrap() };
        let outcome = send(&endpoint, &deployment, &cases).unwrap();
        assert_eq!(outcome.differing, 0, "{}", outcome.text());
        passed_over.extend(outcome.passed_over);
    }
    passed_over.sort_unstable();
    assert_eq!(
        passed_over,
        [
            "claim-gives-nothing",
            "claim-may-not-write",
            "claim-of-a-role-writes",
            "claim-of-another-role",
            "claim-reads",
            "claim-writes",
            "error-event-body-not-base64",
            "error-event-console-test",
            "error-event-empty",
            "error-event-header",
            "error-event-method",
            "error-event-queue",
            "error-event-schedule",
            "load-balancer-time",
            "sql-date-now",
            "sql-random",
        ],
        "what plain HTTP cannot carry, and what is never the same; everything else is sent"
    );
}

#[test]
fn an_answer_that_differs_is_told() {
    let settings = BTreeMap::from([("LIMBDA_MAX_ROWS".to_owned(), "2".to_owned())]);
    let server = Server::start(&database("differs"), &settings);
    let endpoint = Endpoint::at(&server.url, None, PATIENCE).unwrap();
    // What the deployment is said to be is not what it is.
    let deployment = known(&endpoint, BTreeMap::new(), false).unwrap();
    let cases = [Case::find("query-airlines").unwrap(), Case::find("sql-cte").unwrap()];
    let outcome = send(&endpoint, &deployment, &cases).unwrap();
    assert!(outcome.differing > 0);
    assert!(outcome.text().contains("query-airlines  differs  the body differs at byte "), "{}", outcome.text());
}

/// A server that gives the same answer to whatever comes, once; or none, and keeps the connection.
fn stranger(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut stream = BufReader::new(stream);
        head(&mut stream);
        match answer {
            Some(answer) => write!(stream.get_mut(), "HTTP/1.1 {answer}").unwrap(),
            // It reads on, until the client has had enough.
            None => head(&mut stream),
        }
    });
    url
}

fn head(stream: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    while stream.read_line(&mut line).is_ok_and(|bytes| bytes > 2) {
        line.clear();
    }
}

#[track_caller]
fn refused(url: &str, timeout: Duration, expected: &str) {
    let endpoint = Endpoint::at(url, None, timeout).unwrap();
    let error = known(&endpoint, BTreeMap::new(), false).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn who_is_not_limbda_is_told_apart() {
    let gateway = "content-type: application/json\r\ncontent-length: 23\r\n\r\n{\"message\":\"Forbidden\"}";
    let forbidden: &'static str = Box::leak(format!("403 Forbidden\r\n{gateway}").into_boxed_str());
    refused(&stranger(Some(forbidden)), PATIENCE, "answers 403 `{\"message\":\"Forbidden\"}`; the gateway lets nobody");
    let page = "200 OK\r\ncontent-length: 15\r\n\r\n<!doctype html>";
    refused(&stranger(Some(page)), PATIENCE, "that is not limbda's answer: is the URL right?");
    let moved = "301 Moved\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    refused(&stranger(Some(moved)), PATIENCE, "answers 301");
}

#[test]
fn who_does_not_answer_is_told_so() {
    refused(&stranger(None), Duration::from_millis(50), "no answer in time; --timeout waits longer");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    refused(&format!("http://{closed}"), PATIENCE, "nothing listens there");
}

#[test]
fn every_fixture_becomes_a_request_or_says_why_not() {
    for case in CASES {
        let fixture = Fixture::of(case).unwrap();
        if let Ok(request) = &fixture.request {
            assert!(request.target.starts_with('/'), "{}: {}", case.name, request.target);
        }
    }
}
