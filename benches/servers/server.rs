//! One server: how to start it, and how to ask it.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use benches::Query;
use harness::Memory;
use ureq::Agent;

use crate::Result;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; dropped, it is killed.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    child: Child,
    port: u16,
    started: Instant,
    agent: Agent,
    request: fn(&Agent, u16, &Query) -> Result<Vec<u8>>,
}

impl Server {
    /// Starts `limbda serve`, where every request takes the whole path, as an event.
    pub(crate) fn limbda(port: u16) -> Result<Self> {
        let mut limbda = Command::new(limbda().ok_or("there is no limbda; build it with `cargo build --release`")?);
        limbda.args(["serve", benches::DEMO, "--port", &port.to_string()]);
        Self::start("limbda serve", limbda, port, post)
    }

    /// Starts Datasette, with the script of its folder.
    pub(crate) fn datasette(port: u16) -> Result<Self> {
        let mut serve = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/datasette/serve"));
        serve.arg(port.to_string()).env("LIMBDA_DATABASE", benches::DEMO);
        Self::start("Datasette", serve, port, get)
    }

    fn start(
        name: &'static str,
        mut command: Command,
        port: u16,
        request: fn(&Agent, u16, &Query) -> Result<Vec<u8>>,
    ) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let agent = Agent::config_builder().proxy(None).timeout_global(Some(PATIENCE)).build().into();
        let started = Instant::now();
        let child = command.spawn().map_err(|error| format!("cannot start {name}: {error}"))?;
        Ok(Self { name, child, port, started, agent, request })
    }

    /// The time from start to first response. Checks every fifth of a millisecond whether the server listens.
    pub(crate) fn first(&mut self, query: &Query) -> Result<Duration> {
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("{} ended before it listened: {status}", self.name).into());
            }
            if self.started.elapsed() > PATIENCE {
                return Err(format!("{} does not listen", self.name).into());
            }
            thread::sleep(Duration::from_micros(200));
        }
        self.ask(query)?;
        Ok(self.started.elapsed())
    }

    /// The body of the response, which has to be a 200.
    pub(crate) fn ask(&self, query: &Query) -> Result<Vec<u8>> {
        (self.request)(&self.agent, self.port, query).map_err(|error| format!("{}: {error}", self.name).into())
    }

    /// Peak memory in bytes.
    pub(crate) fn peak_memory(&self) -> Result<u64> {
        Ok(Memory::of(self.child.id()).ok_or("the system does not tell a process's memory")?.peak)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The command, if it is built.
pub(crate) fn limbda() -> Option<PathBuf> {
    let paths = ["release/limbda", "debug/limbda"].map(|path| benches::target_dir().join(path));
    paths.into_iter().find(|path| path.is_file())
}

/// A port that is free now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// limbda takes a query as JSON.
fn post(agent: &Agent, port: u16, query: &Query) -> Result<Vec<u8>> {
    let request = agent.post(format!("http://127.0.0.1:{port}/query")).content_type("application/json");
    Ok(request.send(query.body().to_string())?.body_mut().read_to_vec()?)
}

/// Datasette takes a query in the URL, its parameters by name and as text.
fn get(agent: &Agent, port: u16, query: &Query) -> Result<Vec<u8>> {
    let mut sql = query.sql.clone();
    let mut request = agent.get(format!("http://127.0.0.1:{port}/nycflights.json")).query("_shape", "arrays");
    for (at, value) in query.params.iter().enumerate() {
        sql = sql.replacen('?', &format!(":p{at}"), 1);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        request = request.query(format!("p{at}"), text);
    }
    Ok(request.query("sql", sql).call()?.body_mut().read_to_vec()?)
}
