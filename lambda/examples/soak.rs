//! A soak of `limbda serve` on loopback: good requests and hostile ones, mixed by a fixed seed, over many connections at once.
//! Every answer has to be ours, and the server's memory has to stay where it is. `cargo xtask soak` builds and runs it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use bytes::Bytes;
use events::{CASES, hostile};
use http::Request;
use limbda::Event;
use query_core::Code;
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Of the hostile requests, in bytes: more would be a test of the loopback.
const LARGEST_BODY: usize = 10_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<usize>());
    let requests = arguments.next().transpose()?.unwrap_or(100_000);
    let connections = arguments.next().transpose()?.unwrap_or(64).clamp(1, 256);
    let server = Server::start()?;
    let corpus = corpus();
    println!("{requests} requests of {} kinds over {connections} connections", corpus.len());

    let soak = Soak { server, next: AtomicUsize::new(0), requests, corpus, seen: Mutex::default() };
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..connections).map(|_| scope.spawn(|| soak.client())).collect();
        clients.into_iter().try_for_each(|client| client.join().map_err(|_| "a client panicked")?)
    })?;
    soak.report()
}

/// What is asked, and what came of it.
struct Soak {
    server: Server,
    next: AtomicUsize,
    requests: usize,
    corpus: Vec<Vec<u8>>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// How often each code came; `ok` is none.
    codes: BTreeMap<String, usize>,
    microseconds: Vec<u32>,
    foreign: Vec<String>,
    /// The server's memory after each tenth of the requests, in bytes.
    memory: Vec<usize>,
}

impl Soak {
    /// One connection, opened again when the server closes it.
    fn client(&self) -> Result<()> {
        let mut stream = BufReader::new(TcpStream::connect(self.server.address)?);
        loop {
            let i = self.next.fetch_add(1, Relaxed);
            if i >= self.requests {
                return Ok(());
            }
            let request = &self.corpus[usize::try_from(mixed(i as u64) % self.corpus.len() as u64)?];
            let begun = Instant::now();
            stream.get_mut().write_all(request)?;
            let (status, body, closes) = read(&mut stream)?;
            let took = u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX);
            let mut seen = self.seen.lock().map_err(|_| "a client panicked")?;
            seen.microseconds.push(took);
            match ours(status, &body) {
                Some(code) => *seen.codes.entry(code).or_default() += 1,
                None => seen.foreign.push(format!("{status} {}", String::from_utf8_lossy(&body))),
            }
            if seen.microseconds.len() % (self.requests / 10).max(1) == 0 {
                let memory = self.server.memory();
                seen.memory.push(memory);
                println!("{:>8} answered, the server has {:.1} MB", seen.microseconds.len(), memory as f64 / 1e6);
            }
            drop(seen);
            if closes {
                stream = BufReader::new(TcpStream::connect(self.server.address)?);
            }
        }
    }

    fn report(self) -> Result<()> {
        let Seen { codes, mut microseconds, foreign, memory } =
            self.seen.into_inner().map_err(|_| "a client panicked")?;
        for (code, count) in &codes {
            println!("{count:>8} {code}");
        }
        microseconds.sort_unstable();
        let share = |part: usize| microseconds.get(microseconds.len() * part / 100).copied().unwrap_or_default();
        println!("median {} us, p99 {} us, slowest {} us", share(50), share(99), microseconds.last().unwrap_or(&0));
        if let Some(first) = foreign.first() {
            return Err(format!("{} answers are not ours, the first is {first}", foreign.len()).into());
        }
        // By then every connection of the server has its statements prepared.
        let (warm, end) = (memory.get(2).copied().unwrap_or_default(), memory.last().copied().unwrap_or_default());
        if end > warm + warm / 4 {
            return Err(format!("the server's memory grows: {warm} bytes after three tenths, {end} at the end").into());
        }
        Ok(())
    }
}

/// The code of an answer, if it is one that the service gives.
fn ours(status: u16, body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    if status == 200 {
        return Some("ok".to_owned());
    }
    let code = Code::ALL.iter().find(|code| code.as_str() == body["code"] && code.status() == status)?;
    (!matches!(code, Code::Internal | Code::DatabaseUnreadable)).then(|| code.as_str().to_owned())
}

/// Every fixture that HTTP can carry, as often as it takes for one in eight to be hostile.
fn corpus() -> Vec<Vec<u8>> {
    let fixtures = CASES.iter().filter_map(|case| Event::parse(case.event.as_bytes()).ok()?.into_request("").ok());
    let fixtures: Vec<_> = fixtures.map(|request| http1(&request)).collect();
    let bodies = hostile().into_iter().map(|case| case.body().to_string()).filter(|body| body.len() < LARGEST_BODY);
    let hostile = bodies.map(|body| {
        let mut request = Request::new(Bytes::from(body));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = http::Uri::from_static("/query");
        http1(&request)
    });
    let hostile: Vec<_> = hostile.collect();
    let times = (hostile.len() * 7).div_ceil(fixtures.len());
    fixtures.iter().cycle().take(fixtures.len() * times).chain(&hostile).cloned().collect()
}

fn http1(request: &Request<Bytes>) -> Vec<u8> {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut bytes = format!("{} {target} HTTP/1.1\r\n", request.method()).into_bytes();
    for (name, value) in request.headers() {
        if !["content-length", "connection", "transfer-encoding", "expect"].contains(&name.as_str()) {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
    }
    if !request.headers().contains_key("host") {
        bytes.extend(b"host: localhost\r\n");
    }
    bytes.extend(format!("content-length: {}\r\n\r\n", request.body().len()).bytes());
    bytes.extend(request.body());
    bytes
}

/// The status of a response, its body, and whether the server closes the connection after it.
fn read(stream: &mut BufReader<TcpStream>) -> Result<(u16, Vec<u8>, bool)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Err("the server closed the connection without an answer".into());
        }
    }
    let head = head.to_ascii_lowercase();
    let status = head.get(9..12).ok_or("no status")?.parse()?;
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let mut body = vec![0; length.ok_or("no content-length")?.parse()?];
    stream.read_exact(&mut body)?;
    Ok((status, body, head.contains("connection: close")))
}

/// SplitMix64: the published mixing function over a counter.
fn mixed(i: u64) -> u64 {
    let mut z = i.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The `limbda` that was built beside this program; it ends with it.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start() -> Result<Self> {
        let here = std::env::current_exe()?;
        let limbda = here.ancestors().nth(2).ok_or("no folder")?.join("limbda");
        let database = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../events/data/nycflights.db"));
        let mut command = Command::new(&limbda);
        command.arg("serve").arg(database).args(["--port", "0"]).stdout(Stdio::piped());
        command.env("LIMBDA_MAX_TIME_MS", "50").env("LIMBDA_MAX_MEMORY_BYTES", "67108864");
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", limbda.display()))?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let address = line.trim().rsplit_once("http://").ok_or("the server did not start")?.1.parse()?;
        // It prints a line for each request, and must not wait for somebody to read them.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(Self { child, address })
    }

    /// The memory it has now, in bytes; 0 where the system does not tell.
    fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
        kilobytes.unwrap_or_default() * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
