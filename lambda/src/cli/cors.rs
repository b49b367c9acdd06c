//! Allows requests from web pages, as CORS settings do on API Gateway.

use http::request::Parts;
use http::{HeaderValue, Uri};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer};

/// Allows pages from this machine, such as the demo, and from the given origins. As on the gateway, preflight requests are
/// answered here and never reach the function.
pub(super) fn layer(origins: Vec<HeaderValue>) -> CorsLayer {
    let is_allowed = move |origin: &HeaderValue, _: &Parts| origins.contains(origin) || is_local(origin);
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(is_allowed))
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
}

fn is_local(origin: &HeaderValue) -> bool {
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    origin.is_some_and(|origin| matches!(origin.host(), Some("localhost" | "127.0.0.1" | "[::1]")))
}
