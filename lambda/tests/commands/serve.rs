use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Stdio};

use super::http::send;
use super::*;

/// A server that ends with the test.
pub(super) struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    pub(super) address: SocketAddr,
}

impl Server {
    pub(super) fn start(arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let mut command = limbda(&[&["serve", "--port", "0"], arguments].concat());
        let mut child = command.envs(settings.iter().copied()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("http://").unwrap().1.parse().unwrap();
        Self { child, output, address }
    }
}

impl Drop for Server {
    /// It has no chance to put anything in order.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_http_request_takes_the_whole_path() {
    let server = Server::start(&[DATABASE], &[]);
    let sql = r#"{"sql": "select carrier, count(*) n from flights group by carrier order by n desc limit 3"}"#;
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let response = send(server.address, "POST /query", form, sql);
    assert_eq!(response.start, "HTTP/1.1 200 OK");
    assert!(response.body.contains(r#"[["UA",4637],["B6",4427],["EV",4171]]"#), "{}", response.body);
    assert!(response.headers.contains("content-type: application/json\r\n"));
    assert!(response.headers.contains("server-timing: cold, function;dur="), "{}", response.headers);
    let response = send(server.address, "GET /health?a=%20b", "cookie: a=1; b=2\r\n", "");
    assert!(response.body.contains(r#""access":"read","durability":"durable""#), "{}", response.body);
    assert!(response.headers.contains("server-timing: function;dur="), "{}", response.headers);
    let response = send(server.address, "GET /query", "", "");
    assert_eq!(response.start, "HTTP/1.1 405 Method Not Allowed");
    assert!(response.headers.contains("allow: post\r\n"));
}

#[test]
fn pages_of_this_machine_may_ask_and_others_that_are_named() {
    let server = Server::start(&[DATABASE, "--cors", "https://example.org"], &[]);
    let allowed = |origin: &str| format!("access-control-allow-origin: {origin}\r\n");
    for (origin, may) in [
        ("http://localhost:4173", true),
        ("http://127.0.0.1:5173", true),
        ("https://example.org", true),
        ("https://example.com", false),
        ("https://localhost.example.com", false),
        ("null", false),
    ] {
        let headers = format!("origin: {origin}\r\n");
        let response = send(server.address, "GET /health", &headers, "");
        assert_eq!(response.headers.contains(&allowed(origin)), may, "{origin}: {}", response.headers);
        let question =
            format!("{headers}access-control-request-method: POST\r\naccess-control-request-headers: content-type\r\n");
        let response = send(server.address, "OPTIONS /query", &question, "");
        assert_eq!(response.start, "HTTP/1.1 200 OK");
        assert_eq!(response.headers.contains(&allowed(origin)), may, "{origin}: {}", response.headers);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_in_good_order() {
    // Told to end as soon as it says how, and when it has answered.
    for answered in [false, true] {
        let mut server = Server::start(&[DATABASE], &[]);
        if answered {
            send(server.address, "GET /health", "connection: close\r\n", "");
        }
        assert!(Command::new("kill").args(["-INT", &server.child.id().to_string()]).status().unwrap().success());
        assert!(server.child.wait().unwrap().success());
        let mut rest = String::new();
        server.output.read_to_string(&mut rest).unwrap();
        assert!(rest.ends_with("stopped\n"), "{rest}");
    }
}

#[test]
fn a_recording_replays_and_holds_no_secret() {
    let folder = folder("recorded");
    let record = folder.to_str().unwrap();
    let server = Server::start(&[DATABASE, "--record", record], &[]);
    let secrets = "authorization: Bearer my-secret\r\ncookie: session=my-secret; theme=my-secret\r\n";
    let response = send(server.address, "POST /query?x=1", secrets, r#"{"sql": "select 6 * 7"}"#);
    assert!(response.body.contains("[[42]]"), "{}", response.body);
    send(server.address, "GET /health", "", "");
    drop(server);
    let case = folder.join("recorded-001-post-query");
    let event = std::fs::read_to_string(case.join("event.json")).unwrap();
    assert!(event.starts_with("{\n  \"version\": \"2.0\",\n  \"routeKey\""), "in AWS's order: {event}");
    assert!(!event.contains("my-secret"), "{event}");
    assert!(event.contains("session=[redacted]") && event.contains("Bearer [redacted]"), "{event}");
    let health = folder.join("recorded-002-get-health");
    let paths = [case, health].map(|case| case.join("event.json").to_str().unwrap().to_owned());
    let output = run(&["replay", &paths[0], &paths[1], "--check", "--database", DATABASE]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn a_write_is_durable_and_needs_its_token() {
    let file = folder("written").join("flights.db");
    std::fs::copy(DATABASE, &file).unwrap();
    let digest = "66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624";
    let settings = [("LIMBDA_ACCESS", "write"), ("LIMBDA_TOKENS", &*format!("read:*,write:{digest}"))];
    let server = Server::start(&[file.to_str().unwrap()], &settings);
    let insert = r#"{"sql": "insert into airlines values ('ZZ', 'Test')"}"#;
    assert_eq!(send(server.address, "POST /query", "", insert).start, "HTTP/1.1 401 Unauthorized");
    let response = send(server.address, "POST /query", "authorization: Bearer demo-write-token\r\n", insert);
    assert!(response.body.contains(r#""durability":"durable""#), "{}", response.body);
    drop(server);
    let server = Server::start(&[file.to_str().unwrap()], &[]);
    let response = send(server.address, "POST /query", "", r#"{"sql": "select count(*) from airlines"}"#);
    assert!(response.body.contains("[[17]]"), "{}", response.body);
}

#[test]
fn what_cannot_be_served_is_said() {
    let output = run(&["serve", "no-such.db"]);
    assert!(!output.status.success());
    assert!(stderr(&output).contains("no-such.db: no such file"));
    let taken = Server::start(&[DATABASE], &[]);
    let output = run(&["serve", DATABASE, "--port", &taken.address.port().to_string()]);
    assert!(stderr(&output).contains("use --port to pick another port"), "{}", stderr(&output));
}
