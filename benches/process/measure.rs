//! The rounds: in each, every stack has its turn.

use std::path::PathBuf;

use benches::{Metric, Query, Samples, same};
use harness::{Answer, Process};
use serde_json::Value;

use crate::Result;
use crate::stack::Stack;

/// How often a process answers each query before it counts as warm.
const WARM_UP: usize = 5;

/// How many requests in a row a warm process gets. Only the first finds it idle after the others' turns; with one request a
/// turn, every sample would be of an idle process.
const IN_A_ROW: u32 = 10;

/// The stacks and queries to measure, and the samples so far.
pub(crate) struct Measure<'a> {
    stacks: &'a [Stack],
    queries: Vec<Query>,
    events: Vec<String>,
    /// The first rows that each query returned: all others must be the same.
    rows: Vec<Option<Value>>,
    database: PathBuf,
    samples: Samples,
}

impl<'a> Measure<'a> {
    pub(crate) fn new(stacks: &'a [Stack], queries: Vec<Query>, database: PathBuf) -> Self {
        let (events, rows) = (queries.iter().map(Query::event).collect(), vec![None; queries.len()]);
        Self { stacks, queries, events, rows, database, samples: Samples::default() }
    }

    pub(crate) fn samples(&self) -> &Samples {
        &self.samples
    }

    /// Starts every stack and asks it the first query, once a round.
    pub(crate) fn cold(&mut self, rounds: u32) -> Result<()> {
        for round in 0..rounds {
            progress("cold", round, rounds);
            for stack in self.turns(round) {
                let mut process = stack.spawn(&self.database)?;
                let answer = self.ask(stack, &mut process, 0)?;
                let (name, query) = (&stack.name, &self.queries[0].name);
                let spawned = process.spawned();
                self.samples.time(name, Metric::SpawnToNext, query, answer.asked - spawned);
                self.samples.time(name, Metric::SpawnToResponse, query, answer.received - spawned);
                if let Some(memory) = process.memory() {
                    self.samples.add(name, Metric::ResidentAfterFirst, query, memory.resident as f64);
                    self.samples.add(name, Metric::PeakAfterFirst, query, memory.peak as f64);
                }
            }
        }
        Ok(())
    }

    /// Starts every stack once, and asks each every query this many times, ten in a row.
    pub(crate) fn warm(&mut self, times: u32) -> Result<()> {
        let mut processes = Vec::new();
        for stack in self.stacks {
            let mut process = stack.spawn(&self.database)?;
            for _ in 0..WARM_UP {
                for query in 0..self.queries.len() {
                    self.ask(stack, &mut process, query)?;
                }
            }
            processes.push(process);
        }
        let (stacks, rounds) = (self.stacks, times.div_ceil(IN_A_ROW));
        for round in 0..rounds {
            progress("warm", round, rounds);
            let in_a_row = IN_A_ROW.min(times - round * IN_A_ROW);
            for query in 0..self.queries.len() {
                for place in self.places(round) {
                    for _ in 0..in_a_row {
                        self.sample(&stacks[place], &mut processes[place], query)?;
                    }
                }
            }
        }
        for (stack, process) in self.stacks.iter().zip(&processes) {
            if let Some(memory) = process.memory() {
                self.samples.add(&stack.name, Metric::PeakAfterAll, "all", memory.peak as f64);
            }
        }
        Ok(())
    }

    /// Asks an idle process one query, and takes the time.
    fn sample(&mut self, stack: &Stack, process: &mut Process, query: usize) -> Result<()> {
        process.next_asked().map_err(|failure| stack.failed(failure))?;
        let answer = self.ask(stack, process, query)?;
        let asked = process.next_asked().map_err(|failure| stack.failed(failure))?;
        let (stack, query) = (&stack.name, &self.queries[query].name);
        self.samples.time(stack, Metric::Warm, query, answer.received - answer.sent);
        self.samples.time(stack, Metric::Billed, query, asked - answer.sent);
        Ok(())
    }

    /// Asks one query, and compares the rows with the first that were returned.
    fn ask(&mut self, stack: &Stack, process: &mut Process, query: usize) -> Result<Answer> {
        let answer = process.invoke(self.events[query].as_str()).map_err(|failure| stack.failed(failure))?;
        let rows = self.queries[query].rows_of(&answer.body).map_err(|text| stack.failed(text))?;
        let first = self.rows[query].get_or_insert_with(|| rows.clone());
        if !same(first, &rows) {
            let (name, first) = (&self.queries[query].name, &self.stacks[0].name);
            return Err(stack.failed(format!("query `{name}` returns other rows than {first}")).into());
        }
        Ok(answer)
    }

    /// The stacks in a rotated order each round, because the first one finds cold caches.
    fn turns(&self, round: u32) -> impl Iterator<Item = &'a Stack> + use<'a> {
        let stacks = self.stacks;
        self.places(round).map(|place| &stacks[place])
    }

    fn places(&self, round: u32) -> impl Iterator<Item = usize> + use<> {
        let count = self.stacks.len();
        (0..count).map(move |place| (place + round as usize) % count)
    }
}

/// Prints the progress, at every tenth of the rounds.
#[expect(clippy::print_stderr, reason = "the progress of a bench")]
fn progress(what: &str, round: u32, rounds: u32) {
    if rounds >= 10 && round.is_multiple_of(rounds / 10) {
        eprintln!("process: {what}, round {round} of {rounds}");
    }
}
