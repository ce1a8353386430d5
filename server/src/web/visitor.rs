//! Finds out who is asking.

use super::{Shared, address, trace::RequestId};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, StatusCode, header};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use switchhook_access::ClientOrigin;
use switchhook_app::{Cookies, Visitor, Written, language_of};
use tower_sessions::Session;

/// Puts a [`Visitor`] into the extensions of the request.
pub(super) async fn recognise(
    State(shared): State<Shared>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let access = shared.portal.access();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let address = address::of_client(request.headers(), peer, shared.settings.trusted_proxies);
    let device = text(request.headers(), &header::USER_AGENT);
    let session = access.session(session).of(ClientOrigin { address: Some(address), device });
    let principal = match access.principal(&session).await {
        Ok(principal) => principal,
        Err(error) => {
            tracing::error!(%error, "nobody can be recognised");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let headers = request.headers();
    let cookies = text(headers, &header::COOKIE);
    let cookies = Cookies::new(&cookies, shared.settings.is_secure());
    let language = language_of(&cookies, &text(headers, &header::ACCEPT_LANGUAGE));
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let visitor = Visitor {
        session,
        principal,
        language,
        cookies,
        request_id,
        address,
        uri: request.uri().clone(),
        written: Written::default(),
    };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.collect::<Vec<_>>().join(";")
}
