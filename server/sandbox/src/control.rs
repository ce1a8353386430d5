//! The requests and the faults over HTTP, for tests in a browser.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};

use crate::faults::FaultRule;
use crate::recording::RecordedRequest;
use crate::sandbox::Sandbox;

pub(crate) fn router(sandbox: Sandbox) -> Router {
    Router::new()
        .route("/sandbox/requests", get(requests).delete(clear_requests))
        .route("/sandbox/faults", post(add_fault).delete(clear_faults))
        .with_state(sandbox)
}

async fn requests(Shared(sandbox): Shared<Sandbox>) -> Json<Vec<RecordedRequest>> {
    Json(sandbox.requests())
}

async fn clear_requests(Shared(sandbox): Shared<Sandbox>) -> StatusCode {
    sandbox.clear_requests();
    StatusCode::NO_CONTENT
}

async fn add_fault(Shared(sandbox): Shared<Sandbox>, Json(rule): Json<FaultRule>) -> StatusCode {
    sandbox.add_fault(rule);
    StatusCode::NO_CONTENT
}

async fn clear_faults(Shared(sandbox): Shared<Sandbox>) -> StatusCode {
    sandbox.set_faults(Vec::new());
    StatusCode::NO_CONTENT
}
