//! As much of HTTP/1.1 as runtime clients speak: lengths and chunks, and a client that waits to be told to go on.

use std::io::{self, BufRead, Read, Write};

/// A request, whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
    /// Whether the connection ends with it.
    pub(crate) closes: bool,
}

/// Reads a request, or nothing where the client has closed.
pub(crate) fn read(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Option<Request>> {
    let mut start = String::new();
    if input.read_line(&mut start)? == 0 {
        return Ok(None);
    }
    let mut words = start.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Err(malformed("the request line")) };
    let (mut length, mut chunked, mut closes, mut waits) = (0, false, false, false);
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Err(malformed("the headers"));
        }
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| malformed("a header"))?;
        let value = value.trim().to_ascii_lowercase();
        match &*name.to_ascii_lowercase() {
            "content-length" => length = value.parse().map_err(|_| malformed("content-length"))?,
            "transfer-encoding" => chunked = value == "chunked",
            "connection" => closes = value == "close",
            "expect" => waits = value == "100-continue",
            _ => {}
        }
    }
    if waits {
        output.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = if chunked { chunks(input)? } else { exactly(input, length)? };
    Ok(Some(Request { method, path, body, closes }))
}

fn exactly(input: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn chunks(input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| malformed("a chunk's size"))?;
        if size == 0 {
            break;
        }
        body.extend(exactly(input, size)?);
        exactly(input, 2)?;
    }
    // Trailers say nothing here; an empty line ends them.
    let mut line = String::new();
    while input.read_line(&mut line)? > 2 {
        line.clear();
    }
    Ok(body)
}

/// Writes a response in one piece.
pub(crate) fn write(output: &mut impl Write, status: &str, headers: &str, body: &[u8]) -> io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    output.write_all(&[head.as_bytes(), body].concat())
}

fn malformed(part: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{part} cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &str, body: &str, told: &str) {
        let mut output = Vec::new();
        let request = read(&mut bytes.as_bytes(), &mut output).unwrap().unwrap();
        assert_eq!(String::from_utf8(request.body).unwrap(), body);
        assert_eq!(String::from_utf8(output).unwrap(), told);
    }

    #[test]
    fn bodies_come_by_length_in_chunks_or_not_at_all() {
        check("GET /next HTTP/1.1\r\nhost: x\r\n\r\n", "", "");
        check("POST /r HTTP/1.1\r\nContent-Length: 2\r\n\r\nokrest", "ok", "");
        check("POST /r HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", "abc", "");
        check("POST /r HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nt: 1\r\n\r\n", "a", "");
        let told = "HTTP/1.1 100 Continue\r\n\r\n";
        check("POST /r HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\nx", "x", told);
    }

    #[test]
    fn a_closed_connection_is_the_end_and_half_a_request_an_error() {
        assert_eq!(read(&mut &b""[..], &mut Vec::new()).unwrap(), None);
        for half in ["GET", "GET / HTTP/1.1\r\nhost: x", "POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nx"] {
            assert!(read(&mut half.as_bytes(), &mut Vec::new()).is_err(), "{half}");
        }
    }
}
