//! HAL documents as the platform writes them (contract 2.1 and 2.2).

use axum::http::HeaderValue;
use serde_json::{Map, Value, json};

use crate::query::{Page, Query};

const PROFILE: &str = "http://purl.org/sipwise/ngcp-api/";

/// An item: its members and its relations, in the order of the `Link` headers.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    collection: String,
    location: String,
    relations: Vec<(&'static str, Vec<String>)>,
    pub(crate) members: Map<String, Value>,
}

impl Document {
    pub(crate) fn new(resource: &str, id: u32) -> Self {
        Self {
            collection: format!("/api/{resource}/"),
            location: format!("/api/{resource}/{id}"),
            relations: Vec::new(),
            members: Map::new(),
        }
    }

    /// An item that is found through its owner only: its address says whose it is.
    pub(crate) fn owned(resource: &str, id: u32, owner: &str) -> Self {
        let mut document = Self::new(resource, id);
        document.location = format!("{}?{owner}", document.location);
        document
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.members.insert(name.to_owned(), value.into());
    }

    /// Adds a relation of the platform's own.
    pub(crate) fn relate(&mut self, name: &'static str, target: String) {
        match self.relations.iter_mut().find(|(known, _)| *known == name) {
            Some((_, targets)) => targets.push(target),
            None => self.relations.push((name, vec![target])),
        }
    }

    pub(crate) fn relate_journal(&mut self) {
        self.relate("journal", format!("{}/journal/", self.location));
    }

    pub(crate) fn location(&self) -> &str {
        &self.location
    }

    /// The `Link` headers of an item. Where it is read, those that relate to themselves add `item` to every relation.
    pub(crate) fn link_headers(&self, is_read: bool) -> Vec<HeaderValue> {
        let names_itself = self.relations.iter().any(|(name, _)| self.collection == format!("/api/{name}/"));
        let item = if names_itself && is_read { "item " } else { "" };
        let fixed = [
            format!("<{}>; rel=collection", self.collection),
            format!("<{PROFILE}>; rel=profile"),
            if is_read {
                format!("<{}>; rel=\"item self\"", self.location)
            } else {
                format!("<{}>; rel=self", self.location)
            },
        ];
        let own = self.relations.iter().flat_map(|(name, targets)| {
            targets.iter().map(move |target| format!("<{target}>; rel=\"{item}{PROFILE}#rel-{name}\""))
        });
        fixed.into_iter().chain(own).filter_map(|link| HeaderValue::from_str(&link).ok()).collect()
    }

    pub(crate) fn into_value(self) -> Value {
        let mut links = fixed_links();
        links.insert("collection".to_owned(), json!({ "href": self.collection }));
        links.insert("self".to_owned(), json!({ "href": self.location }));
        for (name, targets) in self.relations {
            let targets: Vec<Value> = targets.into_iter().map(|href| json!({ "href": href })).collect();
            links.insert(format!("ngcp:{name}"), Value::Array(targets));
        }
        let mut members = self.members;
        members.insert("_links".to_owned(), Value::Object(links));
        Value::Object(members)
    }
}

/// One page of a collection.
#[derive(Debug)]
pub(crate) struct Collection {
    pub(crate) documents: Vec<Document>,
    pub(crate) total: usize,
    pub(crate) page: Page,
}

impl Collection {
    pub(crate) fn into_value(self, resource: &str, query: &Query) -> Value {
        let path = format!("/api/{resource}/");
        let Page { number, rows, counted } = self.page;
        let mut links = fixed_links();
        let mut link = |name: &str, page: usize| {
            links.insert(name.to_owned(), json!({ "href": query.link(&path, page, rows) }));
        };
        link("self", number);
        // One collection has no links to its other pages (contract 2.2).
        let linked = resource != "voicemailsettings";
        if linked && number > 1 {
            link("prev", number - 1);
        }
        if linked && self.total > number.saturating_mul(rows) {
            link("next", number + 1);
        }
        let mut members = Map::new();
        if !self.documents.is_empty() {
            let targets: Vec<Value> =
                self.documents.iter().map(|document| json!({ "href": document.location() })).collect();
            let items: Vec<Value> = self.documents.into_iter().map(Document::into_value).collect();
            links.insert(format!("ngcp:{resource}"), Value::Array(targets));
            members.insert("_embedded".to_owned(), json!({ format!("ngcp:{resource}"): items }));
        }
        members.insert("_links".to_owned(), Value::Object(links));
        members.insert("total_count".to_owned(), if counted { json!(self.total) } else { Value::Null });
        Value::Object(members)
    }
}

/// The links that are in every document.
pub(crate) fn fixed_links() -> Map<String, Value> {
    let mut links = Map::new();
    let curies = json!({ "href": format!("{PROFILE}#rel-{{rel}}"), "name": "ngcp", "templated": true });
    links.insert("curies".to_owned(), curies);
    links.insert("profile".to_owned(), json!({ "href": PROFILE }));
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_page_beyond_the_end_has_only_self_and_prev() {
        let query = Query::parse("page=4&rows=10");
        let page = query.page().unwrap();
        let value = Collection { documents: Vec::new(), total: 23, page }.into_value("customers", &query);
        assert!(value.get("_embedded").is_none());
        assert_eq!(value["_links"]["prev"]["href"], "/api/customers/?page=3&rows=10");
        assert!(value["_links"].get("next").is_none());
        assert_eq!(value["total_count"], 23);
    }

    #[test]
    fn one_member_is_an_array_too() {
        let query = Query::parse("");
        let page = query.page().unwrap();
        let documents = vec![Document::new("domains", 7)];
        let value = Collection { documents, total: 1, page }.into_value("domains", &query);
        assert_eq!(value["_embedded"]["ngcp:domains"].as_array().map(Vec::len), Some(1));
        assert_eq!(value["_links"]["ngcp:domains"][0]["href"], "/api/domains/7");
    }
}
