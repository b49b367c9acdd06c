//! The engines that a page could load: in new processes of Node, in new pages of Chromium, and their sizes.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::store::{self, Run};
use super::{peers, query};
use crate::tools::browser::{self, Browser};
use crate::tools::node::Node;
use crate::{demo, shell, size};

/// What is measured in a new process or page; or why it cannot be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Round {
    pub(super) engine: String,
    pub(super) host: Host,
    /// The host's version.
    pub(super) version: String,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Host {
    Node,
    Chromium,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Outcome {
    Ran {
        /// Milliseconds: until the engine is ready, until the database is open, from there to the first answer, and in all.
        load: f64,
        open: f64,
        first: f64,
        answer: f64,
        /// Each query's median, in milliseconds.
        warm: BTreeMap<String, f64>,
        /// Of each query's answer.
        answers: BTreeMap<String, String>,
    },
    Failed {
        error: String,
    },
}

/// What a page loads of an engine, in bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Size {
    pub(super) engine: String,
    pub(super) version: String,
    pub(super) module: Bytes,
    /// JavaScript, minified.
    pub(super) scripts: Bytes,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Bytes {
    pub(super) raw: u64,
    pub(super) gzip: u64,
    pub(super) brotli: u64,
}

/// A line of bundle.mjs.
#[derive(Deserialize)]
struct Bundled {
    engine: String,
    version: String,
    files: Vec<String>,
}

/// Where the rounds and the sizes are.
pub(super) const FILE: &str = "engines.jsonl";
pub(super) const SIZES: &str = "engine-sizes.jsonl";

pub(super) fn measure(quick: bool) -> Result<()> {
    let (rounds, milliseconds) = if quick { ("1", "200") } else { ("7", "1000") };
    let (node, browser) = (Node::find_or_install()?, Browser::find_or_install()?);
    peers::install_one("wasm")?;
    demo::built(&node)?;
    let run = Run::of("engines", quick)?;
    let bundled = shell::read(&mut node.script("benches/peers/wasm/bundle.mjs"))?;
    let bundled: Vec<Bundled> = bundled.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut sizes = String::new();
    for bundle in &bundled {
        sizes += &(serde_json::to_string(&sized(&node, bundle)?)? + "\n");
    }
    let mut lines = String::new();
    for round in 1..=rounds.parse()? {
        println!("round {round} of {rounds}, in Node");
        for bundle in &bundled {
            let mut script = node.script("benches/peers/wasm/node.mjs");
            lines += &shell::read(script.args([&*bundle.engine, query::DATABASE, query::FILE, milliseconds]))?;
        }
    }
    println!("{rounds} rounds in Chromium");
    let mut script = node.script("benches/peers/wasm/chromium.mjs");
    script.args([rounds, query::DATABASE, query::FILE, milliseconds]).env(browser::CHROMIUM, &browser.chromium);
    lines += &shell::read(&mut script)?;
    let parsed: Vec<Round> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    agree(&parsed)?;
    store::write(SIZES, &sizes)?;
    store::write(FILE, &lines)?;
    run.record("engines")
}

/// An engine that is known not to run, and where. That another does not is a mistake of ours.
const DOES_NOT_RUN: (&str, Host) = ("turso", Host::Node);

/// Every engine ran, where it is known to, and all gave the same answers.
fn agree(rounds: &[Round]) -> Result<()> {
    let mut expected: Option<&BTreeMap<String, String>> = None;
    for Round { engine, host, outcome, .. } in rounds {
        match outcome {
            Outcome::Ran { answers, .. } => {
                let expected = expected.get_or_insert(answers);
                ensure!(*expected == answers, "{engine} in {host:?} answers {answers:?}, others {expected:?}");
            }
            Outcome::Failed { error } => {
                ensure!((&**engine, *host) == DOES_NOT_RUN, "{engine} in {host:?}: {error}");
                println!("{engine} does not run in {host:?}: {error}");
            }
        }
    }
    Ok(())
}

/// The module comes first, the scripts follow.
fn sized(node: &Node, bundle: &Bundled) -> Result<Size> {
    let (module, scripts) = bundle.files.split_first().with_context(|| format!("{} has no files", bundle.engine))?;
    let mut total = Bytes::default();
    for script in scripts {
        let Bytes { raw, gzip, brotli } = bytes(node, script)?;
        total = Bytes { raw: total.raw + raw, gzip: total.gzip + gzip, brotli: total.brotli + brotli };
    }
    let module = bytes(node, module)?;
    Ok(Size { engine: bundle.engine.clone(), version: bundle.version.clone(), module, scripts: total })
}

fn bytes(node: &Node, file: &str) -> Result<Bytes> {
    let size::Bytes { raw, gzip, brotli } = size::measure(node, Path::new(file))?;
    Ok(Bytes { raw, gzip, brotli })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(engine: &str, rest: &str) -> Round {
        let line = format!(r#"{{"engine":"{engine}","host":"node","version":"v20",{rest}}}"#);
        serde_json::from_str(&line).unwrap()
    }

    const RAN: &str = r#""load":1,"open":2,"first":3,"answer":6,"warm":{"lookup":0.1},"answers":{"lookup":"ab"}"#;

    #[test]
    fn engines_that_ran_agree() {
        agree(&[round("limbda", RAN), round("sql.js", RAN), round("turso", r#""error":"no Worker""#)]).unwrap();
        let other = round("sql.js", &RAN.replace("ab", "cd"));
        assert!(agree(&[round("limbda", RAN), other]).is_err());
        for engine in ["limbda", "sqlite-wasm"] {
            assert!(agree(&[round("turso", RAN), round(engine, r#""error":"a trap""#)]).is_err(), "{engine}");
        }
    }
}
