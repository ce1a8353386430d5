//! Who is asking, and what: all that a page may know of its request.

use crate::{cookie::Cookies, i18n::Locale};
use http::{Uri, request::Parts};
use leptos::prelude::use_context;
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use switchhook_access::{
    Principal, SessionState,
    audit::{Action, Outcome, Refused},
};

/// The person at the other end of a request. The server puts one into the extensions of every request.
#[derive(Clone)]
pub struct Visitor {
    /// Their session.
    pub session: SessionState,
    /// Who they are, if they have signed in.
    pub principal: Option<Principal>,
    /// The language of the page.
    pub language: Locale,
    /// Written to the logs and shown on error pages.
    pub request_id: String,
    /// Its cookies.
    pub cookies: Cookies,
    /// Where the request comes from.
    pub address: IpAddr,
    /// What is asked for.
    pub uri: Uri,
    /// Whether the request has written anything.
    pub written: Written,
}

/// Whether a request has written anything, or may have: then it must not be carried out a second time. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Written(Arc<AtomicBool>);

impl Written {
    /// Whether it has.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// The request is about to write.
    pub(crate) fn attempt(&self) -> Attempt {
        Attempt { written: self.clone(), wrote_nothing: false }
    }
}

/// A write that is under way. One whose end nobody saw, as it panicked, may have written.
pub(crate) struct Attempt {
    written: Written,
    wrote_nothing: bool,
}

impl Attempt {
    /// It has ended, and wrote something or may have.
    pub(crate) fn ended(mut self, written: bool) {
        self.wrote_nothing = !written;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if !self.wrote_nothing {
            self.written.set();
        }
    }
}

impl Visitor {
    /// The visitor of the request that is being answered.
    pub(crate) fn find() -> Option<Self> {
        use_context::<Parts>()?.extensions.get::<Self>().cloned()
    }

    /// Path and query, to come back to.
    pub(crate) fn here(&self) -> String {
        self.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
    }

    /// What the audit trail keeps of a request that was refused.
    pub(crate) fn refused<'a>(&'a self, action: Action, path: &'a str, reason: &'a str) -> Refused<'a> {
        Refused {
            principal: self.principal.as_ref(),
            address: self.address,
            request_id: &self.request_id,
            action,
            path,
            reason,
            outcome: Outcome::Refused,
        }
    }

    /// The first parameter of the query with this name, if it is not empty.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        parameters(self.uri.query().unwrap_or_default())
            .into_iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value)
    }

    /// Where they go once they have shown who they are: the page that the query names.
    pub(crate) fn next(&self) -> String {
        let wished = self.parameter("next").unwrap_or_default();
        local_path(&wished).unwrap_or("/").to_owned()
    }
}

/// The parameters of a query.
pub(crate) fn parameters(query: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

/// A place in the portal that a form or a link names: a path of our own, nothing else.
pub(crate) fn local_path(wished: &str) -> Option<&str> {
    let plain = wished.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (plain && wished.starts_with('/') && !wished.starts_with("//") && !wished.starts_with("/api/"))
        .then_some(wished)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_nobody_saw_end_may_have_written() {
        let written = Written::default();
        written.attempt().ended(false);
        assert!(!written.is_set());
        drop(written.attempt());
        assert!(written.is_set());
        let written = Written::default();
        written.attempt().ended(true);
        assert!(written.is_set());
    }

    #[test]
    fn only_places_in_the_portal_are_redirected_to() {
        for good in ["/", "/customers?page=2", "/my/forwards"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "javascript:1",
            "/api/sign-out",
        ] {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }
}
