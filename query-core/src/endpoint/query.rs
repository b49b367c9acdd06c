//! `POST /query`: one statement.

use std::borrow::Cow;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Call;
use crate::decode::{Shape, decode};
use crate::engine::Mode;
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
    let statement = session.prepare(&query.sql, call.permission)?;
    // By itself the engine commits a write before its last row is read: one whose answer is refused would be done.
    let writes = statement.is_write();
    if writes {
        session.begin(Mode::Write)?;
    }
    let mut body = json::Writer::new(call.config);
    body.rows(session.start(statement, query.params, call.budget).await?, query.shape).await?;
    let body = body.finish()?;
    if writes {
        session.commit()?;
    }
    Ok(body.into_response())
}
