//! Who may ask from a web page: what CORS settings are on API Gateway.

use http::request::Parts;
use http::{HeaderValue, Uri};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer};

/// Lets pages of this machine ask, such as the demo, and those of the origins that are named. Like the gateway, it answers a
/// browser's question beforehand by itself: the function does not see it.
pub(super) fn layer(origins: Vec<HeaderValue>) -> CorsLayer {
    let may_ask = move |origin: &HeaderValue, _: &Parts| origins.contains(origin) || is_local(origin);
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(may_ask))
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
}

fn is_local(origin: &HeaderValue) -> bool {
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    origin.is_some_and(|origin| matches!(origin.host(), Some("localhost" | "127.0.0.1" | "[::1]")))
}
