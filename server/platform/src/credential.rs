//! A login of the platform.

use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// Login and password of a platform account. `Debug` shows neither the password nor its length.
#[derive(Clone)]
pub struct Credential {
    /// The account's login.
    pub login: String,
    /// Its password. The platform takes ASCII only (contract 1.2).
    pub password: SecretString,
}

impl Credential {
    /// A credential.
    #[must_use]
    pub fn new(login: impl Into<String>, password: impl Into<String>) -> Self {
        Self { login: login.into(), password: SecretString::from(password.into()) }
    }

    /// Whether both are the same login with the same password.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        self.login == other.login && self.password.expose_secret() == other.password.expose_secret()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("login", &self.login).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_never_printed() {
        let shown = format!("{:?}", Credential::new("alpine", "very-secret"));
        assert!(shown.contains("alpine") && !shown.contains("very-secret"), "{shown}");
    }
}
