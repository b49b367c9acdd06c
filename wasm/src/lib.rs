//! The service in a browser tab, or in Node: the same code as on Lambda, behind JavaScript's types.
//!
//! A panic becomes an exception without a `code`. After one, or after a trap, nothing of the module is to be used again:
//! whoever loaded it loads it anew and opens its databases again, as the demo does.
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

mod fault;
mod host;
mod message;

use bytes::Bytes;
use js_sys::Object;
use limbda::{Report, Settings};
use query_core::{Code, Service, Source};
use wasm_bindgen::prelude::*;

use fault::{fault, thrown};
use host::{PageHost, Signal, TURN};
use message::Answer;

#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}

/// What `limbda check` tells of a SQLite file, as JSON.
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
    /// Opens a database. `settings` is a JSON object of `LIMBDA_` variables, all of them strings.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, settings: Option<String>) -> Result<Self, JsValue> {
        let opened = Bytes::from(bytes);
        let config = parsed(settings)?.config;
        let host = PageHost::default();
        let service = Service::open_now(Source::Bytes(opened.clone()), config, host.clone()).map_err(thrown)?;
        Ok(Self { service, host, opened })
    }

    /// Answers a Lambda event as Lambda would: on a fresh copy of the bytes that were opened, at the event's own time.
    /// `settings` are the function's variables. What comes is the response's JSON.
    pub async fn replay(
        &self,
        event: String,
        settings: Option<String>,
        signal: Option<Signal>,
    ) -> Result<String, JsValue> {
        let replay = limbda::replay(self.opened.clone(), parsed(settings)?, event.as_bytes(), self.host.clone());
        let out_of_time = |answer: &Result<limbda::Answer, _>| {
            answer
                .as_ref()
                .is_ok_and(|answer| answer.error.as_ref().is_some_and(|error| error.code() == Code::TimeLimit))
        };
        let answer = self.host.run(replay, signal, out_of_time).await?.map_err(thrown)?;
        Ok(Box::<str>::from(answer.json).into())
    }

    /// Answers an HTTP request.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        #[wasm_bindgen(unchecked_param_type = "Record<string, string>")] headers: Object,
        body: Vec<u8>,
        signal: Option<Signal>,
    ) -> Result<Answer, JsValue> {
        let request = message::request(method, path, &headers, body)?;
        let out_of_time = |response: &Answer| response.status() == Code::TimeLimit.status();
        self.host.run(async { Answer(self.service.handle(&request).await.response) }, signal, out_of_time).await
    }

    /// The bytes of the database file, with everything that was written to it.
    pub fn export(&self) -> Result<Vec<u8>, JsValue> {
        Ok(query_core::drive(self.service.export()).map_err(thrown)?.unwrap_or_default().into())
    }
}

/// The variables of a function; a request gives the host its turn, whatever they say.
fn parsed(settings: Option<String>) -> Result<Settings, JsValue> {
    let settings = Settings::from_json(settings.as_deref().unwrap_or("{}"));
    let mut settings = settings.map_err(|text| fault("invalid-settings", &text))?;
    settings.config.limits.turn = Some(TURN);
    Ok(settings)
}
