//! As much of HTTP/1.1 as these tests speak.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A request or a response: its first line, its headers in lower case, its body.
pub(crate) struct Message {
    pub(crate) start: String,
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// Reads one message, or nothing where the other side has closed.
pub(crate) fn read(stream: &mut BufReader<TcpStream>) -> Option<Message> {
    let mut start = String::new();
    if stream.read_line(&mut start).ok()? == 0 {
        return None;
    }
    let mut headers = String::new();
    while stream.read_line(&mut headers).ok()? > 2 {}
    let headers = headers.to_ascii_lowercase();
    let length = headers.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).ok()?;
    Some(Message { start: start.trim().to_owned(), headers, body: String::from_utf8(body).unwrap() })
}

/// Sends one request and reads its response.
pub(crate) fn send(address: SocketAddr, start: &str, headers: &str, body: &str) -> Message {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(stream, "{start} HTTP/1.1\r\nhost: {address}\r\ncontent-length: {length}\r\n{headers}\r\n{body}").unwrap();
    read(&mut BufReader::new(stream)).unwrap()
}
