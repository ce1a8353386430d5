//! The bodies of requests are read whole before anything is done with them, up to a limit of size and of time.

use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use http::StatusCode;
use std::time::Duration;
use tokio::time::timeout;

/// The largest form that is read, in bytes.
const LARGEST: usize = 512 * 1024;
/// How much of a larger one is read and dropped. A browser that still sends sees no answer, only a connection that broke.
const MOST_DROPPED: usize = 16 * 1024 * 1024;

/// How long a body may take to arrive: whoever sends it drop by drop would hold a connection for ever.
const LONGEST: Duration = Duration::from_secs(30);

/// Refuses what is too large, once all of it has arrived, or too large for the line that it comes by.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match arrived(body, LONGEST).await {
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(status) => status.into_response(),
    }
}

async fn arrived(body: Body, longest: Duration) -> Result<Vec<u8>, StatusCode> {
    timeout(longest, read(body)).await.unwrap_or(Err(StatusCode::PAYLOAD_TOO_LARGE))
}

async fn read(body: Body) -> Result<Vec<u8>, StatusCode> {
    let mut chunks = body.into_data_stream();
    let (mut kept, mut length) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| StatusCode::BAD_REQUEST)?;
        length += chunk.len();
        if length > MOST_DROPPED {
            break;
        }
        if length <= LARGEST {
            kept.extend_from_slice(&chunk);
        }
    }
    if length > LARGEST { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(kept) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use std::convert::Infallible;

    #[tokio::test]
    async fn a_body_that_never_ends_is_not_waited_for() {
        let endless = Body::from_stream(stream::pending::<Result<Vec<u8>, Infallible>>());
        assert_eq!(arrived(endless, Duration::ZERO).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
    }
}
