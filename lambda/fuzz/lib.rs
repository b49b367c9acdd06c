//! What every target does: asks a function, and looks at the answer.

use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use events::DEMO_DATABASE;
use limbda::{Function, Heap, Settings, heap};
use query_core::{Code, FixedHost, Source};
use serde_json::Value;

#[global_allocator]
static HEAP: Heap = heap();

static FUNCTION: LazyLock<Function> = LazyLock::new(|| {
    let settings =
        [("LIMBDA_MAX_TIME_MS", "100"), ("LIMBDA_MAX_ROWS", "100"), ("LIMBDA_MAX_MEMORY_BYTES", "100000000")];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let settings = Settings::from_vars(settings).expect("these are settings");
    let host =
        FixedHost::new(1_767_323_045_000).ticking(Duration::from_micros(100)).counting(|| HEAP.allocated() as u64);
    Function::open_now(Source::Bytes(DEMO_DATABASE.into()), settings, host).expect("the demo database opens")
});

/// Asks, and panics where the answer is none that Lambda takes, or one that says that something broke.
pub fn ask(event: &[u8]) {
    let answer = FUNCTION.invoke_now(event);
    assert!(answer.json.get().len() <= 6 * 1024 * 1024, "{} bytes", answer.json.get().len());
    let response: Value = serde_json::from_str(answer.json.get()).expect("a response is JSON");
    let body = response["body"].as_str().expect("a response has a body");
    let body = match response["isBase64Encoded"].as_bool() {
        Some(true) => STANDARD.decode(body).expect("a body is base64 where it says so"),
        _ => body.as_bytes().to_vec(),
    };
    let body: Value = serde_json::from_slice(&body).expect("a body is JSON");
    if response["statusCode"] != 200 {
        let code = Code::ALL.iter().find(|code| code.as_str() == body["code"]).expect("an error has a documented code");
        assert!(!matches!(code, Code::Internal | Code::DatabaseUnreadable), "it broke: {body}");
    }
}
