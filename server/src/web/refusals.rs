//! Whoever sends a form leaves an entry in the audit trail. What a server function did or refused it writes down itself; this is
//! for the requests that none of them saw to their end: from another site, too large, not understood, broken.

use super::Shared;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::StatusCode;
use switchhook_access::audit::{Action, Outcome, Refused};
use switchhook_app::Visitor;

pub(super) async fn write_down(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let visitor = request.extensions().get::<Visitor>().cloned();
    let response = next.run(request).await;
    let (status, Some(visitor)) = (response.status(), visitor) else { return response };
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let failed = status.is_server_error();
    let refused = Refused {
        principal: visitor.principal.as_ref(),
        address: visitor.address,
        request_id: &visitor.request_id,
        action: Action::SendForm,
        path: visitor.uri.path(),
        reason: reason(status),
        outcome: if failed { Outcome::Failed } else { Outcome::Refused },
    };
    if let Err(error) = shared.portal.access().audit().refused(refused).await {
        tracing::error!(%error, "a refusal is not in the audit trail");
    }
    response
}

fn reason(status: StatusCode) -> &'static str {
    match status {
        StatusCode::FORBIDDEN => "from another site, or with the token of another session",
        StatusCode::NOT_FOUND => "not permitted, or no such thing",
        StatusCode::PAYLOAD_TOO_LARGE => "too large",
        status if status.is_server_error() => "the portal failed",
        _ => "not understood",
    }
}
