//! The route table: which method and path is which endpoint.

use http::Method;
use matchit::Router;

use crate::endpoint::{Endpoint, Parameters};
use crate::error::{Code, Error};

const ROUTES: &[(Method, &str, Endpoint)] = &[
    (Method::POST, "/query", Endpoint::Query),
    (Method::POST, "/batch", Endpoint::Batch),
    (Method::GET, "/schema", Endpoint::Schema),
    (Method::GET, "/health", Endpoint::Health),
];

/// Finds the endpoint of a request.
pub(crate) struct Routes(Router<Vec<(Method, Endpoint)>>);

impl Routes {
    /// The table as a router.
    ///
    /// # Errors
    /// Two rows of the table contradict each other; a test holds that none do.
    pub(crate) fn new() -> Result<Self, Error> {
        let mut router = Router::new();
        for (i, (_, path, _)) in ROUTES.iter().enumerate() {
            if ROUTES[..i].iter().any(|(_, earlier, _)| earlier == path) {
                continue;
            }
            let methods = ROUTES.iter().filter(|(_, same, _)| same == path);
            let methods = methods.map(|(method, _, endpoint)| (method.clone(), *endpoint)).collect();
            router.insert(*path, methods).map_err(|error| Error::new(Code::Internal, error.to_string()))?;
        }
        Ok(Self(router))
    }

    /// The endpoint for a method and a path, and what the route's parameters stand for in it; the error names the methods that the path takes, or the paths there are.
    pub(crate) fn find<'a>(&'a self, method: &Method, path: &'a str) -> Result<(Endpoint, Parameters<'a>), Error> {
        let Ok(found) = self.0.at(path) else {
            let routes: Vec<_> = ROUTES.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
            return Err(Error::new(
                Code::NotFound,
                format!("there is no endpoint at {path}; the endpoints are {}", routes.join(", ")),
            ));
        };
        match found.value.iter().find(|(known, _)| known == method) {
            Some((_, endpoint)) => Ok((*endpoint, found.params.iter().collect())),
            None => {
                let methods: Vec<_> = found.value.iter().map(|(method, _)| method.as_str()).collect();
                let methods = methods.join(", ");
                let detail = format!("{path} supports {methods}, not {method}");
                Err(Error::new(Code::MethodNotAllowed, detail).allowing(methods))
            }
        }
    }
}
