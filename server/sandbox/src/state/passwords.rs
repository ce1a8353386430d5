//! Passwords with their age.

use std::sync::Arc;

/// A password and when it was set, in seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Password {
    /// Shared by those who were given the same one.
    pub(crate) text: Arc<str>,
    pub(crate) changed: i64,
}

impl Password {
    pub(crate) fn new(text: impl Into<Arc<str>>, changed: i64) -> Self {
        Self { text: text.into(), changed }
    }
}
