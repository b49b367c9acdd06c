//! `GET /health`: what answers here, and that it does.

use serde::Serialize;

use super::call::Call;
use crate::engine;
use crate::error::Error;
use crate::format::{Json, Sealed};
use crate::params::Params;

#[derive(Serialize)]
struct Health<'a> {
    status: &'a str,
    version: &'a str,
    engine: Engine<'a>,
    access: &'a str,
    durability: &'a str,
}

#[derive(Serialize)]
struct Engine<'a> {
    name: &'a str,
    version: &'a str,
}

pub(super) async fn answer(call: Call<'_>) -> Result<Sealed, Error> {
    let config = call.config;
    let mut execution = call.execution().await?;
    // Reads the first page: a service whose file is gone or damaged is not healthy.
    let rows = execution.run_own("select count(*) from sqlite_schema", Params::default()).await?;
    rows.finish().await?;
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        engine: Engine { name: engine::NAME, version: engine::VERSION },
        access: config.access.as_str(),
        durability: execution.durability().as_str(),
    };
    Json::document(&config.limits, &health)
}
