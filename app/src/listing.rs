//! What the query of a list page says: page, rows, sort. Every view of a list is a link.

use crate::visitor::{Visitor, parameters};
use serde_json::Value;

/// How many rows a page may show.
pub(crate) const ROWS: [u32; 4] = [10, 25, 50, 100];
const USUAL_ROWS: u32 = 25;

/// The view of a list that the query asks for.
#[derive(Clone, Debug)]
pub(crate) struct ListQuery {
    path: String,
    parameters: Vec<(String, String)>,
}

impl ListQuery {
    /// From the present request.
    pub(crate) fn of(visitor: &Visitor) -> Self {
        Self::from_parts(visitor.uri.path(), visitor.uri.query().unwrap_or_default())
    }

    pub(crate) fn from_parts(path: &str, query: &str) -> Self {
        let parameters = parameters(query).into_iter();
        let parameters = parameters.filter(|(name, value)| !value.is_empty() && name != "draft").collect();
        Self { path: path.to_owned(), parameters }
    }

    /// Every parameter, for the audit trail.
    pub(crate) fn told(&self) -> Value {
        self.parameters.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// What stands in a filter.
    pub(crate) fn typed(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The list itself, unfiltered.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// A parameter that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The page, from 1.
    pub(crate) fn page(&self) -> u32 {
        self.get("page").and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1)
    }

    /// Rows of a page: one of [`ROWS`].
    pub(crate) fn rows(&self) -> u32 {
        self.get("rows")
            .and_then(|rows| rows.parse().ok())
            .filter(|rows| ROWS.contains(rows))
            .unwrap_or(USUAL_ROWS)
    }

    /// The column to sort by and whether descending: `sort=name` or `sort=-name`.
    pub(crate) fn sort(&self) -> Option<(&str, bool)> {
        let sort = self.get("sort")?;
        Some(sort.strip_prefix('-').map_or((sort, false), |column| (column, true)))
    }

    /// The link to another place with the same parameters but these.
    pub(crate) fn elsewhere(&self, path: &str, without: &[&str]) -> String {
        let kept = self.parameters.iter().filter(|(key, _)| !without.contains(&key.as_str()));
        linked(path, kept.map(|(key, value)| (key.as_str(), value.as_str())).collect())
    }

    /// The link to the same view with one parameter changed. Anything but another page begins at page 1.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let mut parameters: Vec<(&str, &str)> = self
            .parameters
            .iter()
            .filter(|(key, _)| key != name && (key != "page" || name == "page"))
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        if !value.is_empty() {
            parameters.push((name, value));
        }
        linked(&self.path, parameters)
    }
}

fn linked(path: &str, parameters: Vec<(&str, &str)>) -> String {
    let query = serde_urlencoded::to_string(parameters).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(query: &str) -> ListQuery {
        ListQuery { path: "/customers".into(), parameters: parameters(query) }
    }

    #[test]
    fn nonsense_in_the_query_is_the_usual_view() {
        for query in ["page=0&rows=7", "page=-1&rows=abc", "page=9999999999999", "sort=", ""] {
            assert_eq!((list(query).page(), list(query).rows()), (1, USUAL_ROWS), "{query}");
        }
    }

    #[test]
    fn links_keep_the_filters_and_begin_anew() {
        let list = list("status=active&page=4&sort=-id");
        assert_eq!(list.with("page", "5"), "/customers?status=active&sort=-id&page=5");
        assert_eq!(list.with("sort", "id"), "/customers?status=active&sort=id");
        assert_eq!(list.with("status", ""), "/customers?sort=-id");
        assert_eq!(list.sort(), Some(("id", true)));
        assert_eq!(list.elsewhere("/customers.csv", &["page", "sort"]), "/customers.csv?status=active");
        assert_eq!(list.told(), serde_json::json!({ "status": "active", "page": "4", "sort": "-id" }));
    }
}
