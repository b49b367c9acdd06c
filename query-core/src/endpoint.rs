//! What the service answers: one variant and one file for each endpoint.

mod batch;
mod health;
mod query;
mod schema;

use bytes::Bytes;
use http::{HeaderMap, Response};

use crate::access::Permission;
use crate::config::Config;
use crate::engine::Engine;
use crate::error::Error;
use crate::execute::Execution;
use crate::format::Format;
use crate::limits::Budget;

/// The endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Query,
    Batch,
    Schema,
    Health,
}

/// A request that found its endpoint, and what the endpoint works with.
pub(crate) struct Call<'a> {
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
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

impl<'a> Call<'a> {
    /// A connection for the statements of this request.
    async fn execution(self) -> Result<Execution<'a>, Error> {
        Execution::new(self.engine, self.permission, &self.config.limits, self.budget).await
    }
}
