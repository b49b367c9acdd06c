//! A database that answers HTTP requests: the hops of every one of them, in order.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};

use crate::access::{Access, Permission};
use crate::config::Config;
use crate::endpoint::Call;
use crate::engine::{Engine, Source};
use crate::error::{Code, Error};
use crate::host::Host;
use crate::left_out::Omission;
use crate::limits::{Budget, Usage};
use crate::routes::Routes;

/// An open database and the rules of its service.
///
/// ```
/// # fn main() -> Result<(), query_core::Error> {
/// use bytes::Bytes;
/// use query_core::{Config, FixedHost, Service, Source};
///
/// // A database of no bytes is an empty one.
/// let service = Service::open(Source::Bytes(Bytes::new()), Config::default(), FixedHost::new(0))?;
/// let request = http::Request::post("/query").body(r#"{"sql": "select 6 * 7 as answer"}"#.into());
/// let response = service.handle_now(&request.unwrap_or_default());
/// assert!(response.body().starts_with(br#"{"columns":["answer"],"rows":[[42]]"#));
/// # Ok(())
/// # }
/// ```
pub struct Service {
    routes: Routes,
    engine: Engine,
    config: Config,
    host: Arc<dyn Host>,
}

impl Service {
    /// Opens a database.
    ///
    /// # Errors
    /// The file is absent, damaged, of another format, or uses what the engine has not; or the configuration contradicts
    /// itself.
    pub fn open(source: Source, config: Config, host: impl Host) -> Result<Self, Error> {
        let host: Arc<dyn Host> = Arc::new(host);
        let engine = Engine::open(source, &config, host.clone())?;
        Self::with(engine, config, host)
    }

    fn with(engine: Engine, config: Config, host: Arc<dyn Host>) -> Result<Self, Error> {
        Ok(Self { routes: Routes::new()?, engine, config, host })
    }

    /// Answers a request. Every outcome is a response: there is nothing to catch.
    ///
    /// The future waits only where the engine does. With the data in memory or in a local file one poll answers. Dropped, it
    /// leaves the database as if the request had not come.
    pub async fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let (mut response, usage) = self.handle_metered(request).await;
        response.extensions_mut().insert::<Usage>(usage);
        response
    }

    /// [`Service::handle`], with what the request has used beside the response and not in it.
    pub async fn handle_metered(&self, request: &Request<Bytes>) -> (Response<Bytes>, Usage) {
        let mut budget = self.config.limits.budget(&*self.host);
        let response = self.answer(request, &mut budget).await.unwrap_or_else(Error::into_response);
        (response, budget.usage())
    }

    /// [`Service::handle`] for a host that has no executor.
    pub fn handle_now(&self, request: &Request<Bytes>) -> Response<Bytes> {
        drive(self.handle(request))
    }

    async fn answer(&self, request: &Request<Bytes>, budget: &mut Budget) -> Result<Response<Bytes>, Error> {
        let endpoint = self.routes.find(request.method(), request.uri().path())?;
        let Config { access, tokens, claims, .. } = &self.config;
        let permission = match endpoint.is_public() {
            true => Permission::anonymous(*access),
            false => Permission::of(*access, tokens, claims, request)?,
        };
        let length = request.body().len();
        if length > self.config.limits.body_bytes {
            let detail = format!("the body has {length} bytes; the limit is {}", self.config.limits.body_bytes);
            return Err(Error::new(Code::BodyTooLarge, detail));
        }
        endpoint.answer(request, Call { engine: &self.engine, config: &self.config, permission, budget }).await
    }

    /// The bytes of a database that is held in memory, with everything that was written to it: a SQLite file. Of a database
    /// that was opened as a file there are none: the host has them.
    ///
    /// # Errors
    /// [`Code::Busy`] while a request is under way that was given as a future and is not done.
    pub fn export(&self) -> Result<Option<Bytes>, Error> {
        self.engine.export()
    }

    /// What of the file is not served as SQLite serves it, because the engine lacks something.
    pub fn left_out(&self) -> &[Omission] {
        self.engine.omissions()
    }

    /// The host, as it was given.
    pub fn host(&self) -> &dyn Host {
        &*self.host
    }

    /// Whether requests may write at all.
    pub fn access(&self) -> Access {
        self.config.access
    }
}

/// Polls a future until it is ready: for a host that has no executor, and nothing else to do.
pub fn drive<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

#[cfg(test)]
mod tests;
