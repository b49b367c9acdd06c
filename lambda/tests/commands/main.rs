//! The binaries as they are used: `limbda` on the command line, `bootstrap` under a runtime API on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on ends")]

mod bootstrap;
mod check;
mod faults;
mod http;
mod replay;
mod serve;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const DATABASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/data/nycflights.db");

/// `limbda` with nothing of this machine's settings.
fn limbda(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_limbda"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LIMBDA_")) {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    limbda(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder of this test alone, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// An event of payload 2.0 that posts this body to `/query`.
fn event(body: &str) -> String {
    serde_json::json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/query", "rawQueryString": "",
        "headers": {"content-type": "application/json", "host": "api.example.com"},
        "requestContext": {
            "http": {"method": "POST", "path": "/query", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"},
            "requestId": "JKJaXmPLvHcESHA=", "stage": "$default", "timeEpoch": 1_767_323_045_000_u64,
        },
        "body": body, "isBase64Encoded": false,
    })
    .to_string()
}
