//! `POST /batch`: many statements, all of them or none.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Call;
use crate::decode::{Shape, Statement, decode};
use crate::engine::Mode;
use crate::error::{Code, Error};
use crate::format::json;

const EXPECTED: &str = r#"{"statements": [{"sql": "...", "params": ...}, ...], "shape": "arrays" or "objects"}"#;
const EXPECTED_STATEMENT: &str = r#"{"sql": "...", "params": [...] or {...}}"#;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch<'a> {
    #[serde(borrow)]
    statements: Vec<&'a RawValue>,
    #[serde(default)]
    shape: Shape,
}

pub(super) async fn answer(body: &[u8], call: Call<'_>) -> Result<Response<Bytes>, Error> {
    let batch: Batch<'_> = decode(body, EXPECTED)?;
    let (count, most) = (batch.statements.len(), call.config.limits.statements);
    if count > most {
        let detail = format!("the batch has {count} statements; the limit is {most}");
        return Err(Error::new(Code::TooManyStatements, detail));
    }
    // Where nobody may write, a snapshot is enough; where somebody may, the writer's place is taken before the first look.
    let mode = if call.permission.may_write() { Mode::Write } else { Mode::Read };
    let mut session = call.engine.session()?;
    session.begin(mode)?;
    let mut body = json::Writer::new(call.config);
    body.open_results();
    for (i, json) in batch.statements.iter().enumerate() {
        let one = async {
            let statement: Statement<'_> = decode(json.get().as_bytes(), EXPECTED_STATEMENT)?;
            let prepared = session.prepare(&statement.sql, call.permission)?;
            body.rows(session.start(prepared, statement.params, call.budget).await?, batch.shape).await
        };
        one.await.map_err(|error| error.in_statement(i))?;
    }
    body.close_results();
    let body = body.finish()?;
    session.commit()?;
    Ok(body.into_response())
}
