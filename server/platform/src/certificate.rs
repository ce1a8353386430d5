//! Certificates of the platform and of the portal's logins: which one is wrong, and why.

use reqwest::Identity;
use rustls::{AlertDescription, CertificateError};
use secrecy::{ExposeSecret, SecretString};
use std::{error::Error as StdError, fmt, io};

/// A client certificate with its key, in PEM. `Debug` shows neither.
#[derive(Clone)]
pub struct ClientCertificate(SecretString);

/// Why there is no certificate in what was given as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a certificate with its private key in PEM")]
pub struct NotACertificate;

impl ClientCertificate {
    /// Reads a certificate and its unencrypted key, one after the other in PEM.
    ///
    /// # Errors
    /// [`NotACertificate`] if one of them is missing or cannot be read.
    pub fn from_pem(pem: impl Into<SecretString>) -> Result<Self, NotACertificate> {
        let certificate = Self(pem.into());
        certificate.identity().map(|_| certificate)
    }

    /// The PEM, to be stored.
    #[must_use]
    pub const fn pem(&self) -> &SecretString {
        &self.0
    }

    pub(crate) fn identity(&self) -> Result<Identity, NotACertificate> {
        Identity::from_pem(self.0.expose_secret().as_bytes()).map_err(|_| NotACertificate)
    }
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
        assert!(ClientCertificate::from_pem("no certificate".to_owned()).is_err());
    }
}
