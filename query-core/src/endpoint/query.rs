//! `POST /query`: one statement.

use std::borrow::Cow;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Call;
use crate::decode::{Shape, decode};
use crate::error::Error;
use crate::format::json;
use crate::params::Params;

const EXPECTED: &str = r#"{"sql": "select ...", "params": [...] or {...}, "shape": "arrays" or "objects"}"#;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query<'a> {
    #[serde(borrow)]
    sql: Cow<'a, str>,
    #[serde(borrow, default)]
    params: Params<'a>,
    #[serde(default)]
    shape: Shape,
}

pub(super) async fn answer(body: &[u8], call: Call<'_>) -> Result<Response<Bytes>, Error> {
    let query: Query<'_> = decode(body, EXPECTED)?;
    let mut session = call.engine.session()?;
    let rows = session.execute(&query.sql, query.params, call.permission, call.budget).await?;
    let mut body = json::Writer::new(call.config);
    body.rows(rows, query.shape).await?;
    Ok(body.into_response())
}
