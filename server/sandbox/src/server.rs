//! One request from its head to its answer (contract 1).

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Map, Value};

use crate::authentication::{Attempt, ClientCertificate, Credentials, Entered, Realm};
use crate::caller::Caller;
use crate::error::ApiError;
use crate::expand;
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::listing;
use crate::patch::Patch;
use crate::preferences;
use crate::query::Query;
use crate::release::Release;
use crate::resources::{Call, Change, Resource, View, rewritten};
use crate::responses::{
    JSON, JSON_PATCH, empty, entry_point, hal, item, moved, options, plain, platform_info,
};
use crate::sandbox::Inner;
use crate::state::Password;
use crate::target::{self, Target};

/// A request under `/api/` or to `/login_jwt`, and from whom it comes.
pub(crate) struct Asked<'a> {
    pub(crate) realm: Realm,
    pub(crate) address: IpAddr,
    /// The verified certificate of the client.
    pub(crate) certificate: Option<&'a ClientCertificate>,
    pub(crate) head: &'a Parts,
    pub(crate) body: &'a Bytes,
}

impl Asked<'_> {
    fn attempt(&self, now: i64) -> Attempt<'_> {
        let host =
            self.head.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
        Attempt { realm: self.realm, address: self.address, host, now }
    }

    fn reads(&self) -> bool {
        matches!(self.head.method, Method::GET | Method::HEAD | Method::OPTIONS)
    }
}

/// An answer, and whose credentials were valid.
pub(crate) struct Answer {
    pub(crate) response: Response<Body>,
    pub(crate) login: Option<String>,
}

pub(crate) fn answer(inner: &mut Inner, asked: &Asked<'_>) -> Answer {
    let mut login = None;
    let head = asked.head;
    let outcome = if head.uri.path() == "/login_jwt" {
        log_in(inner, asked)
    } else {
        respond(inner, asked, &mut login)
    };
    let mut response = outcome.unwrap_or_else(ApiError::into_response);
    // The platform labels whatever it answers when exactly this is accepted.
    if accepts_exactly(&head.headers, JSON) && head.uri.path() != "/login_jwt" {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    }
    Answer { response, login }
}

fn log_in(inner: &mut Inner, asked: &Asked<'_>) -> Result<Response<Body>, ApiError> {
    if asked.head.method != Method::POST {
        return Err(ApiError::PathNotFound);
    }
    let body = match json::parse(asked.body) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let attempt = asked.attempt(inner.now());
    Ok(plain(StatusCode::OK, &inner.door.log_in(&body, &inner.state, &attempt)?))
}

fn respond(
    inner: &mut Inner,
    asked: &Asked<'_>,
    login: &mut Option<String>,
) -> Result<Response<Body>, ApiError> {
    let head = asked.head;
    let method = target::routed_method(&head.method, &head.headers);
    let target = target::route(head.uri.path(), &method)?;
    if matches!(target, Target::PlatformInfo) {
        return Ok(platform_info(&method));
    }
    let credentials = Credentials::of(&head.headers, asked.certificate);
    let now = inner.now();
    let Entered { caller, has_expired } =
        inner.door.enter(&credentials, &inner.state, &asked.attempt(now))?;
    *login = Some(caller.login.clone());
    if has_expired && !matches!(target, Target::PasswordChange) {
        return Err(ApiError::Forbidden("Password expired"));
    }
    let resource = match target {
        Target::Unslashed => return Ok(moved(head, inner.options.authority.is_some())),
        Target::EntryPoint => return Ok(entry_point(&method)),
        // Only the definitions of subscribers are shown to subscribers.
        Target::Definitions(name) if name != "subscriberpreferencedefs" && caller.is_subscriber() => {
            return Err(ApiError::InvalidUser);
        }
        Target::Definitions(name) if method == Method::OPTIONS => {
            return Ok(options(target, name, &caller));
        }
        Target::Definitions(name) => {
            return Ok(hal(StatusCode::OK, &preferences::document(name, caller.role)));
        }
        Target::Collection(resource) | Target::Item(resource, _) => Some(resource),
        Target::PasswordChange | Target::ApplyRewrites => None,
        Target::PlatformInfo => return Err(ApiError::PathNotFound),
    };
    let is_item = matches!(target, Target::Item(..));
    if resource.is_some_and(|resource| !resource.shape().roles.admit(caller.role, &method, is_item)) {
        return Err(ApiError::InvalidUser);
    }
    if caller.read_only && !asked.reads() {
        let by_token = matches!(credentials, Credentials::Bearer(_));
        return Err(if by_token { ApiError::Forbidden("Forbidden") } else { ApiError::ReadOnlyUser });
    }
    let mut query = Query::parse(head.uri.query().unwrap_or_default());
    if let Some((name, id)) = resource.and_then(|resource| resource.implied(caller.scope, &query)) {
        query.set(name, id.to_string());
    }
    let body = asked.body;
    let mut request = Request { inner, caller: &caller, headers: &head.headers, body, query: &query, now };
    let Some(resource) = resource else {
        return match target {
            Target::ApplyRewrites => request.apply_rewrites(),
            _ => request.change_password(),
        };
    };
    if method == Method::OPTIONS {
        return Ok(options(target, resource.shape().name, &caller));
    }
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

    fn release(&self) -> Release {
        self.inner.options.release
    }

    fn written(&self, document: Value) -> Value {
        self.release().written(document)
    }

    /// An item with its links in the head.
    fn shown(&self, status: StatusCode, document: Document, links: Vec<HeaderValue>) -> Response<Body> {
        item(status, &self.written(document.into_value()), links)
    }

    fn list(&self, resource: &dyn Resource) -> Result<Response<Body>, ApiError> {
        let view = self.view();
        resource.gate(&view, None, false)?;
        let mut collection = listing::collection(resource, &view)?;
        let mut status = StatusCode::OK;
        for document in &mut collection.documents {
            status = status.max(expand::expand(document, &view));
        }
        Ok(hal(status, &self.written(collection.into_value(resource.shape().name, self.query))))
    }

    fn create(&mut self, resource: &dyn Resource) -> Result<Response<Body>, ApiError> {
        let generic = resource.shape().generic;
        let mut members = self.members(JSON).inspect_err(|error| tracing::debug!(%error, "refused"))?;
        self.release().read(resource.shape().name, &mut members);
        let id = resource.create(&mut self.call(), &members)?;
        let document = resource.document(&self.view(), id);
        let location = HeaderValue::from_str(document.location()).map_err(|_| ApiError::Internal)?;
        let mut response = Response::new(Body::empty());
        if generic && self.wants_representation() {
            *response.body_mut() = Body::from(json::write(&self.written(document.into_value())));
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
        resource.gate(&self.view(), id, !matches!(*method, Method::GET | Method::HEAD))?;
        let id = id.filter(|id| resource.sees(&self.view(), *id));
        let Some(id) = id else { return Err(ApiError::EntityNotFound(resource.shape().entity)) };
        match *method {
            Method::PUT => {
                let mut members = self.members(JSON)?;
                self.release().read(resource.shape().name, &mut members);
                resource.update(&mut self.call(), id, &members, Change::Put)?;
                Ok(self.updated(resource, id, Change::Put))
            }
            Method::PATCH => self.patch(resource, id),
            Method::DELETE => {
                resource.delete(&mut self.call(), id)?;
                Ok(empty(StatusCode::NO_CONTENT))
            }
            // Whatever is not JSON is taken for a rendition that generic controllers do not have (contract 1.6).
            _ if resource.shape().generic && !accepts_json(self.headers) => {
                Err(ApiError::Failed("Requested unknown type".to_owned()))
            }
            _ => {
                let mut document = resource.document(&self.view(), id);
                let status = expand::expand(&mut document, &self.view());
                // The one item without its links in the head.
                let links = if resource.shape().name == "resellers" {
                    Vec::new()
                } else {
                    document.link_headers(true)
                };
                Ok(self.shown(status, document, links))
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
        let mut after = self.release().patched(&before);
        patch.apply(&mut after)?;
        let Value::Object(mut members) = after else { return Err(ApiError::Internal) };
        self.release().read(shape.name, &mut members);
        let change = Change::Patch { before: &before, patch: &patch };
        resource.update(&mut self.call(), id, &members, change)?;
        Ok(self.updated(resource, id, change))
    }

    fn updated(&self, resource: &dyn Resource, id: u32, change: Change<'_>) -> Response<Body> {
        let (mut response, applied) = if self.wants_representation() {
            let document = resource.answer(&self.view(), id, change);
            let links = document.link_headers(false);
            (self.shown(StatusCode::OK, document, links), "return=representation")
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

    /// The caller's own password (contract 1.4).
    fn change_password(&mut self) -> Result<Response<Body>, ApiError> {
        let members = self.members(JSON)?;
        let mut form = Form::new(&members);
        form.require("new_password");
        let password = form.text("new_password").unwrap_or_default();
        form.finish("Internal Server Error")?;
        self.inner.state.change_password(self.caller, Password::new(password, self.now));
        Ok(empty(StatusCode::NO_CONTENT))
    }

    /// Numbers as rewrite rules make them; the answer has no type of its own (contract 3.33).
    fn apply_rewrites(&self) -> Result<Response<Body>, ApiError> {
        let answer = rewritten(&self.view(), &self.members(JSON)?)?;
        Ok(Response::new(Body::from(answer.to_string())))
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

/// Whether JSON is among what is accepted; nothing said accepts everything.
fn accepts_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_none_or(|accepted| accepted.contains("*/*") || accepted.contains(JSON))
}

fn accepts_exactly(headers: &HeaderMap, media: &str) -> bool {
    headers.get(header::ACCEPT).is_some_and(|value| value.as_bytes() == media.as_bytes())
}
