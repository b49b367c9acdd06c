//! `GET /health`: what answers here, and that it does.

use bytes::Bytes;
use http::Response;
use serde_json::json;

use super::Call;
use crate::engine;
use crate::error::Error;
use crate::format::json;
use crate::params::Params;

pub(super) async fn answer(call: Call<'_>) -> Result<Response<Bytes>, Error> {
    let mut session = call.engine.session()?;
    // Reads the first page: a file that is gone or damaged is not healthy.
    let rows = session.execute_own("select count(*) from sqlite_schema", Params::default(), call.budget).await?;
    rows.finish().await?;
    let body = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "engine": { "name": engine::NAME, "version": engine::VERSION },
        "access": call.config.access.as_str(),
        "durability": call.config.durability.as_str(),
    });
    Ok(json::response(body.to_string().into_bytes()))
}
