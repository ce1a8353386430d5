//! The audit trail as a file.

use super::{
    Shared,
    exports::{csv, refusal},
};
use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::stream;
use http::StatusCode;
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
    csv("audit.csv", Body::from_stream(pieces))
}
