//! A line in the log for every request, with an id that error pages show and the audit trail keeps. Neither query nor body are
//! in it: they hold what people typed.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::HeaderValue;
use std::time::Instant;
use switchhook_app::Portal;
use tracing::Instrument;

/// The id of a request.
#[derive(Clone)]
pub(super) struct RequestId(pub(super) String);

pub(super) async fn request(State(portal): State<Portal>, mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", u64::from_be_bytes(portal.access().doors().bytes()));
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    request.extensions_mut().insert(RequestId(id.clone()));
    async move {
        let start = Instant::now();
        let mut response = next.run(request).await;
        tracing::info!(
            status = response.status().as_u16(),
            milliseconds = start.elapsed().as_millis(),
            "answered"
        );
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        response
    }
    .instrument(span)
    .await
}
