//! One connection of a runtime client.

use std::io::{self, BufReader};
use std::net::TcpStream;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::api::{Invocation, Shared};
use crate::failure::Failure;
use crate::http::{self, Request};

const VERSION: &str = "/2018-06-01/runtime/";
const JSON: &str = "content-type: application/json\r\n";
const ACCEPTED: &[u8] = br#"{"status":"OK"}"#;

/// How long a function may run: Lambda's longest.
const TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// Answers the requests of a connection until the client closes it.
pub(crate) fn serve(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    while let Some(request) = http::read(&mut reader, &mut writer)? {
        let closes = request.closes;
        match Call::of(request) {
            Call::Next => {
                let Some(invocation) = shared.next(Instant::now()) else { break };
                http::write(&mut writer, "200 OK", &headers(&invocation), &invocation.event)?;
            }
            Call::End { id, outcome } => {
                if shared.end(&id, outcome) {
                    accept(&mut writer)?;
                } else {
                    let error = format!(r#"{{"errorType":"InvalidRequestID","errorMessage":"{id} is not under way"}}"#);
                    http::write(&mut writer, "400 Bad Request", JSON, error.as_bytes())?;
                }
            }
            Call::FailInit(text) => {
                shared.fail_init(text);
                accept(&mut writer)?;
            }
            Call::Unknown => http::write(&mut writer, "404 Not Found", JSON, b"{}")?,
        }
        if closes {
            break;
        }
    }
    Ok(())
}

/// What a client asks.
enum Call {
    Next,
    End { id: String, outcome: Result<Vec<u8>, Failure> },
    FailInit(String),
    Unknown,
}

impl Call {
    fn of(Request { method, path, body, .. }: Request) -> Self {
        let text = || String::from_utf8_lossy(&body).into_owned();
        let parts: Vec<_> = path.strip_prefix(VERSION).unwrap_or_default().split('/').collect();
        match (&*method, &*parts) {
            ("GET", ["invocation", "next"]) => Call::Next,
            ("POST", ["invocation", id, "error"]) => {
                Call::End { id: (*id).to_owned(), outcome: Err(Failure::Invocation(text())) }
            }
            ("POST", ["init", "error"]) => Call::FailInit(text()),
            ("POST", ["invocation", id, "response"]) => Call::End { id: (*id).to_owned(), outcome: Ok(body) },
            _ => Call::Unknown,
        }
    }
}

fn accept(writer: &mut &TcpStream) -> io::Result<()> {
    http::write(writer, "202 Accepted", JSON, ACCEPTED)
}

/// The headers that clients read; the deadline is in milliseconds since the Unix epoch.
fn headers(invocation: &Invocation) -> String {
    let id = &invocation.id;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let deadline = (now + TIMEOUT).as_millis();
    format!(
        "{JSON}\
         lambda-runtime-aws-request-id: {id}\r\n\
         lambda-runtime-deadline-ms: {deadline}\r\n\
         lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-central-1:123456789012:function:function\r\n\
         lambda-runtime-trace-id: Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0\r\n"
    )
}
