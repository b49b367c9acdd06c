//! API Gateway's translation between HTTP and Lambda's JSON, for JavaScript.

use std::net::{IpAddr, Ipv4Addr};

use http::uri::Scheme;
use js_sys::Object;
use limbda::{Settings, gateway};
use wasm_bindgen::prelude::*;

use crate::fault::{fault, thrown};
use crate::host::PageHost;
use crate::message::{self, HttpRequest, HttpResponse};

/// The client's address in events, from a range that is reserved for documentation.
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// Returns the event that an HTTP API would send now for a request, as indented JSON.
#[wasm_bindgen(js_name = requestToEvent)]
pub fn request_to_event(
    method: &str,
    path: &str,
    #[wasm_bindgen(unchecked_param_type = "Record<string, string>")] headers: Object,
    body: Vec<u8>,
) -> Result<String, JsValue> {
    let request = message::request(method, path, &headers, body)?;
    let arrival = gateway::Arrival::now(CLIENT, Scheme::HTTPS, &PageHost::default());
    Ok(gateway::event(&request, &arrival).to_json_pretty())
}

/// Returns the HTTP request that a client would send to get this event. `settings` are the function's variables.
#[wasm_bindgen(js_name = eventToRequest)]
pub fn event_to_request(event: &str, settings: Option<String>) -> Result<HttpRequest, JsValue> {
    let settings = Settings::from_json(settings.as_deref().unwrap_or("{}"));
    let base_path = settings.map_err(|text| fault("invalid-settings", &text))?.base_path;
    gateway::request(event.as_bytes(), &base_path).map(HttpRequest).map_err(thrown)
}

/// Returns the HTTP response that a gateway or a load balancer sends for a function's response, given as JSON.
#[wasm_bindgen(js_name = responseToHttp)]
pub fn response_to_http(response: &str) -> Result<HttpResponse, JsValue> {
    gateway::response(response).map(HttpResponse).map_err(|text| fault("invalid-response", &text))
}
