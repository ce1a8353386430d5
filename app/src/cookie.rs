//! Cookies: where people reach the portal by HTTPS, only those that no other host and no unencrypted answer can have set.

use crate::{failure::insert_cookie, visitor::Visitor};
use std::sync::Arc;

/// The cookies of a request. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cookies {
    sent: Arc<str>,
    secure: bool,
}

impl Cookies {
    /// The cookies as the browser sent them; `secure` where people reach the portal by HTTPS.
    #[must_use]
    pub fn new(sent: &str, secure: bool) -> Self {
        Self { sent: sent.into(), secure }
    }

    /// The value of a cookie.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let name = self.name(name);
        let cookies = self.sent.split(';').filter_map(|cookie| cookie.trim().split_once('='));
        cookies.into_iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// A browser takes a cookie with this prefix from an encrypted answer of this very host only.
    fn name(&self, name: &str) -> String {
        format!("{}{name}", if self.secure { "__Host-" } else { "" })
    }
}

/// Sets a cookie that scripts cannot read.
pub(crate) fn set_cookie(name: &str, value: &str, seconds: u32) {
    let Some(Visitor { cookies, .. }) = Visitor::find() else { return };
    let secure = if cookies.secure { "; Secure" } else { "" };
    let name = cookies.name(name);
    insert_cookie(&format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_only_cookies_of_this_host_count() {
        let sent = "draft=planted; __Host-draft=own";
        assert_eq!(Cookies::new(sent, true).get("draft"), Some("own"));
        assert_eq!(Cookies::new(sent, false).get("draft"), Some("planted"));
        assert_eq!(Cookies::new("draft=planted", true).get("draft"), None);
    }
}
