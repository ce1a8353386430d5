//! One request from its head to its answer (contract 1).

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::authentication::Credentials;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::expand;
use crate::hal::Document;
use crate::json;
use crate::listing;
use crate::patch::Patch;
use crate::preferences;
use crate::query::Query;
use crate::resources::{self, Call, Change, Resource, View};
use crate::sandbox::Inner;
use crate::target::{self, Target};

const HAL: &str = "application/hal+json; profile=\"http://purl.org/sipwise/ngcp-api/\"; charset=utf-8";
const JSON: &str = "application/json";
const JSON_PATCH: &str = "application/json-patch+json";

/// An answer, and whose credentials were valid.
pub(crate) struct Answer {
    pub(crate) response: Response<Body>,
    pub(crate) login: Option<String>,
}

/// Answers a request under `/api/` or to `/login_jwt`.
pub(crate) fn answer(inner: &mut Inner, head: &Parts, body: &Bytes, address: IpAddr) -> Answer {
    let mut login = None;
    let outcome = if head.uri.path() == "/login_jwt" {
        log_in(inner, head, body, address)
    } else {
        respond(inner, head, body, address, &mut login)
    };
    let mut response = outcome.unwrap_or_else(ApiError::into_response);
    // The platform labels whatever it answers when exactly this is accepted.
    if accepts_exactly(&head.headers, JSON) && head.uri.path() != "/login_jwt" {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    }
    Answer { response, login }
}

fn log_in(
    inner: &mut Inner,
    head: &Parts,
    body: &Bytes,
    address: IpAddr,
) -> Result<Response<Body>, ApiError> {
    if head.method != Method::POST {
        return Err(ApiError::PathNotFound);
    }
    let body = match json::parse(body) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let now = inner.now();
    let lifetime = inner.token_lifetime();
    let answer = inner.door.log_in(&body, &inner.state.accounts, address, now, lifetime)?;
    Ok(plain(StatusCode::OK, &answer))
}

fn respond(
    inner: &mut Inner,
    head: &Parts,
    body: &Bytes,
    address: IpAddr,
    login: &mut Option<String>,
) -> Result<Response<Body>, ApiError> {
    let path = head.uri.path();
    let method = target::routed_method(&head.method, &head.headers);
    let target = target::route(path, &method)?;
    let credentials = Credentials::of(&head.headers);
    if matches!(target, Target::PlatformInfo) {
        return Ok(platform_info(&method));
    }
    let now = inner.now();
    let caller =
        Caller::administrator(inner.door.enter(&credentials, &inner.state.accounts, address, now)?);
    *login = Some(caller.login.clone());
    let resource = match target {
        Target::Unslashed => return Ok(moved(head)),
        Target::EntryPoint => return Ok(entry_point(&method)),
        Target::Definitions if method == Method::OPTIONS => {
            return Ok(options(target, "subscriberpreferencedefs", &caller));
        }
        Target::Definitions => return Ok(hal(StatusCode::OK, &preferences::document())),
        Target::Collection(resource) | Target::Item(resource, _) => resource,
        Target::PlatformInfo => return Err(ApiError::PathNotFound),
    };
    if !resource.shape().roles.admit(caller.role, &method, matches!(target, Target::Item(..))) {
        return Err(ApiError::InvalidUser);
    }
    if caller.read_only && !matches!(head.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        let by_token = matches!(credentials, Credentials::Bearer(_));
        return Err(if by_token { ApiError::ReadOnlyToken } else { ApiError::ReadOnlyUser });
    }
    if method == Method::OPTIONS {
        return Ok(options(target, resource.shape().name, &caller));
    }
    let query = Query::parse(head.uri.query().unwrap_or_default());
    let mut request = Request { inner, caller: &caller, headers: &head.headers, body, query: &query, now };
    match target {
        Target::Item(_, id) => request.item(resource, id, &method),
        _ if method == Method::POST => request.create(resource),
        _ => request.list(resource),
    }
}

/// A request whose caller and resource are known.
struct Request<'a> {
    inner: &'a mut Inner,
    caller: &'a Caller,
    headers: &'a HeaderMap,
    body: &'a Bytes,
    query: &'a Query,
    now: i64,
}

impl Request<'_> {
    fn view(&self) -> View<'_> {
        View { state: &self.inner.state, caller: self.caller, query: self.query, now: self.now }
    }

    fn call(&mut self) -> Call<'_> {
        Call {
            state: &mut self.inner.state,
            caller: self.caller,
            now: self.now,
            chance: &self.inner.options.chance,
            query: self.query,
        }
    }

    fn list(&self, resource: &dyn Resource) -> Result<Response<Body>, ApiError> {
        let view = self.view();
        resource.gate(&view, None)?;
        let mut collection = listing::collection(resource, &view)?;
        let mut status = StatusCode::OK;
        for document in &mut collection.documents {
            status = status.max(expand::expand(document, &view));
        }
        Ok(hal(status, &collection.into_value(resource.shape().name, self.query)))
    }

    fn create(&mut self, resource: &dyn Resource) -> Result<Response<Body>, ApiError> {
        let generic = resource.shape().generic;
        let members = self.members(JSON).inspect_err(|error| tracing::debug!(%error, "refused"))?;
        let id = resource.create(&mut self.call(), &members)?;
        let document = resource.document(&self.view(), id);
        let location = HeaderValue::from_str(document.location()).map_err(|_| ApiError::Internal)?;
        let mut response = Response::new(Body::empty());
        if generic && self.wants_representation() {
            *response.body_mut() = Body::from(json::write(&document.into_value()));
        }
        *response.status_mut() = StatusCode::CREATED;
        response.headers_mut().insert(header::LOCATION, location);
        Ok(response)
    }

    fn item(
        &mut self,
        resource: &dyn Resource,
        id: &str,
        method: &Method,
    ) -> Result<Response<Body>, ApiError> {
        let id = parsed_id(id)?;
        resource.gate(&self.view(), id)?;
        let id = id.filter(|id| resource.sees(&self.view(), *id));
        let Some(id) = id else { return Err(ApiError::EntityNotFound(resource.shape().entity)) };
        match *method {
            Method::PUT => {
                let members = self.members(JSON)?;
                resource.update(&mut self.call(), id, &members, Change::Put)?;
                Ok(self.updated(resource, id, Change::Put))
            }
            Method::PATCH => self.patch(resource, id),
            Method::DELETE => {
                resource.delete(&mut self.call(), id)?;
                Ok(empty(StatusCode::NO_CONTENT))
            }
            _ => {
                let mut document = resource.document(&self.view(), id);
                let status = expand::expand(&mut document, &self.view());
                // The one item without its links in the head.
                let linked = resource.shape().name != "resellers";
                Ok(item(status, document, linked))
            }
        }
    }

    fn patch(&mut self, resource: &dyn Resource, id: u32) -> Result<Response<Body>, ApiError> {
        let shape = resource.shape();
        let patch = Patch::parse(self.document(JSON_PATCH)?, shape.operations)?;
        if patch.is_empty() && matches!(shape.name, "customers" | "customercontacts") {
            return Err(ApiError::Internal);
        }
        let before = resource.patch_document(&self.view(), id);
        let mut after = before.clone();
        patch.apply(&mut after)?;
        let Value::Object(members) = after else { return Err(ApiError::Internal) };
        let change = Change::Patch { before: &before, patch: &patch };
        resource.update(&mut self.call(), id, &members, change)?;
        Ok(self.updated(resource, id, change))
    }

    fn updated(&self, resource: &dyn Resource, id: u32, change: Change<'_>) -> Response<Body> {
        let (mut response, applied) = if self.wants_representation() {
            let document = resource.answer(&self.view(), id, change);
            (item(StatusCode::OK, document, true), "return=representation")
        } else {
            (empty(StatusCode::NO_CONTENT), "return=minimal")
        };
        response
            .headers_mut()
            .insert(HeaderName::from_static("preference-applied"), HeaderValue::from_static(applied));
        response
    }

    fn wants_representation(&self) -> bool {
        self.headers.get("prefer").and_then(|value| value.to_str().ok()).is_some_and(|value| {
            value.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case("return=representation"))
        })
    }

    /// The members of a body, which must be an object.
    fn members(&self, media: &'static str) -> Result<Map<String, Value>, ApiError> {
        match self.document(media)? {
            Value::Object(members) => Ok(members),
            _ => Err(ApiError::Internal),
        }
    }

    fn document(&self, media: &'static str) -> Result<Value, ApiError> {
        if self.headers.contains_key(header::LINK) {
            return Err(ApiError::BadRequest(
                "The request must not contain 'Link' headers. Instead assert relationships in the entity body."
                    .to_owned(),
            ));
        }
        let given = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !given.is_some_and(|given| given.starts_with(media)) {
            let given = given.unwrap_or("undefined").to_owned();
            return Err(ApiError::UnsupportedMedia { given, expected: media });
        }
        json::parse(self.body).map_err(|reason| ApiError::Malformed { media: media.to_owned(), reason })
    }
}

/// An optionally signed integer; a negative one is nobody's.
fn parsed_id(text: &str) -> Result<Option<u32>, ApiError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ApiError::InvalidId);
    }
    Ok(text.parse().ok())
}

fn accepts_exactly(headers: &HeaderMap, media: &str) -> bool {
    headers.get(header::ACCEPT).is_some_and(|value| value.as_bytes() == media.as_bytes())
}

fn empty(status: StatusCode) -> Response<Body> {
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

fn hal(status: StatusCode, document: &Value) -> Response<Body> {
    typed(status, HAL, json::write(document))
}

fn plain(status: StatusCode, document: &Value) -> Response<Body> {
    typed(status, JSON, format!("{document}\n").into_bytes())
}

fn item(status: StatusCode, document: Document, linked: bool) -> Response<Body> {
    let links = document.link_headers();
    let mut response = hal(status, &document.into_value());
    if linked {
        for link in links {
            response.headers_mut().append(header::LINK, link);
        }
    }
    response
}

fn options(target: Target<'_>, name: &str, caller: &Caller) -> Response<Body> {
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
fn moved(head: &Parts) -> Response<Body> {
    let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let address = format!("http://{host}{}/", head.uri.path());
    let page =
        format!("<html><head><title>Moved</title></head><body><a href=\"{address}\">here</a></body></html>");
    let mut response = typed(StatusCode::MOVED_PERMANENTLY, "text/html; charset=utf-8", page.into_bytes());
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

fn entry_point(method: &Method) -> Response<Body> {
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

fn platform_info(method: &Method) -> Response<Body> {
    if *method != Method::GET && *method != Method::HEAD {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    plain(
        StatusCode::OK,
        &json!({ "type": "sandbox", "version": "mr26.2", "ngcp_version": "mr26.2", "licenses": [] }),
    )
}
