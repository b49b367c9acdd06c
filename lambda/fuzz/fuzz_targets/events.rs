//! Bytes that are no event, and events that are nearly some.
#![no_main]

libfuzzer_sys::fuzz_target!(|event: &[u8]| lambda_fuzz::ask(event));
