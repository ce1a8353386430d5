//! Server functions answer native forms: with a redirect, or with a page that says what went wrong.

use super::{Shared, headers};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, Method, StatusCode, header};
use leptos::prelude::provide_context;
use leptos_axum::render_app_async_with_context;
use switchhook_app::{FailedRequest, Failure, document};

/// More than any error of a server function.
const LONGEST_ERROR: usize = 64 * 1024;

/// Runs a server function. Its own way to answer forms (back to the referrer, with the error in the URL) is switched off: it
/// would let a link put words into our pages.
pub async fn answer(mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    request.headers_mut().remove(header::REFERER);
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    let mut response = misunderstood(next.run(request).await).await;
    if response.status().is_redirection() {
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    response
}

/// What is no form of ours is the sender's mistake; the framework answers it like a fault of its own.
async fn misunderstood(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = to_bytes(body, LONGEST_ERROR).await.unwrap_or_default();
    if [&b"Args|"[..], b"MissingArg|", b"Deserialization|"].iter().any(|kind| text.starts_with(kind)) {
        parts.status = StatusCode::BAD_REQUEST;
    }
    Response::from_parts(parts, Body::empty())
}

/// Gives every failure that is not a page yet the page that says so.
pub(super) async fn failures_as_pages(
    State(shared): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut again = Request::new(Body::empty());
    *again.method_mut() = Method::GET;
    *again.uri_mut() = parts.uri.clone();
    *again.headers_mut() = parts.headers.clone();
    *again.extensions_mut() = parts.extensions.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/html"));
    let status = response.status();
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    failure_page(shared, again, Failure::from_status(status)).await
}

/// The page that says what went wrong with a request.
pub(super) async fn failure_page(shared: Shared, request: Request, failure: Failure) -> Response {
    let context = move || {
        provide_context(shared.portal.clone());
        provide_context(FailedRequest(failure.clone()));
        headers::allow_nonce();
    };
    render_app_async_with_context(context, document)(request).await
}
