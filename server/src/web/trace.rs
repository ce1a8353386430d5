//! A line in the log for every request, with an id that error pages show and the audit trail keeps. Neither query nor body are
//! in it: they hold what people typed.

use super::Shared;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::HeaderValue;
use std::time::Instant;
use tracing::Instrument;

/// The id of a request.
#[derive(Clone)]
pub(super) struct RequestId(pub(super) String);

/// A path without the token of a link, which is as good as a password.
fn told(path: &str) -> &str {
    const LINKS: &str = "/invitation/";
    if path.starts_with(LINKS) { LINKS } else { path }
}

pub(super) async fn request(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", u64::from_be_bytes(shared.portal.access().doors().bytes()));
    let span =
        tracing::info_span!("request", id, method = %request.method(), path = told(request.uri().path()));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(RequestId(id.clone()));
    async move {
        let start = Instant::now();
        let mut response = next.run(request).await;
        let route = route.as_ref().map_or("none", MatchedPath::as_str);
        let (metrics, status) = (&shared.operations.metrics, response.status().as_u16());
        metrics.answered(method.as_str(), route, status, start.elapsed());
        tracing::info!(status, milliseconds = start.elapsed().as_millis(), "answered");
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        response
    }
    .instrument(span)
    .await
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn no_token_of_a_link_is_in_the_log() {
        assert_eq!(told("/invitation/secret"), "/invitation/");
        assert_eq!(told("/invitation"), "/invitation");
        assert_eq!(told("/customers/7"), "/customers/7");
    }
}
