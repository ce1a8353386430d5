//! Policy as a type: an object that was proven to lie inside a client's scope.

use std::{fmt, ops::Deref};
use switchhook_domain::permission::Scope;

/// An object that the platform has shown and that lies in the scope of the client which read it. Only a
/// [`Client`](crate::Client) makes one, and every write to something that exists takes one.
#[derive(Clone, PartialEq, Eq)]
pub struct Scoped<T> {
    object: T,
    warrant: Warrant,
}

/// For whom an object was proven: a proof made for one login or scope is worth nothing for another.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Warrant {
    pub(crate) login: String,
    pub(crate) scope: Scope,
}

impl<T> Scoped<T> {
    pub(crate) const fn proven(object: T, warrant: Warrant) -> Self {
        Self { object, warrant }
    }

    pub(crate) const fn warrant(&self) -> &Warrant {
        &self.warrant
    }
}

impl<T> Deref for Scoped<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T: fmt::Debug> fmt::Debug for Scoped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scoped").field(&self.object).finish()
    }
}
