//! Servers on this machine, asked over plain HTTP on loopback: `limbda serve`, and Datasette beside it.
//!
//! Each start of one server is followed by a start of the other, in rotating order. The client is the same for both, and so
//! must the rows be.
#![expect(clippy::print_stdout, reason = "a bench prints")]

mod server;

use std::error::Error;
use std::time::Instant;

use benches::{Metric, Query, Samples, same};
use clap::Parser;

use server::Server;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// How often a server answers each query before it counts as warm.
const WARM_UP: u32 = 10;

/// Measure `limbda serve` and Datasette, over plain HTTP on loopback.
#[derive(Parser)]
#[command(name = "servers", bin_name = "cargo bench -p benches --bench servers --")]
struct Options {
    /// How often to start each server.
    #[arg(long, value_name = "N", default_value_t = 7)]
    cold: usize,
    /// How often to ask each query after each start.
    #[arg(long, value_name = "N", default_value_t = 50)]
    warm: u32,
    /// Check the responses of limbda alone, in one round.
    #[arg(long)]
    test: bool,
    /// Added by cargo.
    #[arg(long, hide = true)]
    bench: bool,
    /// Filters for other benches, when one command line runs all.
    #[arg(hide = true)]
    filters: Vec<String>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    if !options.filters.is_empty() && !options.filters.iter().any(|filter| "servers".contains(filter.as_str())) {
        return Ok(());
    }
    let mut starts: Vec<fn(u16) -> Result<Server>> = vec![Server::limbda];
    if !options.test {
        starts.push(Server::datasette);
    } else if server::limbda().is_none() {
        println!("servers: nothing to check; build the server with `cargo build --release`");
        return Ok(());
    }
    let (cold, warm) = if options.test { (1, 1) } else { (options.cold, options.warm) };
    let queries: Vec<_> = Query::all()?.into_iter().filter(|query| query.rows.is_some()).collect();
    let (mut samples, mut expected) = (Samples::default(), vec![None; queries.len()]);
    for round in 0..cold {
        println!("servers: round {} of {cold}", round + 1);
        for place in 0..starts.len() {
            let mut server = starts[(place + round) % starts.len()](server::free_port()?)?;
            let first = server.first(&queries[0])?;
            samples.time(server.name, Metric::SpawnToResponse, &queries[0].name, first);
            for (query, expected) in queries.iter().zip(&mut expected) {
                for request in 0..WARM_UP + warm {
                    let start = Instant::now();
                    let body = server.ask(query)?;
                    let took = start.elapsed();
                    if request >= WARM_UP {
                        samples.time(server.name, Metric::Warm, &query.name, took);
                    }
                    let rows = serde_json::from_slice::<serde_json::Value>(&body)?["rows"].take();
                    if !same(expected.get_or_insert_with(|| rows.clone()), &rows) {
                        return Err(format!("{}: query `{}` returns other rows", server.name, query.name).into());
                    }
                }
            }
            let peak = server.peak_memory()?;
            samples.add(server.name, Metric::PeakAfterAll, "all", peak as f64);
        }
    }
    let summaries = samples.summaries();
    print!("{}", summaries.table());
    if !options.test {
        summaries.write(&benches::target_dir().join("bench/servers.jsonl"))?;
    }
    Ok(())
}
