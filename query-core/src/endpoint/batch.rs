//! `POST /batch`: many statements, all of them or none.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::call::Call;
use crate::decode::{Statement, decode};
use crate::error::{Code, Error};
use crate::execute::Execution;
use crate::format::{Encoder, Format, Json, Sealed, Shape, encode};

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

pub(super) async fn answer(call: Call<'_>, format: Format) -> Result<Sealed, Error> {
    let batch: Batch<'_> = decode(call.body, EXPECTED)?;
    let limits = &call.config.limits;
    let (count, most) = (batch.statements.len(), limits.statements);
    if count > most {
        let detail = format!("the batch has {count} statements; the limit is {most}");
        return Err(Error::new(Code::TooManyStatements, detail));
    }
    let mut execution = call.execution().await?;
    execution.begin().await?;
    let mut encoder = match format {
        Format::Json => Json::list(limits, batch.shape, execution.durability()),
    };
    let body = async {
        for (i, json) in batch.statements.iter().enumerate() {
            let one = statement(&mut execution, json, &mut encoder).await;
            one.map_err(|error| error.in_statement(i))?;
        }
        encoder.finish()
    };
    let body = body.await;
    execution.end(body).await
}

async fn statement(execution: &mut Execution<'_>, json: &RawValue, encoder: &mut impl Encoder) -> Result<(), Error> {
    let Statement { sql, params } = decode(json.get().as_bytes(), EXPECTED_STATEMENT)?;
    encode(execution.run(&sql, params).await?, encoder).await
}
