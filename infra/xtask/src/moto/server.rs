//! moto: S3, IAM, CloudFormation and Lambda's control plane, in memory, on 127.0.0.1.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, ensure};

use crate::tools::aws;

/// What it prints before its address when it is ready.
const READY: &str = "Running on http://127.0.0.1:";

/// A server, which ends with this value.
pub(super) struct Server {
    child: Child,
    pub(super) port: u16,
}

impl Server {
    /// Installs moto, unless it is there, and starts it on a free port.
    pub(super) fn start() -> Result<Self> {
        let moto = aws::find_or_install()?;
        println!("$ moto_server -H 127.0.0.1 -p 0");
        let mut command = moto.program("moto_server");
        // Python holds back what it prints into a pipe.
        command.args(["-H", "127.0.0.1", "-p", "0"]).env("PYTHONUNBUFFERED", "1");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let lines = child.stderr.take().map(BufReader::new);
        let mut server = Self { child, port: 0 };
        let mut lines = lines.context("moto has no output")?;
        let mut said = String::new();
        while server.port == 0 {
            let mut line = String::new();
            ensure!(lines.read_line(&mut line)? > 0, "moto ended: {said}");
            server.port = port(&line).unwrap_or_default();
            said += &line;
        }
        // It prints a line for each request, and must not wait for somebody to read them.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(server)
    }

    /// What Lambda has, as JSON.
    pub(super) fn functions(&self) -> Result<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        // Its services are told apart by who signs for which; nobody checks the signature.
        let credential = "testing/20260101/eu-central-1/lambda/aws4_request";
        write!(
            stream,
            "GET /2015-03-31/functions/ HTTP/1.0\r\nhost: lambda.eu-central-1.amazonaws.com\r\n\
             authorization: AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        ensure!(answer.starts_with("HTTP/1.") && answer.contains(" 200 "), "moto answers {answer}");
        Ok(answer)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn port(line: &str) -> Option<u16> {
    line.split_once(READY)?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_in_a_line() {
        assert_eq!(port(" * Running on http://127.0.0.1:43567\n"), Some(43567));
        assert_eq!(port("Press CTRL+C to quit\n"), None);
    }
}
