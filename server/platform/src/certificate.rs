//! Certificates of the platform and of the portal's logins: which one is wrong, and why.

use reqwest::Identity;
use rustls::{
    AlertDescription, CertificateError,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use secrecy::{ExposeSecret, SecretString};
use std::{error::Error as StdError, fmt, io};
use time::OffsetDateTime;
use x509_parser::parse_x509_certificate;

/// A client certificate with its key, in PEM. `Debug` shows neither.
#[derive(Clone)]
pub struct ClientCertificate {
    pem: SecretString,
    facts: CertificateFacts,
}

/// What a certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Its serial number in decimal digits, by which the platform knows the login (contract 1.2).
    pub serial: String,
    /// Before this moment it is not valid yet.
    pub not_before: OffsetDateTime,
    /// After this moment it is no longer valid.
    pub not_after: OffsetDateTime,
}

/// Why what was given is no certificate of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACertificate {
    /// One of the two is missing or cannot be read.
    #[error("this is not a certificate with its private key in PEM")]
    Unreadable,
    /// The key has a passphrase, which nobody would be there to type.
    #[error("the private key is encrypted")]
    EncryptedKey,
    /// The key is that of another certificate.
    #[error("the private key is not that of the certificate")]
    OtherKey,
}

impl ClientCertificate {
    /// Reads a certificate and its unencrypted key, one after the other in PEM.
    ///
    /// # Errors
    /// [`NotACertificate`].
    pub fn from_pem(pem: impl Into<SecretString>) -> Result<Self, NotACertificate> {
        let pem = pem.into();
        let text = pem.expose_secret().as_bytes();
        let chain = CertificateDer::pem_slice_iter(text).collect::<Result<Vec<_>, _>>();
        let chain = chain.map_err(|_| NotACertificate::Unreadable)?;
        let facts = chain.first().and_then(facts).ok_or(NotACertificate::Unreadable)?;
        let key = PrivateKeyDer::from_pem_slice(text).map_err(|_| {
            let is_encrypted = pem.expose_secret().contains("ENCRYPTED");
            if is_encrypted { NotACertificate::EncryptedKey } else { NotACertificate::Unreadable }
        })?;
        CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => NotACertificate::OtherKey,
            _ => NotACertificate::Unreadable,
        })?;
        let certificate = Self { pem, facts };
        certificate.identity().map(|_| certificate)
    }

    /// The PEM, to be stored.
    #[must_use]
    pub const fn pem(&self) -> &SecretString {
        &self.pem
    }

    /// What it says of itself.
    #[must_use]
    pub const fn facts(&self) -> &CertificateFacts {
        &self.facts
    }

    pub(crate) fn identity(&self) -> Result<Identity, NotACertificate> {
        Identity::from_pem(self.pem.expose_secret().as_bytes()).map_err(|_| NotACertificate::Unreadable)
    }
}

fn facts(certificate: &CertificateDer<'_>) -> Option<CertificateFacts> {
    let (_, parsed) = parse_x509_certificate(certificate).ok()?;
    let validity = parsed.validity();
    Some(CertificateFacts {
        serial: parsed.tbs_certificate.serial.to_string(),
        not_before: validity.not_before.to_datetime(),
        not_after: validity.not_after.to_datetime(),
    })
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate(…)")
    }
}

/// Whose certificate is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateProblem {
    /// The portal does not trust the platform's.
    #[error("the platform's certificate {0}")]
    Platform(Flaw),
    /// The platform does not take that of the login.
    #[error("the login's certificate {0}")]
    Login(Flaw),
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It comes from an authority that the other side does not trust.
    #[error("is of an authority that is not trusted")]
    Issuer,
    /// It has expired.
    #[error("has expired")]
    Expired,
    /// Its time has not come yet, or a clock is wrong.
    #[error("is not valid yet")]
    NotYet,
    /// It is for another name: of the platform another host, of a login another subject.
    #[error("is for another name")]
    Name,
    /// The platform knows no login with it (contract 1.2: by its serial number).
    #[error("belongs to no login")]
    Unknown,
    /// It was withdrawn.
    #[error("was revoked")]
    Revoked,
    /// The platform demands one and was shown none.
    #[error("is missing")]
    Missing,
    /// Anything else.
    #[error("is not accepted")]
    Other,
}

/// The certificate that made a request fail, if one did. The causes of an error hide in one another.
pub(crate) fn problem(error: &(dyn StdError + 'static)) -> Option<CertificateProblem> {
    let mut next = Some(error);
    while let Some(cause) = next {
        // An I/O error tells what is in it as its own words and not as its cause.
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = match inner {
            Some(inner) => inner.downcast_ref::<rustls::Error>(),
            None => cause.downcast_ref::<rustls::Error>(),
        };
        if let Some(tls) = tls {
            return of_tls(tls);
        }
        next = match inner {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
    None
}

fn of_tls(error: &rustls::Error) -> Option<CertificateProblem> {
    match error {
        rustls::Error::InvalidCertificate(invalid) => Some(CertificateProblem::Platform(match invalid {
            CertificateError::UnknownIssuer => Flaw::Issuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Flaw::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Flaw::NotYet,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Flaw::Name,
            CertificateError::Revoked => Flaw::Revoked,
            _ => Flaw::Other,
        })),
        rustls::Error::AlertReceived(alert) => Some(CertificateProblem::Login(match alert {
            AlertDescription::UnknownCA => Flaw::Issuer,
            AlertDescription::CertificateExpired => Flaw::Expired,
            AlertDescription::CertificateRevoked => Flaw::Revoked,
            AlertDescription::CertificateRequired => Flaw::Missing,
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateUnknown
            | AlertDescription::AccessDenied => Flaw::Other,
            _ => return None,
        })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_found_however_deep_it_is() {
        let tls = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let deep = io::Error::other(io::Error::other(tls));
        assert_eq!(problem(&deep), Some(CertificateProblem::Platform(Flaw::Issuer)));
        let alert = io::Error::other(rustls::Error::AlertReceived(AlertDescription::CertificateExpired));
        assert_eq!(problem(&alert), Some(CertificateProblem::Login(Flaw::Expired)));
        assert_eq!(problem(&io::Error::from(io::ErrorKind::ConnectionReset)), None);
        let closed = io::Error::other(rustls::Error::AlertReceived(AlertDescription::CloseNotify));
        assert_eq!(problem(&closed), None);
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        for text in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let refused = ClientCertificate::from_pem(text.to_owned()).map(|_| ()).unwrap_err();
            assert_eq!(refused, NotACertificate::Unreadable, "{text}");
        }
    }
}
