//! One server: how it is started, and how it is asked.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::bench::measure::http::{Client, free_port};
use crate::bench::measure::machine::script;
use crate::bench::measure::query::{DATABASE, Query};
use crate::bench::measure::{peers, stats};
use crate::shell;

/// Longer than any server takes to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A kind of server.
pub(super) struct Kind {
    name: &'static str,
    command: fn(port: u16) -> Command,
    request: fn(&Query) -> String,
}

/// `limbda serve`: every request takes the whole path, as an event.
pub(super) static LIMBDA: Kind = Kind { name: "limbda serve", command: limbda, request: posted };

/// Datasette, as its own script starts it.
pub(super) static DATASETTE: Kind = Kind { name: "Datasette", command: datasette, request: in_the_address };

/// A server that runs; it ends when this is dropped.
pub(super) struct Server {
    kind: &'static Kind,
    child: Child,
    port: u16,
    started: Instant,
    client: Option<Client>,
}

impl Server {
    /// Starts it.
    pub(super) fn start(kind: &'static Kind) -> Result<Self> {
        let port = free_port()?;
        let mut command = (kind.command)(port);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {}", kind.name))?;
        Ok(Self { kind, child, port, started, client: None })
    }

    pub(super) fn name(&self) -> &'static str {
        self.kind.name
    }

    /// Milliseconds from the start to the first answer. Whether it listens is looked at every fifth of a millisecond.
    pub(super) fn first(&mut self, query: &Query) -> Result<f64> {
        let mut client = loop {
            if let Some(client) = Client::connect(self.port) {
                break client;
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended before it listened: {status}", self.kind.name);
            }
            ensure!(self.started.elapsed() < PATIENCE, "{} does not listen", self.kind.name);
            std::thread::sleep(Duration::from_micros(200));
        };
        client.send(&(self.kind.request)(query))?;
        self.client = Some(client);
        Ok(self.started.elapsed().as_secs_f64() * 1e3)
    }

    /// The rows that answer a query.
    pub(super) fn rows(&mut self, query: &Query) -> Result<Value> {
        let answer: Value = serde_json::from_slice(&self.send(&(self.kind.request)(query))?)?;
        let rows = &answer["rows"];
        ensure!(rows.is_array(), "{}: an answer without rows: {answer}", self.kind.name);
        Ok(rows.clone())
    }

    /// The median of a query's round trips, in milliseconds, over about so long; the first third warms up.
    pub(super) fn median(&mut self, query: &Query, each: Duration) -> Result<f64> {
        let request = (self.kind.request)(query);
        let mut samples = Vec::new();
        let start = Instant::now();
        while samples.len() < 15 || start.elapsed() < each {
            let before = Instant::now();
            self.send(&request)?;
            samples.push(before.elapsed().as_secs_f64() * 1e3);
        }
        stats::median(&samples[samples.len() / 3..]).context("nothing was measured")
    }

    /// The most memory that the process held, in KiB, as Linux has counted it.
    pub(super) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.trim().strip_suffix(" kB")).context("no VmHWM in its status")?;
        Ok(number.trim().parse()?)
    }

    fn send(&mut self, request: &str) -> Result<Vec<u8>> {
        self.client.as_mut().context("it was not asked yet")?.send(request)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn limbda(port: u16) -> Command {
    let mut limbda = shell::command(shell::target_dir().join("release/limbda"));
    limbda.args(["serve", DATABASE, "--port", &port.to_string()]);
    limbda
}

fn datasette(port: u16) -> Command {
    let mut serve = script(&format!("{}/datasette/serve", peers::FOLDER));
    serve.arg(port.to_string()).env("LIMBDA_DATABASE", PathBuf::from(DATABASE));
    serve
}

fn posted(query: &Query) -> String {
    let body = json!({ "sql": query.sql, "params": query.params }).to_string();
    let length = body.len();
    format!(
        "POST /query HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// Datasette takes parameters by name, as text.
fn in_the_address(query: &Query) -> String {
    let mut sql = query.sql.clone();
    let mut params = String::new();
    for (at, value) in query.params.iter().enumerate() {
        sql = sql.replacen('?', &format!(":p{at}"), 1);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        params += &format!("&p{at}={}", encoded(&text));
    }
    format!("GET /nycflights.json?_shape=arrays&sql={}{params} HTTP/1.1\r\nhost: localhost\r\n\r\n", encoded(&sql))
}

fn encoded(text: &str) -> String {
    let letter = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_in_two_forms() {
        let query =
            Query { name: "q".into(), sql: "select ?, ?".into(), params: vec![json!(1), json!("a b")], rows: Some(1) };
        assert!(posted(&query).ends_with("content-length: 40\r\n\r\n{\"params\":[1,\"a b\"],\"sql\":\"select ?, ?\"}"));
        assert!(in_the_address(&query).starts_with(
            "GET /nycflights.json?_shape=arrays&sql=select%20%3Ap0%2C%20%3Ap1&p0=1&p1=a%20b HTTP/1.1\r\n"
        ));
    }
}
