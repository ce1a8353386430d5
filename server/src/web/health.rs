//! For operations: whether the portal lives, and whether it can work.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde::Serialize;
use switchhook_app::Portal;

#[derive(Serialize)]
struct Readiness {
    database: &'static str,
    platform: &'static str,
}

pub(super) fn router<S: Clone + Send + Sync + 'static>(portal: Portal) -> Router<S> {
    Router::new()
        .route("/health/live", get(async || "live\n"))
        .route("/health/ready", get(ready))
        .with_state(portal)
}

/// The database counts. The platform is reported only: a portal that says so is of more use than none.
async fn ready(State(portal): State<Portal>) -> (StatusCode, Json<Readiness>) {
    let database = portal.access().database().ping().await.is_ok();
    let platform = portal.platform().is_reachable().await;
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |well: bool| if well { "reachable" } else { "unreachable" };
    (status, Json(Readiness { database: word(database), platform: word(platform) }))
}
