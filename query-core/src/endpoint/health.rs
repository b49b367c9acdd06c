//! `GET /health`: what answers here, and that it does.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::Call;
use crate::engine;
use crate::error::Error;
use crate::format::json;
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

pub(super) async fn answer(call: Call<'_>) -> Result<Response<Bytes>, Error> {
    let mut session = call.engine.session()?;
    // Reads the first page: a file that is gone or damaged is not healthy.
    let rows = session.execute_own("select count(*) from sqlite_schema", Params::default(), call.budget).await?;
    rows.finish().await?;
    json::response(&Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        engine: Engine { name: engine::NAME, version: engine::VERSION },
        access: call.config.access.as_str(),
        durability: call.config.durability.as_str(),
    })
}
