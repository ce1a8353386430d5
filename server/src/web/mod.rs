//! From a request to a page: the order of the layers is the order of the checks.

mod address;
mod audit_export;
mod body;
mod exports;
mod files;
mod headers;
mod health;
pub mod metrics;
mod once;
mod origin;
mod refusals;
mod server_function;
mod serving;
mod to_the_end;
mod trace;
mod uploads;
mod visitor;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
pub use serving::{Limits, serve};
use std::path::Path;
use switchhook_app::{Portal, PortalPages, document};
pub use to_the_end::Writes;
use tower_http::compression::{CompressionLayer, predicate::SizeAbove};
use tower_sessions::{SessionManagerLayer, cookie::SameSite};

/// How the portal stands in its network.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The origin that people see.
    pub origin: String,
    /// How many proxies of our own stand before the portal.
    pub trusted_proxies: u8,
}

impl Settings {
    /// Whether people reach the portal by HTTPS, so that cookies travel in no other way.
    fn is_secure(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

/// What handlers share.
#[derive(Clone)]
struct Shared {
    portal: Portal,
    leptos: LeptosOptions,
    settings: Settings,
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

/// The whole portal: pages, server functions, files, health. `operations` tells what is under way when it ends.
pub fn router(portal: Portal, settings: Settings, site: &Path, operations: Operations) -> Router {
    let portal = portal.reached_at(&settings.origin);
    let secure = settings.is_secure();
    let sessions = SessionManagerLayer::new(portal.access().session_store())
        .with_name(if secure { "__Host-session" } else { "session" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/");
    let leptos = LeptosOptions::builder().output_name("switchhook").build();
    let shared = Shared { portal, leptos, settings, operations };
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
        .merge(audit_export::router())
        .merge(exports::router())
        .fallback_service(other.with_state(()))
        .layer(from_fn(server_function::answer))
        .layer(from_fn_with_state(shared.clone(), once::once))
        .layer(from_fn(uploads::as_fields))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(body::limit))
        .layer(from_fn_with_state(shared.clone(), origin::same_origin))
        .layer(from_fn_with_state(shared.clone(), refusals::write_down))
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
