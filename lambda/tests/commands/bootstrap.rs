use std::process::{Command, Stdio};

use harness::Process;
use serde_json::Value;

use super::*;

fn bootstrap(settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bootstrap"));
    command.env_clear().envs(settings.iter().copied());
    command.envs([
        ("AWS_LAMBDA_FUNCTION_NAME", "limbda"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
    ]);
    command.stdout(Stdio::piped());
    command
}

/// What the function returns for an event.
#[track_caller]
fn invoke(function: &mut Process, event: String) -> Value {
    serde_json::from_slice(&function.invoke(event).unwrap().body).unwrap()
}

#[test]
fn it_answers_invocations_and_logs_a_line_for_each() {
    let mut function = Process::spawn(bootstrap(&[("LIMBDA_DATABASE", DATABASE)])).unwrap();
    let lookup = event(r#"{"sql": "select name from airlines where carrier = ?", "params": ["UA"]}"#);
    let first = function.invoke(lookup).unwrap();
    let request_id = first.request_id;
    let first: Value = serde_json::from_slice(&first.body).unwrap();
    assert_eq!(first["statusCode"], 200);
    assert!(first["headers"]["server-timing"].as_str().unwrap().starts_with("cold, function;dur="), "{first}");
    assert!(first["body"].as_str().unwrap().contains(r#"[["United Air Lines Inc."]]"#), "{first}");
    let second = invoke(&mut function, r#"{"Records": [{"eventSource": "aws:sqs"}]}"#.to_owned());
    assert_eq!(second["statusCode"], 400);
    assert!(second["body"].as_str().unwrap().contains(r#""code":"invalid-event""#), "{second}");
    let third = invoke(&mut function, event(r#"{"sql": "select secret from nowhere"}"#));
    assert!(third["body"].as_str().unwrap().contains("no such table: nowhere"), "{third}");
    function.next_asked().unwrap();
    let log = function.stop().unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let statuses: Vec<_> = lines.iter().map(|line| line["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200, 400, 400]);
    assert_eq!((&lines[0]["code"], &lines[1]["code"]), (&Value::Null, &"invalid-event".into()));
    assert_eq!(lines[0]["cold"], true);
    assert_eq!(lines[1]["cold"], false);
    assert_eq!(lines[0]["request_id"], request_id);
    assert_eq!(lines[0]["gateway_request_id"], "JKJaXmPLvHcESHA=");
    assert_eq!(lines[0]["rows_returned"], 1);
    assert!(lines[0]["vm_steps"].as_u64().unwrap() > 0);
    assert!(!log.contains("secret"), "no SQL in the log: {log}");
}

#[track_caller]
fn refused(settings: &[(&str, &str)], text: &str) {
    let output = bootstrap(settings).output().unwrap();
    assert!(!output.status.success());
    let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!((&line["level"], &line["message"]), (&"ERROR".into(), &"init failed".into()));
    assert!(line["error"].as_str().unwrap().contains(text), "{line}");
}

#[test]
fn a_bad_setting_is_refused_at_start_by_its_name() {
    refused(&[], "LIMBDA_DATABASE is not set");
    refused(&[("LIMBDA_DATABASE", "/no/such.db")], "LIMBDA_DATABASE=/no/such.db");
    refused(&[("LIMBDA_DATABASE", file!())], "cannot be read");
    refused(&[("LIMBDA_DATABASE", DATABASE), ("LIMBDA_MAX_ROWS", "many")], "LIMBDA_MAX_ROWS=many");
    refused(
        &[("LIMBDA_DATABASE", DATABASE), ("LIMBDA_ACCESS", "write")],
        "LIMBDA_ACCESS=write: the service is writable, but no token and no claim has the scope `write`",
    );
    refused(&[("LIMBDA_DATABASE", DATABASE), ("LIMBDA_TOKENS", "write:secret")], "LIMBDA_TOKENS: entry 1");
    refused(&[("LIMBDA_DATABSE", DATABASE)], "unknown setting LIMBDA_DATABSE");
}

#[test]
fn a_deployed_file_that_may_be_written_is_copied_first() {
    let (task, temporary) = (folder("task"), folder("temporary"));
    let deployed = task.join("flights.db");
    std::fs::copy(DATABASE, &deployed).unwrap();
    let before = std::fs::read(&deployed).unwrap();
    let digest = "66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624";
    let mut insert: Value = serde_json::from_str(&event(r#"{"sql": "delete from flights"}"#)).unwrap();
    insert["headers"]["authorization"] = "Bearer demo-write-token".into();
    let settings = [("LIMBDA_ACCESS", "write"), ("LIMBDA_TOKENS", &*format!("read:*,write:{digest}"))];
    let mut command = bootstrap(&settings);
    command
        .env("LIMBDA_DATABASE", &deployed)
        .env("LIMBDA_MAX_TIME_MS", "60000")
        .env("LAMBDA_TASK_ROOT", &task)
        .env("TMPDIR", &temporary);
    let mut function = Process::spawn(command).unwrap();
    let body = invoke(&mut function, insert.to_string())["body"].as_str().unwrap().to_owned();
    assert!(body.contains(r#""rows_affected":27004"#) && body.contains(r#""durability":"ephemeral""#), "{body}");
    function.stop().unwrap();
    assert!(temporary.join("flights.db").is_file());
    assert!(std::fs::read(&deployed).unwrap() == before, "the deployed file is never written");
}

#[test]
fn it_knows_how_much_memory_it_has_in_use() {
    let sql = "with recursive d(s) as (select 'x' union all select s || s from d) select max(length(s)) from d";
    let settings = [("LIMBDA_DATABASE", DATABASE), ("LIMBDA_MAX_MEMORY_BYTES", "10000000")];
    let mut function = Process::spawn(bootstrap(&settings)).unwrap();
    let response = invoke(&mut function, event(&serde_json::json!({ "sql": sql }).to_string()));
    assert_eq!(response["statusCode"], 422, "{response}");
    assert!(response["body"].as_str().unwrap().contains("memory-limit"), "{response}");
    function.stop().unwrap();
}

/// Linux tells it of any process since 5.0.
#[cfg(target_os = "linux")]
#[test]
fn its_memory_is_in_small_pages() {
    let mut function = Process::spawn(bootstrap(&[("LIMBDA_DATABASE", DATABASE)])).unwrap();
    function.next_asked().unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", function.id())).unwrap();
    let huge = status.lines().find_map(|line| line.strip_prefix("THP_enabled:")).map(str::trim);
    assert_eq!(huge, Some("0"), "{status}");
}

/// A query that sorts takes megabytes, and the next one takes the same again: the system is asked for them once.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn what_a_request_has_freed_stays_for_the_next() {
    let mut function = Process::spawn(bootstrap(&[("LIMBDA_DATABASE", DATABASE)])).unwrap();
    let sorts = event(r#"{"sql": "select carrier, avg(dep_delay) from flights where month = 1 group by carrier"}"#);
    let [first, _, third] = std::array::from_fn(|_| {
        let before = page_faults(&function);
        assert_eq!(invoke(&mut function, sorts.clone())["statusCode"], 200);
        page_faults(&function) - before
    });
    assert!(first > 500 && third < 100, "{first}, then {third}");
}

/// How often the system had to find a page of memory for it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn page_faults(function: &Process) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", function.id())).unwrap();
    let (_, after_name) = stat.rsplit_once(')').unwrap();
    after_name.split_whitespace().nth(7).unwrap().parse().unwrap()
}
