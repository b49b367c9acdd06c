//! SQL over HTTP from a SQLite database: a function from (data, request, time) to response.
//!
//! [`Service::open`] takes a database and a configuration, [`Service::handle`] a request. The way between is drawn below.
//!
#![doc = include_str!("../ARCHITECTURE.md")]

mod auth;
mod claims;
mod config;
mod decode;
mod endpoint;
mod engine;
mod error;
mod format;
mod host;
mod limits;
mod params;
mod policy;
mod preflight;
mod routes;
mod service;
mod turn;
mod value;

pub use auth::{Scope, Tokens};
pub use claims::{ClaimScopes, Claims};
pub use config::{Access, Config, Durability};
pub use engine::Source;
pub use error::{Code, Error};
pub use host::{FixedHost, Host};
pub use limits::{Limits, Usage};
pub use preflight::{Finding, Preflight, Severity};
pub use service::{Service, drive};
