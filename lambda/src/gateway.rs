//! Translates as API Gateway does: an HTTP request to an event, and a function's response to an HTTP response.
//!
//! `limbda serve`, the browser demo and the tests that send fixtures over HTTP all use this one translator.

mod arrival;
mod payload;
mod response;
mod sent;

pub use arrival::{Arrival, event};
pub use payload::Payload;
pub use response::response;
pub use sent::request;
