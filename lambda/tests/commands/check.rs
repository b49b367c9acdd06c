use super::*;

#[track_caller]
fn check(file: &Path, sound: bool, texts: &[&str]) {
    let output = run(&["check", file.to_str().unwrap()]);
    let text = stdout(&output);
    assert_eq!(output.status.success(), sound, "{text}");
    for expected in texts {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn a_sound_file_is_sound() {
    check(Path::new(DATABASE), true, &["5 tables, 1 view", "UTF-8", "every table and view can be read"]);
}

#[test]
fn files_that_are_none_or_are_damaged() {
    let folder = folder("check");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let sound = std::fs::read(DATABASE).unwrap();
    check(&write("empty.db", b""), false, &["the file is empty"]);
    check(&write("text.db", &b"this is no database ".repeat(100)), false, &["not a SQLite database"]);
    check(&write("short.db", &sound[..2000]), false, &["page 1 of the schema cannot be read"]);
    check(&write("cut.db", &sound[..100 * 4096]), false, &["cannot be read"]);
    let output = run(&["check", "no-such.db"]);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("no-such.db"), "{}", stderr(&output));
}

#[test]
fn the_encoding_is_told_by_name() {
    let mut bytes = std::fs::read(DATABASE).unwrap();
    bytes[59] = 2;
    let path = folder("encoding").join("utf16.db");
    std::fs::write(&path, bytes).unwrap();
    check(&path, false, &["UTF-16le"]);
}

#[test]
#[ignore = "needs SQLite's own command, sqlite3"]
fn answers_are_compared_with_sqlite() {
    let queries = folder("against").join("queries.sql");
    let named = "-- name: equal\nselect dest, avg(dep_delay) from flights where :month is null group by dest;\n\
                 -- name: engines_own\nselect uuid4_str() from nowhere;\n";
    std::fs::write(&queries, named).unwrap();
    let against = ["check", DATABASE, "--against", "sqlite3", "--queries", queries.to_str().unwrap()];
    let output = run(&against);
    let text = stdout(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("7 answers equal SQLite's") && text.contains("engines_own fails on both"), "{text}");

    std::fs::write(&queries, "-- name: source\nselect sqlite_source_id();").unwrap();
    let output = run(&against);
    let text = stdout(&output);
    assert!(!output.status.success() && text.contains("source differs from SQLite"), "{text}");
    assert!(text.contains("only limbda gives ('") && text.contains("only SQLite gives ('"), "{text}");
}

#[test]
fn a_command_that_is_not_there_is_named() {
    let output = run(&["check", DATABASE, "--against", "no-such-sqlite3"]);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("no-such-sqlite3") && stderr(&output).contains("--against sqlite3"));
}
