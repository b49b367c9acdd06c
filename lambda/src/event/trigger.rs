//! The service that invoked the function.

/// The service that invoked the function. It determines the shape of the event and of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// An HTTP API or a function URL: payload format 2.0.
    HttpApi,
    /// A REST API, or an HTTP API with payload format 1.0.
    RestApi,
    /// An Application Load Balancer.
    LoadBalancer,
}
