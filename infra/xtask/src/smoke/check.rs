//! The run: what is there, each fixture, the table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use events::{CASES, Case};

use super::Options;
use super::deployment::Deployment;
use super::endpoint::{Endpoint, foreign};
use super::fixture::Fixture;
use crate::emulator::Endpoint as Emulated;
use crate::table::table;
use crate::{outputs, shell};

/// The fixture that asks `/health`, and the one that asks for the schema.
const HEALTH: &str = "health";
const SCHEMA: &str = "schema";

pub(super) fn run(options: &Options) -> Result<()> {
    let emulated = options.emulator.then(Emulated::start).transpose()?;
    let url = match (&options.url, &emulated) {
        (Some(url), _) => url.clone(),
        (None, Some(emulated)) => emulated.url.clone(),
        (None, None) => deployed()?,
    };
    let endpoint = Endpoint::at(&url, options.token.clone(), Duration::from_secs(options.timeout))?;
    let settings = options.settings.iter().map(|setting| parsed(setting)).collect::<Result<_>>()?;
    let deployment = known(&endpoint, settings, options.token.is_some())?;
    ensure_demo_database(&endpoint)?;
    let outcome = send(&endpoint, &deployment, &chosen(&options.only)?)?;
    print!("{}", outcome.text());
    ensure!(outcome.differing == 0, "{} of {} answers differ", outcome.differing, outcome.sent);
    Ok(())
}

fn deployed() -> Result<String> {
    let file = shell::target_dir().join("cdk-outputs.json");
    let text = fs::read_to_string(&file).with_context(|| {
        format!("cannot read {}, which `cargo xtask deploy` writes; --url URL asks another endpoint", file.display())
    })?;
    let url = outputs::value(&text, outputs::QUERY_URL);
    url.map(str::to_owned).with_context(|| format!("{} has no QueryUrl; --url URL names an endpoint", file.display()))
}

fn parsed(setting: &str) -> Result<(String, String)> {
    let parts = setting.split_once('=').filter(|(name, _)| name.starts_with("LIMBDA_"));
    let (name, value) = parts.with_context(|| format!("--setting {setting}: expected LIMBDA_NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Those of these names; all, where there are no names.
fn chosen(names: &[String]) -> Result<Vec<&'static Case>> {
    if names.is_empty() {
        return Ok(CASES.iter().collect());
    }
    let find = |name: &String| Case::find(name).with_context(|| format!("--only {name}: there is no such fixture"));
    names.iter().map(find).collect()
}

/// What `/health` tells, and what is given.
pub(super) fn known(endpoint: &Endpoint, settings: BTreeMap<String, String>, token: bool) -> Result<Deployment> {
    let answer = ask(endpoint, HEALTH)?;
    let health = answer.json();
    let engine = health.pointer("/engine/name").is_some();
    let (Some(access), Some(durability), true) = (answer.field("access"), answer.field("durability"), engine) else {
        bail!("{}: {}", endpoint.base(), foreign(&answer));
    };
    println!("{} is limbda {}, {access}, {durability}", endpoint.base(), answer.field("version").unwrap_or_default());
    Ok(Deployment { settings, access, durability, token, fresh: false })
}

/// The fixtures are about the demo database; with another every answer differs, and the first says enough.
fn ensure_demo_database(endpoint: &Endpoint) -> Result<()> {
    let answer = ask(endpoint, SCHEMA)?;
    let recorded = fixture(SCHEMA)?.recorded;
    let refused = matches!(answer.status, 401 | 403);
    ensure!(!refused, "{}: {}; --token TOKEN", endpoint.base(), answer.field("detail").unwrap_or_default());
    ensure!(
        answer.body == recorded.body,
        "{} serves another database than the fixtures are about, events/data/nycflights.db: deploy that one, or ask yours \
         with curl ({})",
        endpoint.base(),
        recorded.differences(&answer).join("; ")
    );
    Ok(())
}

fn ask(endpoint: &Endpoint, name: &str) -> Result<super::answer::Answer> {
    match fixture(name)?.request {
        Ok(request) => endpoint.ask(&request),
        Err(why) => bail!("events/cases/{name}: {why}"),
    }
}

fn fixture(name: &str) -> Result<Fixture> {
    Fixture::of(Case::find(name).with_context(|| format!("there is no fixture {name}"))?)
}

/// How it went.
#[derive(Default)]
pub(super) struct Outcome {
    rows: Vec<[String; 3]>,
    added: BTreeSet<String>,
    pub(super) sent: usize,
    pub(super) differing: usize,
    /// The names of those that were not sent.
    pub(super) passed_over: Vec<&'static str>,
}

/// Sends the fixtures that the deployment answers, one after another.
pub(super) fn send(endpoint: &Endpoint, deployment: &Deployment, cases: &[&'static Case]) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for case in cases {
        let fixture = Fixture::of(case)?;
        match (deployment.passes_over(&fixture), &fixture.request) {
            (None, Ok(request)) => {
                outcome.sent += 1;
                let differences = match endpoint.ask(request) {
                    Ok(answer) => {
                        outcome.added.extend(fixture.recorded.added(&answer));
                        fixture.recorded.differences(&answer)
                    }
                    Err(error) => vec![format!("{error:#}")],
                };
                outcome.differing += usize::from(!differences.is_empty());
                let result = if differences.is_empty() { "same" } else { "differs" };
                outcome.rows.push([fixture.name.into(), result.into(), differences.join("; ")]);
            }
            (why, _) => {
                outcome.passed_over.push(fixture.name);
                outcome.rows.push([fixture.name.into(), "not sent".into(), why.unwrap_or_default()]);
            }
        }
    }
    Ok(outcome)
}

impl Outcome {
    pub(super) fn text(&self) -> String {
        let added: Vec<_> = self.added.iter().map(String::as_str).collect();
        format!(
            "{}{} sent, {} the same, {} differ, {} not sent\nheaders that are added on the way: {}\n",
            table(["case", "result", "why"], &self.rows),
            self.sent,
            self.sent - self.differing,
            self.differing,
            self.passed_over.len(),
            if added.is_empty() { "none".to_owned() } else { added.join(", ") },
        )
    }
}
