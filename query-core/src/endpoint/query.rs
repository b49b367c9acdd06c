//! `POST /query`: one statement.

use std::borrow::Cow;

use serde::Deserialize;

use super::call::Call;
use crate::decode::decode;
use crate::error::Error;
use crate::format::{Format, Json, Sealed, Shape, encode};
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

pub(super) async fn answer(call: Call<'_>, format: Format) -> Result<Sealed, Error> {
    let Query { sql, params, shape } = decode(call.body, EXPECTED)?;
    let limits = &call.config.limits;
    let mut execution = call.execution().await?;
    let mut encoder = match format {
        Format::Json => Json::one(limits, shape, execution.durability()),
    };
    let body = async {
        encode(execution.run(&sql, params).await?, &mut encoder).await?;
        encoder.finish()
    };
    let body = body.await;
    execution.end(body).await
}
