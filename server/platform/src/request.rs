//! One request to the platform, and its answer.

use crate::{error::Error, patch::Operation};
use reqwest::{Method, StatusCode, Url, header};
use serde::{
    Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use std::fmt::Display;

/// A request that is sent once or more often.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Below the base URL, without a slash in front, e.g. `api/customers/`.
    path: String,
    /// The item below the path, escaped when sent: ids of registrations are any text (contract 3.16).
    item: Option<String>,
    query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Vec<u8>>,
    /// Whether the same request may be sent again although the first one perhaps arrived (contract 5.2, 5.3).
    pub(crate) is_repeatable: bool,
    /// Whether it changes something.
    pub(crate) is_write: bool,
}

impl Request {
    fn new(method: Method, path: String) -> Self {
        let is_repeatable = matches!(method, Method::GET | Method::PUT | Method::DELETE);
        let is_write = method != Method::GET;
        Self { method, path, item: None, query: Vec::new(), body: None, is_repeatable, is_write }
    }

    fn of_item(method: Method, collection: &str, id: impl Display) -> Self {
        Self { item: Some(id.to_string()), ..Self::new(method, format!("api/{collection}/")) }
    }

    /// Reads an item, `api/customers/7`.
    pub(crate) fn item(collection: &str, id: impl Display) -> Self {
        Self::of_item(Method::GET, collection, id)
    }

    /// Reads a collection; the trailing slash is part of its address (contract 1.1).
    pub(crate) fn collection(collection: &str, query: Vec<(&'static str, String)>) -> Self {
        Self { query, ..Self::new(Method::GET, format!("api/{collection}/")) }
    }

    /// Creates a member of a collection.
    pub(crate) fn create(collection: &str, body: &impl Serialize) -> Result<Self, Error> {
        Self::new(Method::POST, format!("api/{collection}/")).with_body(body)
    }

    /// Replaces an item.
    pub(crate) fn replace(collection: &str, id: impl Display, body: &impl Serialize) -> Result<Self, Error> {
        Self::of_item(Method::PUT, collection, id).with_body(body)
    }

    /// Changes an item. Never with an empty list, which is a platform error for some resources (contract 1.9).
    pub(crate) fn patch(collection: &str, id: impl Display, operations: &[Operation]) -> Result<Self, Error> {
        let is_repeatable = operations.iter().all(Operation::is_repeatable);
        Self { is_repeatable, ..Self::of_item(Method::PATCH, collection, id) }.with_body(&operations)
    }

    /// Deletes an item.
    pub(crate) fn delete(collection: &str, id: impl Display) -> Self {
        Self::of_item(Method::DELETE, collection, id)
    }

    /// Asks for a token, which changes nothing; the one path outside of `/api/` (contract 1.2).
    pub(crate) fn login(body: &impl Serialize) -> Result<Self, Error> {
        let request = Self::new(Method::POST, "login_jwt".to_owned());
        Self { is_repeatable: true, is_write: false, ..request }.with_body(body)
    }

    /// Asks something that takes a body and changes nothing.
    pub(crate) fn question(collection: &str, body: &impl Serialize) -> Result<Self, Error> {
        let request = Self::new(Method::POST, format!("api/{collection}/"));
        Self { is_repeatable: true, is_write: false, ..request }.with_body(body)
    }

    /// Asks what the platform is; the one address of a resource without a slash (contract 1.1).
    pub(crate) fn platform_info() -> Self {
        Self::new(Method::GET, "api/platforminfo".to_owned())
    }

    /// Adds a parameter.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    fn with_body(mut self, body: &impl Serialize) -> Result<Self, Error> {
        // Serializing our own types cannot fail; if it does, nothing was sent.
        self.body = Some(serde_json::to_vec(body).map_err(|_| Error::Unreadable)?);
        Ok(self)
    }

    /// The address, everything in the query percent-encoded: `;` parts parameters and `+` is a blank (contract 2.6).
    pub(crate) fn url(&self, base: &Url) -> Result<Url, Error> {
        let mut url = base.join(&self.path).map_err(|_| Error::NotFound)?;
        if let Some(item) = &self.item {
            url.path_segments_mut().map_err(|()| Error::NotFound)?.pop_if_empty().push(item);
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }

    pub(crate) fn content_type(&self) -> &'static str {
        if self.method == Method::PATCH { "application/json-patch+json" } else { "application/json" }
    }

    /// Collection or item without its id, for logs.
    pub(crate) fn resource(&self) -> &str {
        self.path.split('/').nth(1).unwrap_or(&self.path)
    }
}

/// An answer of the platform, of whatever status.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    location: Option<String>,
    pub(crate) body: Vec<u8>,
    /// Whether the answer to an earlier try of the same request was lost.
    pub(crate) after_lost: bool,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, headers: &header::HeaderMap, body: Vec<u8>) -> Self {
        let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self { status, location, body, after_lost: false }
    }

    /// The answer, if its status is one of success.
    pub(crate) fn successful(self) -> Result<Self, Error> {
        if self.status.is_success() {
            Ok(self)
        } else {
            Err(Error::from_answer(self.status.as_u16(), &self.body))
        }
    }

    /// Whether it should be JSON and is none: it broke off, or somebody else answered.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.status.is_success() && serde_json::from_slice::<IgnoredAny>(&self.body).is_err()
    }

    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // The position helps; the text of a serde error could quote the body.
            tracing::warn!(line = error.line(), column = error.column(), "unreadable answer of the platform");
            Error::Unreadable
        })
    }

    /// The id of what was created: the last part of `Location`. The body of a 201 is empty (contract 1.8).
    pub(crate) fn created_id(&self) -> Result<u64, Error> {
        let location = self.location.as_deref().unwrap_or_default();
        let path = location.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        // It was created: that its id is unknown does not make it undone.
        path.rsplit('/').next().and_then(|id| id.parse().ok()).ok_or(Error::UnknownOutcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_encoded() {
        let base = Url::parse("https://ngcp.example:1443/").unwrap();
        let query = vec![("username", "a;b+c&d e*".to_owned())];
        let url = Request::collection("subscribers", query).url(&base).unwrap();
        assert_eq!(url.as_str(), "https://ngcp.example:1443/api/subscribers/?username=a%3Bb%2Bc%26d+e*");
    }

    #[test]
    fn a_base_with_a_path_is_kept() {
        let base = Url::parse("https://proxy.example/ngcp/").unwrap();
        let url = Request::item("customers", 7).url(&base).unwrap();
        assert_eq!(url.as_str(), "https://proxy.example/ngcp/api/customers/7");
    }

    #[test]
    fn ids_stay_inside_of_their_collection() {
        let base = Url::parse("https://ngcp.example/").unwrap();
        for (id, url) in [
            ("uloc-1", "https://ngcp.example/api/subscriberregistrations/uloc-1"),
            ("a/b?c#d", "https://ngcp.example/api/subscriberregistrations/a%2Fb%3Fc%23d"),
            ("../subscribers/7", "https://ngcp.example/api/subscriberregistrations/..%2Fsubscribers%2F7"),
            ("..", "https://ngcp.example/api/subscriberregistrations"),
        ] {
            let request = Request::delete("subscriberregistrations", id);
            assert_eq!(request.url(&base).unwrap().as_str(), url);
        }
    }

    #[test]
    fn ids_come_from_the_location() {
        let id = |location: &str| {
            let mut headers = header::HeaderMap::new();
            headers.insert(header::LOCATION, location.parse().unwrap());
            Answer::new(StatusCode::CREATED, &headers, Vec::new()).created_id()
        };
        assert_eq!(id("/api/customers/42"), Ok(42));
        assert_eq!(id("https://host:1443/api/cftimesets/8?subscriber_id=7"), Ok(8));
        assert_eq!(id("/api/customers/"), Err(Error::UnknownOutcome));
    }
}
