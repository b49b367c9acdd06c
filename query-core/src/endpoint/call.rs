//! What an endpoint works with.

use http::HeaderMap;

use crate::access::Permission;
use crate::config::Config;
use crate::engine::Engine;
use crate::error::Error;
use crate::execute::Execution;
use crate::limits::Budget;

/// A request that found its endpoint, and what the endpoint works with.
pub(crate) struct Call<'a> {
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) engine: &'a Engine,
    pub(crate) config: &'a Config,
    pub(crate) permission: Permission,
    pub(crate) budget: &'a mut Budget,
}

impl<'a> Call<'a> {
    /// A connection for the statements of this request.
    pub(super) async fn execution(self) -> Result<Execution<'a>, Error> {
        Execution::new(self.engine, self.permission, &self.config.limits, self.budget).await
    }
}
