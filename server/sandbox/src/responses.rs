//! The answers of the platform, as it words and labels them.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::caller::Caller;
use crate::json;
use crate::resources;
use crate::target::{self, Target};

const HAL: &str = "application/hal+json; profile=\"http://purl.org/sipwise/ngcp-api/\"; charset=utf-8";
pub(crate) const JSON: &str = "application/json";
pub(crate) const JSON_PATCH: &str = "application/json-patch+json";

pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn typed(status: StatusCode, media: &'static str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

pub(crate) fn hal(status: StatusCode, document: &Value) -> Response<Body> {
    typed(status, HAL, json::write(document))
}

pub(crate) fn plain(status: StatusCode, document: &Value) -> Response<Body> {
    typed(status, JSON, format!("{document}\n").into_bytes())
}

/// An item and its links.
pub(crate) fn item(status: StatusCode, document: &Value, links: Vec<HeaderValue>) -> Response<Body> {
    let mut response = hal(status, document);
    for link in links {
        response.headers_mut().append(header::LINK, link);
    }
    response
}

pub(crate) fn options(target: Target<'_>, name: &str, caller: &Caller) -> Response<Body> {
    let mut verbs = target::verbs(target).to_vec();
    if caller.read_only {
        verbs.retain(|verb| matches!(*verb, "GET" | "HEAD" | "OPTIONS"));
    }
    let mut response = plain(StatusCode::OK, &json!({ "methods": verbs }));
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::ALLOW, &verbs.join(", "));
    if matches!(target, Target::Item(..)) {
        if target::verbs(target).contains(&"PATCH") {
            set(HeaderName::from_static("accept-patch"), JSON_PATCH);
        }
    } else {
        let profile = format!("application/hal+json; profile=http://purl.org/sipwise/ngcp-api/#rel-{name}");
        set(HeaderName::from_static("accept-post"), &profile);
    }
    response
}

/// A collection without its slash: the address with it, absolute (contract 1.1).
pub(crate) fn moved(head: &Parts, is_secured: bool) -> Response<Body> {
    let scheme = if is_secured { "https" } else { "http" };
    let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let address = format!("{scheme}://{host}{}/", head.uri.path());
    let page =
        format!("<html><head><title>Moved</title></head><body><a href=\"{address}\">here</a></body></html>");
    let mut response = typed(StatusCode::MOVED_PERMANENTLY, "text/html; charset=utf-8", page.into_bytes());
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

pub(crate) fn entry_point(method: &Method) -> Response<Body> {
    let mut members = Map::new();
    let mut links = Vec::new();
    for resource in resources::ALL {
        let name = resource.shape().name;
        let filters: Vec<&str> = resource.filters().iter().map(|filter| filter.name).collect();
        members.insert(
            name.to_owned(),
            json!({
                "actions": resource.shape().collection,
                "item_actions": resource.shape().item,
                "query_params": filters,
            }),
        );
        links
            .push(format!("</api/{name}/>; rel=\"collection http://purl.org/sipwise/ngcp-api/#rel-{name}\""));
    }
    let mut response = if *method == Method::OPTIONS {
        plain(StatusCode::OK, &json!({ "methods": ["GET", "OPTIONS", "HEAD"] }))
    } else {
        plain(StatusCode::OK, &Value::Object(members))
    };
    for link in links.iter().filter(|_| *method == Method::OPTIONS) {
        if let Ok(link) = HeaderValue::from_str(link) {
            response.headers_mut().append(header::LINK, link);
        }
    }
    response
}

pub(crate) fn platform_info(method: &Method) -> Response<Body> {
    if *method != Method::GET && *method != Method::HEAD {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    plain(
        StatusCode::OK,
        &json!({ "type": "sandbox", "version": "mr26.2", "ngcp_version": "mr26.2", "licenses": [] }),
    )
}
