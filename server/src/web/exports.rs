//! Lists as files that are written while they are read.

use super::Shared;
use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::{StreamExt, stream};
use http::{HeaderValue, StatusCode, header};
use std::convert::Infallible;
use switchhook_app::{ExportedList, Failure, ListExport, Visitor};

pub(super) fn router() -> Router<Shared> {
    ExportedList::ALL.into_iter().fold(Router::new(), |router, list| {
        let answer = async move |State(shared): State<Shared>, visitor: Option<Extension<Visitor>>| {
            let Some(Extension(visitor)) = visitor else {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            };
            match ListExport::begin(list, &shared.portal, &visitor).await {
                Ok(export) => file(list, export),
                Err(failure) => refusal(&failure),
            }
        };
        router.route(list.path(), get(answer))
    })
}

fn file(list: ExportedList, export: ListExport) -> Response {
    let pieces = stream::unfold(export, |mut export| async move {
        let piece = export.piece().await?;
        Some((Ok::<_, Infallible>(piece), export))
    });
    // Who compresses it asks again after its end.
    let pieces = pieces.fuse();
    csv(list.path().trim_start_matches('/'), Body::from_stream(pieces))
}

/// A file with comma-separated values.
pub(super) fn csv(name: &str, content: Body) -> Response {
    let mut response = content.into_response();
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// A status, from which the page is made that says so; or the way to the sign-in page.
pub(super) fn refusal(failure: &Failure) -> Response {
    let mut response = failure.status().into_response();
    if let Failure::SignIn(next) = failure {
        let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
        if let Ok(place) = HeaderValue::from_str(&format!("/sign-in?{query}")) {
            response.headers_mut().insert(header::LOCATION, place);
        }
    }
    response
}
