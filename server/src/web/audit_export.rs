//! The audit trail as a file.

use super::{Shared, exports::refusal};
use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::stream;
use http::{HeaderValue, StatusCode, header};
use switchhook_app::{AUDIT_EXPORT, AuditExport, Visitor};

pub(super) fn router() -> Router<Shared> {
    Router::new().route(AUDIT_EXPORT, get(file))
}

async fn file(State(shared): State<Shared>, visitor: Option<Extension<Visitor>>) -> Response {
    let Some(Extension(visitor)) = visitor else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let export = match AuditExport::begin(shared.portal.clone(), &visitor).await {
        Ok(export) => export,
        Err(failure) => return refusal(&failure),
    };
    let pieces = stream::try_unfold(export, |mut export| async move {
        Ok::<_, switchhook_access::StorageError>(export.piece().await?.map(|piece| (piece, export)))
    });
    let mut response = Body::from_stream(pieces).into_response();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
