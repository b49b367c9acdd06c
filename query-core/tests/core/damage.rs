use std::cell::RefCell;
use std::collections::BTreeMap;

use events::DEMO_DATABASE;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::test;
use super::*;

/// What is asked of a damaged file: every table, by scans, keys and indexes.
const QUESTIONS: &[&str] = &[
    "select count(*) from flights",
    "select * from flights where id = 12345",
    "select carrier, count(*) from flights where origin = 'JFK' group by carrier order by 2 desc",
    "select * from airlines order by name",
    "select max(length(name)) from airports",
    "select count(*) from planes join flights using (tailnum)",
    "select * from weather order by temp desc limit 5",
    "select sql from sqlite_schema",
    "select * from delays",
];

/// Asks a file that may be damaged; the codes of the answers, or of the refusal to open it.
fn ask(file: Vec<u8>) -> Result<Vec<String>, TestCaseError> {
    let limits = Limits { vm_steps: Some(2_000_000), ..Limits::default() };
    let config = Config { limits, ..Config::default() };
    let service = match Service::open_now(Source::Bytes(file.into()), config, host()) {
        Ok(service) => service,
        Err(error) => return Ok(vec![error.code().as_str().to_owned()]),
    };
    let mut codes = Vec::new();
    for path in ["/health", "/schema"] {
        codes.push(code(&send(&service, Method::GET, path, ""))?);
    }
    for sql in QUESTIONS {
        codes.push(code(&post(&service, "/query", &json!({ "sql": sql })))?);
    }
    // What the file says of itself must never be needed to say this.
    prop_assert_eq!(code(&post(&service, "/query", &json!({"sql": "select 6 * 7"})))?, "ok");
    Ok(codes)
}

fn code(response: &Response<Bytes>) -> Result<String, TestCaseError> {
    let body: Value =
        serde_json::from_slice(response.body()).map_err(|error| TestCaseError::fail(error.to_string()))?;
    if response.status() == 200 {
        return Ok("ok".to_owned());
    }
    let known =
        query_core::Code::ALL.iter().any(|code| code.as_str() == body["code"] && code.status() == response.status());
    prop_assert!(known, "{body}");
    Ok(body["code"].as_str().unwrap_or_default().to_owned())
}

/// Asks so many damaged files, and expects each of these codes at least once.
fn check(files: u32, expected: &[&str], damage: impl Strategy<Value = Vec<u8>>) {
    let seen = RefCell::new(BTreeMap::<String, usize>::new());
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[13; 32]);
    let runs = Runs { cases: files, failure_persistence: None, max_shrink_iters: 50, ..Runs::default() };
    let outcome = TestRunner::new_with_rng(runs, seed).run(&damage, |file| {
        for code in ask(file)? {
            *seen.borrow_mut().entry(code).or_default() += 1;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let seen = seen.into_inner();
    assert!(expected.iter().all(|code| seen.contains_key(*code)), "expected {expected:?}, seen {seen:?}");
}

#[test]
fn files_cut_off() {
    let ends = (0..=DEMO_DATABASE.len()).prop_map(|end| DEMO_DATABASE[..end].to_vec());
    check(100, &["ok", "database-unreadable"], ends);
}

#[test]
fn files_with_other_bytes() {
    let flips = vec((any::<prop::sample::Index>(), any::<u8>()), 1..40);
    let flipped = flips.prop_map(|flips| {
        let mut file = DEMO_DATABASE.to_vec();
        for (at, byte) in flips {
            let at = at.index(file.len());
            file[at] = byte;
        }
        file
    });
    check(200, &["ok", "database-unreadable"], flipped);
}

/// The first bytes of a page say what the rest is: there a byte does most.
#[test]
fn files_with_other_page_headers() {
    const PAGE: usize = 4096;
    let edits = vec((0..DEMO_DATABASE.len() / PAGE, 0..16_usize, any::<u8>()), 1..60);
    let edited = edits.prop_map(|edits| {
        let mut file = DEMO_DATABASE.to_vec();
        for (page, offset, byte) in edits {
            file[page * PAGE + if page == 0 { 100 } else { 0 } + offset] = byte;
        }
        file
    });
    check(200, &["ok", "database-unreadable"], edited);
}
