//! From a request to a page: the order of the layers is the order of the checks.

mod exports;
mod files;
mod headers;
mod health;
pub mod metrics;
mod once;
mod origin;
mod server_function;
mod to_the_end;
mod trace;
mod visitor;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use std::path::Path;
use switchhook_app::{Portal, PortalPages, document};
pub use to_the_end::Writes;
use tower_http::{
    compression::{CompressionLayer, predicate::SizeAbove},
    limit::RequestBodyLimitLayer,
};
use tower_sessions::{SessionManagerLayer, cookie::SameSite};

/// The largest form that is read.
const LARGEST_BODY: usize = 512 * 1024;

/// What handlers share.
#[derive(Clone)]
struct Shared {
    portal: Portal,
    leptos: LeptosOptions,
    origin: origin::Origin,
    operations: Operations,
}

/// What operations look at while the portal runs.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    /// The writes that are under way.
    pub writes: Writes,
    /// What was answered.
    pub metrics: metrics::Metrics,
}

impl FromRef<Shared> for LeptosOptions {
    fn from_ref(shared: &Shared) -> Self {
        shared.leptos.clone()
    }
}

/// The whole portal: pages, server functions, files, health.
pub fn router(portal: Portal, origin: String, site: &Path, operations: Operations) -> Router {
    let secure = origin.starts_with("https://");
    let sessions = SessionManagerLayer::new(portal.access().session_store())
        .with_name(if secure { "__Host-session" } else { "session" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/");
    let leptos = LeptosOptions::builder().output_name("switchhook").build();
    let shared = Shared { portal, leptos, origin: origin::Origin::new(origin), operations };
    let context = {
        let portal = shared.portal.clone();
        move || {
            provide_context(portal.clone());
            headers::allow_nonce();
        }
    };
    let other = render_app_async_with_context(context.clone(), document);
    let other = {
        let other = other.clone();
        get(other.clone()).fallback(other)
    };
    Router::new()
        .leptos_routes_with_context(&shared, generate_route_list(PortalPages), context, document)
        .merge(exports::router())
        .fallback_service(other.with_state(()))
        .layer(from_fn(server_function::answer))
        .layer(from_fn_with_state(shared.clone(), once::once))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(from_fn_with_state(shared.clone(), origin::same_origin))
        .layer(from_fn_with_state(shared.clone(), server_function::failures_as_pages))
        .layer(from_fn_with_state(shared.clone(), visitor::recognise))
        .layer(sessions)
        .layer(from_fn_with_state(shared.clone(), to_the_end::to_the_end))
        .layer(CompressionLayer::new().no_br().no_deflate().no_zstd().compress_when(SizeAbove::new(512)))
        .layer(from_fn(headers::personal))
        .merge(files::router(site))
        .merge(health::router(shared.portal.clone()))
        .layer(from_fn(headers::secure))
        .layer(from_fn_with_state(shared.clone(), trace::request))
        .with_state(shared)
}
