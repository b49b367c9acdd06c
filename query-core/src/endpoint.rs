//! What the service answers: one variant and one file for each endpoint.

mod batch;
mod health;
mod query;
mod schema;

use bytes::Bytes;
use http::{Request, Response};

use crate::access::Permission;
use crate::config::Config;
use crate::engine::Engine;
use crate::error::Error;
use crate::limits::Budget;

/// The endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Query,
    Batch,
    Schema,
    Health,
}

/// What an endpoint works with.
pub(crate) struct Call<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) config: &'a Config,
    pub(crate) permission: Permission,
    pub(crate) budget: &'a mut Budget,
}

impl Endpoint {
    /// Whether it answers without a token: a gateway's health check has none.
    pub(crate) fn is_public(self) -> bool {
        self == Endpoint::Health
    }

    /// Decodes the request, executes it, and encodes what came of it.
    pub(crate) async fn answer(self, request: &Request<Bytes>, call: Call<'_>) -> Result<Response<Bytes>, Error> {
        match self {
            Endpoint::Query => query::answer(request.body(), call).await,
            Endpoint::Batch => batch::answer(request.body(), call).await,
            Endpoint::Schema => schema::answer(call).await,
            Endpoint::Health => health::answer(call).await,
        }
    }
}
