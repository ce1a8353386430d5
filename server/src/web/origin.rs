//! No other site writes here: the browser says where a request comes from, and only our own origin may write.

use super::Shared;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};

/// Whether a request that writes comes from our own pages. A request that says nothing about where it comes from is none of a
/// browser's, and not ours.
fn is_ours(own: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = headers.get(header::ORIGIN).map(|origin| origin.as_bytes() == own.as_bytes());
    match (text("sec-fetch-site"), origin) {
        (_, Some(false)) | (None, None) => false,
        (Some(site), _) => site == "same-origin",
        (None, Some(true)) => true,
    }
}

/// Refuses writes that come from elsewhere.
pub(super) async fn same_origin(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_ours(&shared.settings.origin, request.headers()) {
        next.run(request).await
    } else {
        tracing::warn!("a write from another origin was refused");
        StatusCode::FORBIDDEN.into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn sent(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        is_ours("https://portal.example", &headers)
    }

    #[test]
    fn only_our_own_pages_write() {
        assert!(sent(&[("origin", "https://portal.example")]));
        assert!(sent(&[("sec-fetch-site", "same-origin")]));
        assert!(sent(&[("sec-fetch-site", "same-origin"), ("origin", "https://portal.example")]));
        for foreign in [
            &[][..],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "https://portal.example.evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://portal.example")],
        ] {
            assert!(!sent(foreign), "{foreign:?}");
        }
    }
}
