//! The files of the site: precompressed, those with a hash in their names cached for ever.

use axum::{Router, response::Response, routing::get_service};
use http::{HeaderName, HeaderValue, StatusCode, header::CACHE_CONTROL};
use std::path::Path;
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const VARY: HeaderName = http::header::VARY;

/// Files at the top of the site.
const TOP: [&str; 3] = ["favicon.svg", "manifest.webmanifest", "robots.txt"];

/// What is not there today may be there tomorrow.
fn cached(found: &Response, value: HeaderValue) -> Option<HeaderValue> {
    (found.status().is_success() || found.status() == StatusCode::NOT_MODIFIED).then_some(value)
}

pub(super) fn router<S: Clone + Send + Sync + 'static>(site: &Path) -> Router<S> {
    let folder = |name: &str| ServeDir::new(site.join(name)).precompressed_br().precompressed_gzip();
    let hashed =
        Router::new()
            .nest_service("/pkg", folder("pkg"))
            .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, |found: &Response| {
                cached(found, FOR_EVER)
            }));
    let mut named = Router::new().nest_service("/icons", folder("icons"));
    for name in TOP {
        let file = ServeFile::new(site.join(name)).precompressed_br().precompressed_gzip();
        named = named.route(&format!("/{name}"), get_service(file));
    }
    hashed
        .merge(named.layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, |found: &Response| {
            cached(found, FOR_AN_HOUR)
        })))
        .layer(SetResponseHeaderLayer::appending(VARY, HeaderValue::from_static("Accept-Encoding")))
}
