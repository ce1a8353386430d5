//! A throw-away certificate authority: it certifies the sandbox and its clients.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SerialNumber,
};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::authentication::{CertificateSubject, ClientCertificate};
use crate::chance::{Chance, uuid_text};

/// The serial number of the first certificate.
const FIRST_SERIAL: u64 = 4096;

/// The names by which the sandbox is reached.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Why there is no authority, or no certificate of it.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A certificate cannot be made.
    #[error("a certificate cannot be made")]
    Certificate(#[from] rcgen::Error),
    /// The certificates cannot be used.
    #[error("the certificates cannot be used")]
    Setup(#[from] rustls::Error),
    /// Clients cannot be verified.
    #[error("clients cannot be verified")]
    Verifier(#[from] rustls::server::VerifierBuilderError),
    /// The authority's own certificate is not understood.
    #[error("the authority's certificate is not understood")]
    Roots(#[source] rustls::Error),
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing.
    #[default]
    None,
    /// It is no longer valid.
    Expired,
    /// Its subject is not the one that it must have: another host, or another name than the platform gives.
    OtherSubject,
}

/// An authority; clones are the same one.
#[derive(Clone)]
pub struct Authority(Arc<Issuing>);

struct Issuing {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pem: String,
    server: Arc<ServerConfig>,
    /// What the certificates say that were issued, so that none has to be parsed.
    issued: Mutex<HashMap<Vec<u8>, ClientCertificate>>,
    next_serial: AtomicU64,
}

/// A client certificate and its key.
#[derive(Clone)]
pub struct ClientIdentity {
    /// The certificate and the key, PEM, one after the other.
    pub pem: String,
    /// The serial number by which the platform knows the holder.
    pub serial: u64,
}

impl Authority {
    /// An authority and a certificate of it for the sandbox.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`].
    pub fn new() -> Result<Self, AuthorityError> {
        Self::with_server(Flaw::None)
    }

    /// An authority whose certificate for the sandbox has a flaw.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`].
    pub fn with_server(flaw: Flaw) -> Result<Self, AuthorityError> {
        // Its own name tells it from other authorities of its kind.
        let name = uuid_text(Chance::System.uuid());
        let mut params = named(&format!("Switchhook sandbox authority {name}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;

        let names = if flaw == Flaw::OtherSubject { vec!["elsewhere.example"] } else { OWN_NAMES.to_vec() };
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "Switchhook sandbox");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let (certificate, key) = issue(&issuer, params, flaw)?;
        let server = Arc::new(server_config(issuer.der(), certificate, &key)?);
        Ok(Self(Arc::new(Issuing {
            pem: issuer.pem(),
            issuer,
            server,
            issued: Mutex::default(),
            next_serial: AtomicU64::new(FIRST_SERIAL),
        })))
    }

    /// The authority's certificate, PEM: what a client must trust.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.0.pem
    }

    /// A client certificate that belongs to no login yet; see
    /// [`Sandbox::client_identity`](crate::Sandbox::client_identity) for one that does.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`].
    pub fn client_identity(&self, flaw: Flaw) -> Result<ClientIdentity, AuthorityError> {
        let name = if flaw == Flaw::OtherSubject { "Somebody else" } else { CertificateSubject::NAME };
        let serial = self.0.next_serial.fetch_add(1, Ordering::Relaxed);
        let mut params = named(name);
        params.serial_number = Some(SerialNumber::from(serial));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let (certificate, key) = issue(&self.0.issuer, params, flaw)?;
        let pem = format!("{}{}", certificate.pem(), key.serialize_pem());
        let known = ClientCertificate { serial, subject: CertificateSubject::of(name) };
        let mut issued = self.0.issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued.insert(certificate.der().to_vec(), known);
        Ok(ClientIdentity { pem, serial })
    }

    pub(super) fn server(&self) -> Arc<ServerConfig> {
        self.0.server.clone()
    }

    /// What a verified certificate says.
    pub(super) fn known(&self, certificate: &CertificateDer<'_>) -> Option<ClientCertificate> {
        self.0.issued.lock().unwrap_or_else(PoisonError::into_inner).get(certificate.as_ref()).cloned()
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Authority")
    }
}

impl fmt::Debug for ClientIdentity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ClientIdentity").field("serial", &self.serial).finish_non_exhaustive()
    }
}

/// The parameters of a certificate with nothing but a name.
fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn issue(
    issuer: &CertifiedIssuer<'static, KeyPair>,
    mut params: CertificateParams,
    flaw: Flaw,
) -> Result<(Certificate, KeyPair), AuthorityError> {
    if flaw == Flaw::Expired {
        params.not_after = rcgen::date_time_ymd(2001, 1, 1);
    }
    let key = KeyPair::generate()?;
    Ok((params.signed_by(&key, issuer)?, key))
}

/// Clients may show a certificate of the authority; others are refused in the handshake.
fn server_config(
    authority: &CertificateDer<'static>,
    certificate: Certificate,
    key: &KeyPair,
) -> Result<ServerConfig, AuthorityError> {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone()).map_err(AuthorityError::Roots)?;
    let clients = WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone())
        .allow_unauthenticated()
        .build()?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Ok(ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(clients)
        .with_single_cert(vec![certificate.into()], key)?)
}
