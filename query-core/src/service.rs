//! A database that answers HTTP requests: the hops of a request, in order.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};

use crate::access::{Access, Permission};
use crate::config::Config;
use crate::endpoint::Call;
use crate::engine::{Engine, Source};
use crate::error::Error;
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
/// let service = Service::open_now(Source::Bytes(Bytes::new()), Config::default(), FixedHost::new(0))?;
/// let request = http::Request::post("/query").body(r#"{"sql": "select 6 * 7 as answer"}"#.into());
/// let answer = service.handle_now(&request.unwrap_or_default());
/// assert!(answer.response.body().starts_with(br#"{"columns":["answer"],"rows":[[42]]"#));
/// # Ok(())
/// # }
/// ```
pub struct Service {
    routes: Routes,
    engine: Engine,
    config: Config,
    host: Arc<dyn Host>,
}

/// The answer to a request that never reached a service.
impl From<Error> for Answer {
    fn from(error: Error) -> Self {
        Self { response: error.to_response(), usage: Usage::default(), error: Some(error) }
    }
}

/// What came of a request.
#[derive(Debug)]
pub struct Answer {
    /// What the client gets.
    pub response: Response<Bytes>,
    /// What the request has used.
    pub usage: Usage,
    /// The error behind the response, with a cause that the response does not contain.
    pub error: Option<Error>,
}

impl Service {
    /// Opens a database. The future suspends where the database's storage does.
    ///
    /// # Errors
    /// The file does not exist, is damaged, of another format, or uses a feature that the engine does not support; or the
    /// configuration contradicts itself.
    pub async fn open(source: Source, config: Config, host: impl Host) -> Result<Self, Error> {
        let host: Arc<dyn Host> = Arc::new(host);
        let engine = Engine::open(source, config.options(), host.clone()).await?;
        Self::with(engine, config, host)
    }

    /// [`Service::open`] for a host that has no executor.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub fn open_now(source: Source, config: Config, host: impl Host) -> Result<Self, Error> {
        drive(Self::open(source, config, host))
    }

    fn with(engine: Engine, config: Config, host: Arc<dyn Host>) -> Result<Self, Error> {
        Ok(Self { routes: Routes::new()?, engine, config, host })
    }

    /// Answers a request. Every outcome is a response.
    ///
    /// The future suspends only where the engine waits for its storage: with the data in memory or in a local file one poll
    /// answers. Dropped, it leaves the database as if the request had never come.
    pub async fn handle(&self, request: &Request<Bytes>) -> Answer {
        let mut budget = self.config.limits.budget(&*self.host);
        let (response, error) = match self.respond(request, &mut budget).await {
            Ok(response) => (response, None),
            Err(error) => (error.to_response(), Some(error)),
        };
        Answer { response, usage: budget.usage(), error }
    }

    /// [`Service::handle`] for a host that has no executor.
    pub fn handle_now(&self, request: &Request<Bytes>) -> Answer {
        drive(self.handle(request))
    }

    async fn respond(&self, request: &Request<Bytes>, budget: &mut Budget) -> Result<Response<Bytes>, Error> {
        let (endpoint, parameters) = self.routes.find(request.method(), request.uri().path())?;
        let Config { access, tokens, claims, limits, .. } = &self.config;
        let permission = match endpoint.is_public() {
            true => Permission::anonymous(*access),
            false => Permission::of(*access, tokens, claims, request)?,
        };
        limits.admit_body(request.body().len())?;
        let (headers, body) = (request.headers(), &**request.body());
        let call = Call { parameters, headers, body, engine: &self.engine, config: &self.config, permission, budget };
        endpoint.answer(call).await
    }

    /// The bytes of a database that is held in memory, with everything that was written to it: a SQLite file. Of a database
    /// that was opened as a file there are none: the host has them.
    ///
    /// # Errors
    /// [`Code::Busy`](crate::Code::Busy) while another request's future exists and is not done.
    pub async fn export(&self) -> Result<Option<Bytes>, Error> {
        self.engine.export().await
    }

    /// What of the file is not served as SQLite serves it, because the engine lacks something.
    pub fn left_out(&self) -> &[Omission] {
        self.engine.omissions()
    }

    /// The host that the service was opened with.
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
