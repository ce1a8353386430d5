//! Client certificates: the platform knows a login by the serial number of its certificate (contract 1.2).

use std::fmt;

/// The subject of a certificate, which has nothing but a common name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CertificateSubject(String);

impl CertificateSubject {
    /// The name that the platform's own authority gives to every client.
    pub(crate) const NAME: &str = "Sipwise NGCP API client certificate";

    pub(crate) fn of(name: &str) -> Self {
        Self(name.to_owned())
    }

    pub(super) fn is_right(&self) -> bool {
        self.0 == Self::NAME
    }
}

impl fmt::Display for CertificateSubject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CN={}", self.0)
    }
}

/// What a verified client certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientCertificate {
    pub(crate) serial: u64,
    pub(crate) subject: CertificateSubject,
}
