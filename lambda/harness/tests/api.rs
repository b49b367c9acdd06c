//! The API as a runtime client sees it, over plain sockets; and processes that fail in every way there is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;

use harness::{Failure, Process, RuntimeApi};

/// A client with one connection that is kept open.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(api: &RuntimeApi) -> Self {
        Self(BufReader::new(TcpStream::connect(api.address()).unwrap()))
    }

    /// The status, the headers and the body of what `start` is answered.
    fn send(&mut self, start: &str, body: &str) -> (String, String, String) {
        write!(self.0.get_mut(), "{start} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .unwrap();
        let (mut status, mut headers) = (String::new(), String::new());
        self.0.read_line(&mut status).unwrap();
        while self.0.read_line(&mut headers).unwrap() > 2 {}
        let length = headers.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        self.0.read_exact(&mut body).unwrap();
        (status.trim().to_owned(), headers, String::from_utf8(body).unwrap())
    }

    /// Asks for an event and gives its id and the event.
    fn next(&mut self) -> (String, String) {
        let (status, headers, event) = self.send("GET /2018-06-01/runtime/invocation/next", "");
        assert_eq!(status, "HTTP/1.1 200 OK");
        for header in ["deadline-ms", "invoked-function-arn", "trace-id"] {
            assert!(headers.contains(&format!("lambda-runtime-{header}: ")), "{headers}");
        }
        let id = headers.split("lambda-runtime-aws-request-id: ").nth(1).unwrap().split("\r\n").next().unwrap();
        (id.to_owned(), event)
    }

    fn end(&mut self, id: &str, how: &str, body: &str) -> String {
        self.send(&format!("POST /2018-06-01/runtime/invocation/{id}/{how}"), body).0
    }
}

#[test]
fn events_are_handed_out_and_answers_taken_over_one_connection() {
    let api = RuntimeApi::start().unwrap();
    let mut client = Client::connect(&api);
    let function = std::thread::spawn(move || {
        let mut ids = Vec::new();
        for _ in 0..3 {
            let (id, event) = client.next();
            assert_eq!(client.end(&id, "response", &event.to_uppercase()), "HTTP/1.1 202 Accepted");
            ids.push(id);
        }
        let (id, _) = client.next();
        assert_eq!(client.end(&ids[0], "response", ""), "HTTP/1.1 400 Bad Request");
        assert_eq!(client.end(&id, "error", "it broke"), "HTTP/1.1 202 Accepted");
        assert_eq!(client.send("GET /2018-06-01/runtime/restore/next", "").0, "HTTP/1.1 404 Not Found");
        ids
    });
    let answers: Vec<_> = ["a", "b", "c"].into_iter().map(|event| api.invoke(event).unwrap()).collect();
    let bodies: Vec<_> = answers.iter().map(|answer| &*answer.body).collect();
    assert_eq!(bodies, [b"A", b"B", b"C"]);
    assert!(answers.iter().all(|answer| answer.asked <= answer.sent && answer.sent <= answer.received));
    assert_eq!(api.invoke("d").unwrap_err(), Failure::Invocation("it broke".to_owned()));
    let ids = function.join().unwrap();
    assert!(answers.iter().map(|answer| &answer.request_id).eq(&ids), "{ids:?}");
}

#[test]
fn an_init_that_fails_is_told_to_whoever_waits() {
    let api = RuntimeApi::start().unwrap();
    let mut client = Client::connect(&api);
    assert_eq!(client.send("POST /2018-06-01/runtime/init/error", "no database").0, "HTTP/1.1 202 Accepted");
    assert_eq!(api.next_asked(), Err(Failure::Init("no database".to_owned())));
    assert_eq!(api.invoke("{}").unwrap_err(), Failure::Init("no database".to_owned()));
}

#[test]
fn a_process_that_waits_is_known_to_wait() {
    let api = RuntimeApi::start().unwrap();
    let mut client = Client::connect(&api);
    let before = std::time::Instant::now();
    let function = std::thread::spawn(move || client.next().1);
    assert!(api.next_asked().unwrap() >= before);
    drop(api);
    // The API ends without an event, and with it the connection.
    assert!(function.join().is_err());
}

#[test]
#[cfg(unix)]
fn a_process_that_ends_is_told_from_one_that_answers() {
    let mut command = Command::new("sh");
    command.args(["-c", "test \"$_HANDLER:$MINE\" = function.handler:own && test -z \"$CARGO\" && exit 7"]);
    command.env("MINE", "own");
    let mut process = Process::spawn(command).unwrap();
    let Failure::Exited(status) = process.invoke("{}").unwrap_err() else { panic!("it has not answered") };
    assert_eq!(status.code(), Some(7));
    assert!(Process::spawn(Command::new("./no-such-bootstrap")).is_err());
}
