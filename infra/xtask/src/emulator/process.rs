//! A program that runs as long as it is asked things, and not longer than this one.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::shell;
use crate::tools::on_path;

/// How long a program may take to listen, and to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two looks at it.
const PAUSE: Duration = Duration::from_millis(5);

/// A running program; dropped, it is ended.
pub(super) struct Process {
    child: Child,
    name: &'static str,
    /// What it prints.
    pub(super) log: PathBuf,
}

impl Process {
    /// Starts it, its output into the file. Where there is `setpriv`, the system ends it with this program, whatever ends
    /// that; it then ends the function that it runs.
    pub(super) fn start(name: &'static str, command: &Command, log: PathBuf) -> Result<Self> {
        let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let errors = output.try_clone().with_context(|| format!("cannot write {}", log.display()))?;
        let mut bound = bound(command);
        let child = bound.stdin(Stdio::null()).stdout(output).stderr(errors).spawn();
        let child = child.with_context(|| format!("cannot start {name}"))?;
        Ok(Self { child, name, log })
    }

    /// Waits until it listens there.
    pub(super) fn listens(&mut self, address: SocketAddr) -> Result<()> {
        let begun = Instant::now();
        while !somebody_listens(address) {
            if let Some(status) = self.child.try_wait().context("cannot wait for a program")? {
                let said = self.said();
                let taken = said.contains("already in use") || said.contains("Address in use");
                let hint = if taken { "\nanother program has taken the port meanwhile: run this again" } else { "" };
                bail!("{} ended before it listened on {address} ({status}): {said}{hint}", self.name);
            }
            ensure!(
                begun.elapsed() < PATIENCE,
                "{} does not listen on {address} after {} s: {}",
                self.name,
                PATIENCE.as_secs(),
                self.said()
            );
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// What it said last, for an error, and where the rest is.
    pub(super) fn said(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        super::log::summary(&String::from_utf8_lossy(&log), &self.log)
    }

    /// Asks it to end, so that it ends what it has started, and insists after a while.
    fn end(&mut self) {
        shell::succeeds(Command::new("kill").args(["-TERM", &self.child.id().to_string()]));
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(PAUSE);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended by itself is not asked: its number may be another's by now.
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end();
        }
    }
}

/// The same command, bound to the life of this program.
fn bound(command: &Command) -> Command {
    let mut bound = match on_path(&["setpriv"]) {
        Some(setpriv) => {
            let mut bound = shell::command(setpriv);
            bound.args(["--pdeathsig", "TERM"]).arg(command.get_program());
            bound
        }
        None => shell::command(command.get_program()),
    };
    bound.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => bound.env(name, value),
            None => bound.env_remove(name),
        };
    }
    bound
}

/// Whether a connection there is one with somebody else: on a port that nobody has, the system may connect a program with itself.
fn somebody_listens(address: SocketAddr) -> bool {
    TcpStream::connect(address).is_ok_and(|stream| stream.local_addr().is_ok_and(|own| own != address))
}

/// A port of this machine that nobody listens on now.
pub(super) fn free_port() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free on 127.0.0.1")?;
    listener.local_addr().context("no port is free on 127.0.0.1")
}

#[cfg(all(test, unix))]
mod tests {
    use std::net::IpAddr;

    use super::*;

    /// Where nobody listens, and no other test begins to: the system gives this port to nobody who asks for any.
    const NOBODY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

    #[allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]
    fn started(name: &str, script: &str) -> Process {
        let folder = shell::target_dir().join("tests");
        fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", script]).env("SAID", "it is over");
        Process::start("the program", &command, folder.join(name)).unwrap()
    }

    #[test]
    fn one_that_ends_before_it_listens_is_quoted() {
        let mut process = started("ended.log", "echo \"panic: $SAID\"; exit 3");
        let error = process.listens(NOBODY).unwrap_err().to_string();
        assert!(error.starts_with("the program ended before it listened on 127.0.0.1:"), "{error}");
        assert!(error.contains("exit status: 3") && error.contains("panic: it is over"), "{error}");
    }

    #[test]
    fn a_port_that_was_taken_meanwhile_is_told() {
        let mut process = started("taken.log", "echo '[PANIC] listen: address already in use'; exit 2");
        let error = process.listens(NOBODY).unwrap_err().to_string();
        assert!(error.ends_with("another program has taken the port meanwhile: run this again"), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let command = Command::new("/no/such/program");
        let log = shell::target_dir().join("tests/missing.log");
        let mut process = match Process::start("the program", &command, log) {
            // `setpriv` starts, and does not find it.
            Ok(process) => process,
            Err(error) => return assert_eq!(error.to_string(), "cannot start the program"),
        };
        let error = process.listens(NOBODY).unwrap_err().to_string();
        assert!(error.contains("/no/such/program"), "{error}");
    }

    #[test]
    fn dropped_it_is_gone() {
        let process = started("dropped.log", "exec sleep 600");
        let id = process.child.id().to_string();
        let runs = || shell::succeeds(Command::new("kill").args(["-0", &id]));
        assert!(runs());
        drop(process);
        assert!(!runs());
    }

    #[test]
    fn one_that_listens_is_waited_for() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut process = started("listens.log", "exec sleep 600");
        process.listens(listener.local_addr().unwrap()).unwrap();
    }
}
