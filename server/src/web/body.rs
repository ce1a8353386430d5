//! The bodies of requests are read whole before anything is done with them, up to a limit.

use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use http::StatusCode;

/// The largest form that is read, in bytes.
pub(super) const LARGEST: usize = 512 * 1024;
/// How much of a larger one is read and dropped. A browser that still sends sees no answer, only a connection that broke.
const MOST_DROPPED: usize = 16 * 1024 * 1024;

/// Refuses what is too large, once all of it has arrived.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut chunks = body.into_data_stream();
    let (mut kept, mut length) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else { return StatusCode::BAD_REQUEST.into_response() };
        length += chunk.len();
        if length > MOST_DROPPED {
            break;
        }
        if length <= LARGEST {
            kept.extend_from_slice(&chunk);
        }
    }
    if length > LARGEST {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(kept))).await
}
