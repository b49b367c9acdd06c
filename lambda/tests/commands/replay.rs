use super::*;

/// A case in a folder of its own.
fn case(name: &str, settings: Option<&str>) -> PathBuf {
    let folder = folder(name);
    std::fs::write(folder.join("event.json"), event(r#"{"sql": "select datetime('now'), random()"}"#)).unwrap();
    if let Some(settings) = settings {
        std::fs::write(folder.join("settings.json"), settings).unwrap();
    }
    folder.join("event.json")
}

fn replay(event: &Path, more: &[&str]) -> Output {
    run(&[&["replay", event.to_str().unwrap(), "--database", DATABASE], more].concat())
}

#[test]
fn a_replay_gives_the_same_bytes_every_time() {
    let event = case("replay-same", None);
    let first = replay(&event, &[]);
    assert!(first.status.success());
    assert!(stdout(&first).contains("2026-01-02 03:04:05"), "{}", stdout(&first));
    assert_eq!(stdout(&first), stdout(&replay(&event, &[])));
}

#[test]
fn a_recorded_response_is_compared() {
    let event = case("replay-check", None);
    assert!(replay(&event, &["--write"]).status.success());
    let same = replay(&event, &["--check"]);
    assert!(same.status.success(), "{}", stdout(&same));
    let recorded = event.with_file_name("response.json");
    let altered = std::fs::read_to_string(&recorded).unwrap().replace("03:04:05", "03:04:06");
    std::fs::write(&recorded, altered).unwrap();
    let differs = replay(&event, &["--check"]);
    assert!(!differs.status.success());
    let text = stdout(&differs);
    assert!(text.contains("2026-01-02 03:04:06") && text.contains("2026-01-02 03:04:05"), "{text}");
}

#[test]
fn settings_beside_the_event_are_the_functions() {
    let event = case("replay-settings", Some(r#"{"LIMBDA_MAX_SQL_BYTES": "5"}"#));
    assert!(stdout(&replay(&event, &[])).contains("sql-too-large"));
    let event = case("replay-wrong-settings", Some(r#"{"LIMBDA_MAX_SQL": "5"}"#));
    let output = replay(&event, &[]);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("unknown setting LIMBDA_MAX_SQL"), "{}", stderr(&output));
}

#[test]
fn what_is_not_there_is_named() {
    let output = run(&["replay", "no-such-event.json"]);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("no-such-event.json"));
    let output = replay(&case("replay-unrecorded", None), &["--check"]);
    assert!(stderr(&output).contains("response.json"));
}
