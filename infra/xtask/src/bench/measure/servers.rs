//! Servers on this machine, asked over plain HTTP: `limbda serve`, and Datasette.

mod server;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::store::{self, Run};
use super::{peers, query};
use crate::shell;
use server::{DATASETTE, LIMBDA, Server};

/// What is measured of a server that was started once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Round {
    pub(super) server: String,
    /// From the start of the process to its first answer, in milliseconds.
    pub(super) first: f64,
    /// Each query's median, in milliseconds.
    pub(super) warm: BTreeMap<String, f64>,
    /// The most memory that it held, in KiB.
    pub(super) memory: u64,
}

/// Where the rounds are.
pub(super) const FILE: &str = "servers.jsonl";

/// Starts one server after the other, several times, so that the machine's noise falls on both.
pub(super) fn measure(quick: bool) -> Result<()> {
    let (rounds, each) = if quick { (2, Duration::from_millis(200)) } else { (7, Duration::from_secs(2)) };
    peers::install_one("datasette")?;
    println!(
        "building limbda's local server: its features are others than the Lambda binary's, so the engine is compiled again"
    );
    shell::run(shell::cargo().args(["build", "--release", "-p", "limbda", "--bin", "limbda"]))?;
    let run = Run::of("servers", quick)?;
    let queries = query::all()?;
    let mut lines = String::new();
    for round in 1..=rounds {
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for kind in [&LIMBDA, &DATASETTE] {
            let mut server = Server::start(kind)?;
            let first = server.first(&queries[0])?;
            let mut warm = BTreeMap::new();
            let mut answers = Vec::new();
            for query in &queries {
                answers.push(server.rows(query)?);
                warm.insert(query.name.clone(), server.median(query, each)?);
            }
            println!("round {round} of {rounds}: {}: first answer after {first:.1} ms", server.name());
            rows.push(answers);
            let round = Round { server: server.name().into(), first, warm, memory: server.memory()? };
            lines += &(serde_json::to_string(&round)? + "\n");
        }
        ensure!(rows.windows(2).all(|two| two[0] == two[1]), "the servers' answers differ");
    }
    store::write(FILE, &lines)?;
    run.record("servers")
}
