//! Bodies of requests: the first byte says of which, the rest is the body.
#![no_main]

use events::Event;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((first, body)) = input.split_first() else { return };
    let path = ["/query", "/batch"][usize::from(first % 2)];
    let event = Event::post(path).body(&String::from_utf8_lossy(body)).http_api();
    lambda_fuzz::ask(event.as_bytes());
});
