//! The service in a browser tab or in Node: the same code as on Lambda, with an interface for JavaScript.
//!
//! A panic becomes an exception without a `code`. After a panic or a trap, the module must not be used again: load it anew and
//! reopen the databases, as the demo does.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

mod fault;
mod host;
mod message;
pub mod translate;

use bytes::Bytes;
use js_sys::Object;
use limbda::{Report, Settings};
use query_core::{Code, Error, Service, Source};
use wasm_bindgen::prelude::*;

use fault::{fault, thrown};
use host::{PageHost, Signal, TURN};
use message::HttpResponse;

#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}

/// Returns the findings of `limbda check` about a SQLite file, as JSON.
#[wasm_bindgen]
pub fn check(bytes: Vec<u8>) -> Result<String, JsValue> {
    let bytes = Bytes::from(bytes);
    let read = |offset, length| {
        let rest = bytes.get(usize::try_from(offset).ok()?..)?;
        Some(rest[..rest.len().min(length)].to_vec())
    };
    let report = Report::of(bytes.len() as u64, read, Source::Bytes(bytes.clone()), PageHost::default());
    serde_json::to_string(&report).map_err(|error| fault("internal", &error.to_string()))
}

/// A database, opened from the bytes of a SQLite file.
#[wasm_bindgen]
pub struct Database {
    service: Service,
    host: PageHost,
    opened: Bytes,
}

#[wasm_bindgen]
impl Database {
    /// Opens a database. `settings` is a JSON object of `LIMBDA_` variables; all values are strings.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, settings: Option<String>) -> Result<Self, JsValue> {
        let opened = Bytes::from(bytes);
        let config = parsed(settings)?.config;
        let host = PageHost::default();
        let service = Service::open_now(Source::Bytes(opened.clone()), config, host.clone()).map_err(thrown)?;
        Ok(Self { service, host, opened })
    }

    /// Answers a Lambda event as Lambda did: on a fresh copy of the bytes that were opened, at the event's own time.
    /// `settings` are the function's variables. Returns the function's response as JSON.
    pub async fn replay(
        &self,
        event: String,
        settings: Option<String>,
        signal: Option<Signal>,
    ) -> Result<String, JsValue> {
        let replay = limbda::replay(self.opened.clone(), parsed(settings)?, event.as_bytes(), self.host.clone());
        let timed_out =
            |result: &Result<limbda::Invocation, _>| result.as_ref().is_ok_and(|done| timed_out(&done.error));
        let invocation = self.host.run(replay, signal, timed_out).await?.map_err(thrown)?;
        Ok(Box::<str>::from(invocation.json).into())
    }

    /// Answers an HTTP request.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        #[wasm_bindgen(unchecked_param_type = "Record<string, string>")] headers: Object,
        body: Vec<u8>,
        signal: Option<Signal>,
    ) -> Result<HttpResponse, JsValue> {
        let request = message::request(method, path, &headers, body)?;
        let answer = self.host.run(self.service.handle(&request), signal, |answer| timed_out(&answer.error)).await?;
        Ok(HttpResponse(answer.response))
    }

    /// Returns the database file, including everything that was written.
    pub fn export(&self) -> Result<Vec<u8>, JsValue> {
        Ok(query_core::drive(self.service.export()).map_err(thrown)?.unwrap_or_default().into())
    }
}

fn timed_out(error: &Option<Error>) -> bool {
    error.as_ref().is_some_and(|error| error.code() == Code::TimeLimit)
}

/// Parses a function's variables. Whatever they say, requests yield to the event loop.
fn parsed(settings: Option<String>) -> Result<Settings, JsValue> {
    let settings = Settings::from_json(settings.as_deref().unwrap_or("{}"));
    let mut settings = settings.map_err(|text| fault("invalid-settings", &text))?;
    settings.config.limits.turn = Some(TURN);
    Ok(settings)
}
