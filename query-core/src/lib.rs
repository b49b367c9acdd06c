//! SQL over HTTP from a SQLite database: a function from (data, request, time) to response.
//!
//! [`Service::open`] takes a database and a configuration, [`Service::handle`] a request. The way between is drawn below.
//!
#![doc = include_str!("../ARCHITECTURE.md")]

mod access;
mod config;
mod coop;
mod decode;
mod endpoint;
mod engine;
mod error;
mod execute;
mod format;
mod host;
mod inspect;
mod left_out;
mod limits;
mod normalise;
mod params;
mod policy;
mod routes;
mod service;
mod statement;
mod value;

pub use access::{Access, ClaimScopes, Claims, Scope, Tokens};
pub use config::Config;
pub use engine::{Durability, Source};
pub use error::{Code, Error};
pub use host::{FixedHost, Host};
pub use inspect::{Finding, Preflight, Severity};
pub use left_out::{Effect, Omission};
pub use limits::{Limits, Usage};
pub use service::{Answer, Service, drive};
