//! Statements.
#![no_main]

use events::Event;

libfuzzer_sys::fuzz_target!(|sql: &str| {
    let event = Event::post("/query").json(serde_json::json!({ "sql": sql })).http_api();
    lambda_fuzz::ask(event.as_bytes());
});
