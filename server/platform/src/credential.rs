//! A login of the platform.

use crate::certificate::ClientCertificate;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// A platform account and how it proves itself. `Debug` shows neither a secret nor its length.
#[derive(Clone)]
pub struct Credential {
    /// The account's login.
    pub login: String,
    /// What proves that it is the account.
    pub proof: Proof,
}

/// How an account proves itself (contract 1.2).
#[derive(Clone)]
pub enum Proof {
    /// By its password. The platform takes ASCII only.
    Password(SecretString),
    /// By a client certificate, which the platform knows by its serial number.
    Certificate(ClientCertificate),
}

impl Credential {
    /// A login with its password.
    #[must_use]
    pub fn new(login: impl Into<String>, password: impl Into<String>) -> Self {
        Self { login: login.into(), proof: Proof::Password(SecretString::from(password.into())) }
    }

    /// A login with its certificate.
    #[must_use]
    pub fn with_certificate(login: impl Into<String>, certificate: ClientCertificate) -> Self {
        Self { login: login.into(), proof: Proof::Certificate(certificate) }
    }

    /// Whether both are the same login with the same proof.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        let is_same = |one: &SecretString, other: &SecretString| one.expose_secret() == other.expose_secret();
        self.login == other.login
            && match (&self.proof, &other.proof) {
                (Proof::Password(one), Proof::Password(other)) => is_same(one, other),
                (Proof::Certificate(one), Proof::Certificate(other)) => is_same(one.pem(), other.pem()),
                _ => false,
            }
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
