//! What a client is given instead of the answer.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures_util::stream;

/// An answer in a proxy's words.
pub(crate) fn page(status: u16, html: &str) -> Response<Body> {
    answer(status, "text/html", html.to_owned())
}

/// An answer in the platform's words.
pub(crate) fn refusal(status: u16, message: &str) -> Response<Body> {
    let text = serde_json::json!({ "code": status, "message": message }).to_string();
    answer(status, "application/json", format!("{text}\n"))
}

fn answer(status: u16, media: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// An answer that never comes: its body fails at once, upon which the server drops the connection.
pub(crate) fn broken() -> Response<Body> {
    let lost = io::Error::from(io::ErrorKind::ConnectionReset);
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(lost)])))
}

/// The first half of an answer, as if that were all.
pub(crate) fn truncated(response: Response<Body>, body: &Bytes) -> Response<Body> {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body.slice(..body.len() / 2)))
}

/// An answer whose body comes late.
pub(crate) fn stalled(response: Response<Body>, body: Bytes, delay: Duration) -> Response<Body> {
    let (mut parts, _) = response.into_parts();
    if !body.is_empty() {
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    let late = stream::once(async move {
        tokio::time::sleep(delay).await;
        Ok::<_, io::Error>(body)
    });
    Response::from_parts(parts, Body::from_stream(late))
}
