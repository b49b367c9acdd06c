//! What an endpoint works with.

use http::HeaderMap;

use crate::access::Permission;
use crate::config::Config;
use crate::engine::Engine;
use crate::error::Error;
use crate::execute::Execution;
use crate::limits::Budget;

/// What the parameters of a route, such as `{name}`, stand for in a path: as it was sent, encoded.
pub(crate) struct Parameters<'a>(Vec<(&'a str, &'a str)>);

impl<'a> FromIterator<(&'a str, &'a str)> for Parameters<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(parameters: I) -> Self {
        Self(parameters.into_iter().collect())
    }
}

impl<'a> Parameters<'a> {
    #[expect(dead_code, reason = "no route in the table has a parameter yet")]
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// A request that found its endpoint, and what the endpoint works with.
pub(crate) struct Call<'a> {
    #[expect(dead_code, reason = "no route in the table has a parameter yet")]
    pub(crate) parameters: Parameters<'a>,
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
