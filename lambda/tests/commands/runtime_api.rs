//! Lambda's runtime API on loopback: hands out events and collects the responses.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use super::http;

/// A runtime API for one function.
pub(crate) struct RuntimeApi {
    pub(crate) address: SocketAddr,
    responses: Receiver<String>,
}

impl RuntimeApi {
    /// Listens, and hands out these events one after another.
    pub(crate) fn start(events: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, responses) = channel();
        let events = Arc::new(Mutex::new(events.into_iter()));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (events, sender) = (events.clone(), sender.clone());
                std::thread::spawn(move || serve(stream, &events, &sender));
            }
        });
        Self { address, responses }
    }

    /// The next response of the function: what it returned, as JSON.
    pub(crate) fn response(&self) -> serde_json::Value {
        serde_json::from_str(&self.responses.recv().unwrap()).unwrap()
    }
}

fn serve(stream: TcpStream, events: &Mutex<std::vec::IntoIter<String>>, responses: &Sender<String>) {
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    while let Some(request) = http::read(&mut reader) {
        if request.start.starts_with("GET ") {
            // No more events: the function waits, and is ended by the test.
            let Some(event) = events.lock().unwrap().next() else { return std::thread::park() };
            let headers = "lambda-runtime-aws-request-id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n\
                           lambda-runtime-deadline-ms: 4102444800000\r\n\
                           lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-central-1:123456789012:function:limbda";
            write!(writer, "HTTP/1.1 200 OK\r\n{headers}\r\ncontent-length: {}\r\n\r\n{event}", event.len()).unwrap();
        } else {
            responses.send(request.body).unwrap();
            write!(writer, "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").unwrap();
        }
    }
}
