//! What the service answers: one variant and one file for each endpoint.

mod batch;
mod call;
mod health;
mod query;
mod schema;

use bytes::Bytes;
use http::Response;

pub(crate) use call::{Call, Parameters};

use crate::error::Error;
use crate::format::Format;

/// The endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Query,
    Batch,
    Schema,
    Health,
}

impl Endpoint {
    /// Whether it answers without a token: a gateway's health check has none.
    pub(crate) fn is_public(self) -> bool {
        self == Endpoint::Health
    }

    /// Decodes the request, executes it, and encodes what came of it.
    pub(crate) async fn answer(self, call: Call<'_>) -> Result<Response<Bytes>, Error> {
        let format = Format::negotiate(call.headers);
        let body = match self {
            Endpoint::Query => query::answer(call, format).await,
            Endpoint::Batch => batch::answer(call, format).await,
            Endpoint::Schema => schema::answer(call).await,
            Endpoint::Health => health::answer(call).await,
        };
        Ok(format.respond(body?))
    }
}
