//! What breaks from outside: processes killed, files changed under a server. What was acknowledged is there, and nothing by half.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;

use super::http::send;
use super::serve::Server;
use super::*;

const DIGEST: &str = "66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624";
const AUTHORIZATION: &str = "authorization: Bearer demo-write-token\r\n";

/// A copy of the demo database in a folder of its own.
fn copy(name: &str) -> PathBuf {
    let file = folder(name).join("flights.db");
    fs::copy(DATABASE, &file).unwrap();
    file
}

fn writing(file: &Path) -> Server {
    let settings = [("LIMBDA_ACCESS", "write"), ("LIMBDA_TOKENS", &*format!("read:*,write:{DIGEST}"))];
    Server::start(&[file.to_str().unwrap()], &settings)
}

/// The one value that a query returns.
fn value(address: SocketAddr, sql: &str) -> String {
    let response = send(address, "POST /query", "", &format!(r#"{{"sql": "{sql}"}}"#));
    let rest = response.body.split_once(r#""rows":[["#).unwrap_or_else(|| panic!("{}", response.body)).1;
    rest.split_once("]]").unwrap().0.to_owned()
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let file = copy("killed");
    for round in 0..3 {
        let server = writing(&file);
        for i in 0..5 {
            let insert = format!(r#"{{"sql": "insert into airlines values ('{round}{i}', 'Acknowledged')"}}"#);
            assert_eq!(send(server.address, "POST /query", AUTHORIZATION, &insert).start, "HTTP/1.1 200 OK");
        }
        drop(server);
    }
    let server = writing(&file);
    assert_eq!(value(server.address, "select count(*) from airlines where name = 'Acknowledged'"), "15");
}

/// The batch writes some megabytes when it is committed; the server is killed while the log grows, a little later each time.
#[test]
fn a_batch_that_was_not_acknowledged_is_there_or_not() {
    let file = copy("killed-in-a-batch");
    let log = file.with_extension("db-wal");
    let mut before = 27_004;
    for round in 1..=6_u64 {
        let server = writing(&file);
        let copy = r#"{"sql": "insert into flights select id + (select max(id) from flights), year, month, day, dep_time, sched_dep_time, dep_delay, arr_time, sched_arr_time, arr_delay, carrier, flight, tailnum, origin, dest, air_time, distance, hour, minute, time_hour from flights where id <= 4000"}"#;
        let batch = format!(r#"{{"statements": [{copy}, {copy}]}}"#);
        let mut stream = TcpStream::connect(server.address).unwrap();
        let length = batch.len();
        write!(stream, "POST /batch HTTP/1.1\r\nhost: x\r\n{AUTHORIZATION}content-length: {length}\r\n\r\n{batch}")
            .unwrap();
        stream.set_nonblocking(true).unwrap();
        let length = || fs::metadata(&log).map_or(0, |log| log.len());
        let (enough, mut answer) = (length() + round * 150_000, [0; 15]);
        while length() < enough && stream.peek(&mut answer).is_err() {
            std::hint::spin_loop();
        }
        drop(server);
        let server = writing(&file);
        let now: u64 = value(server.address, "select count(*) from flights").parse().unwrap();
        let acknowledged = answer == *b"HTTP/1.1 200 OK";
        assert!(now == before + 8_000 || now == before && !acknowledged, "{before} rows became {now}");
        println!("round {round}: {before} rows became {now}, acknowledged: {acknowledged}");
        assert_eq!(value(server.address, "select count(*) from airlines"), "16");
        before = now;
    }
}

#[test]
fn a_second_process_reads_and_does_not_write() {
    let file = copy("two-processes");
    let first = writing(&file);
    let insert = r#"{"sql": "insert into airlines values ('ZZ', 'First')"}"#;
    assert_eq!(send(first.address, "POST /query", AUTHORIZATION, insert).start, "HTTP/1.1 200 OK");
    let settings = [("LIMBDA_ACCESS", "write"), ("LIMBDA_TOKENS", &*format!("write:{DIGEST}"))];
    let second = limbda(&["serve", "--port", "0", file.to_str().unwrap()]).envs(settings).output().unwrap();
    assert!(!second.status.success());
    assert!(stderr(&second).contains("another process has locked the file"), "{}", stderr(&second));
    assert_eq!(send(first.address, "POST /query", AUTHORIZATION, &insert.replace("ZZ", "YY")).start, "HTTP/1.1 200 OK");
    assert_eq!(value(first.address, "select count(*) from airlines"), "18");
}

/// The server has read some of the file, and the rest goes away, or becomes another.
#[test]
fn a_file_that_changes_under_a_server_ends_in_errors_and_not_in_the_end() {
    let file = copy("changed");
    let server = Server::start(&[file.to_str().unwrap()], &[]);
    assert_eq!(value(server.address, "select count(*) from airlines"), "16");
    OpenOptions::new().write(true).open(&file).unwrap().set_len(100_000).unwrap();
    for table in ["flights", "weather", "planes", "airports"] {
        let sql = format!(r#"{{"sql": "select count(*), max(rowid) from {table}"}}"#);
        let response = send(server.address, "POST /query", "", &sql);
        assert!(
            response.body.contains(r#""code":"database-unreadable""#) || response.start.contains("200"),
            "{}",
            response.body
        );
    }
    let response = send(server.address, "POST /query", "", r#"{"sql": "select count(*), sum(distance) from flights"}"#);
    assert!(response.body.contains(r#""code":"database-unreadable""#), "{}", response.body);
    assert_eq!(value(server.address, "select 6 * 7"), "42");
}
