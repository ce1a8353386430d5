//! `switchhook credentials …`: the platform logins that the portal works with.

use super::read_password;
use crate::configuration::{Configuration, ConfigurationError};
use std::{fs, io, path::PathBuf};
use switchhook_access::{CredentialError, LoginProblem, Owner, TestedLogin};
use switchhook_domain::identifier::ResellerId;
use switchhook_platform::{ClientCertificate, Credential, NotACertificate, Proof};

/// What to do with platform logins.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Tests a platform login and stores it encrypted; its password is read from standard input unless it has a certificate. Whose
    /// it is, the platform tells.
    Store {
        /// The login on the platform.
        #[arg(long)]
        login: String,
        /// What the portal calls the reseller; the login when absent.
        #[arg(long)]
        name: Option<String>,
        /// The reseller's id, where the platform does not tell it to its own login.
        #[arg(long)]
        reseller: Option<u64>,
        /// A file in PEM with the login's certificate and its private key, in place of a password.
        #[arg(long)]
        certificate: Option<PathBuf>,
    },
}

/// Why no login was stored.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum CredentialsError {
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error("set SWITCHHOOK_PLATFORM_URL first")]
    NoPlatform,
    #[error(transparent)]
    Login(#[from] LoginProblem),
    #[error(transparent)]
    Credential(#[from] CredentialError),
    #[error("the certificate cannot be read")]
    CertificateFile(#[source] io::Error),
    #[error(transparent)]
    Certificate(#[from] NotACertificate),
    #[error("the password cannot be read")]
    Password(#[from] io::Error),
}

/// Carries the command out.
///
/// # Errors
/// [`CredentialsError`].
pub async fn run(command: Command, configuration: &Configuration) -> Result<(), CredentialsError> {
    let Command::Store { login, name, reseller, certificate } = command;
    let url = configuration.platform_url.as_deref().ok_or(CredentialsError::NoPlatform)?;
    let platform = configuration.platform(url)?;
    let credential = match certificate {
        None => Credential {
            login: login.clone(),
            proof: Proof::Password(read_password("Password on the platform")?),
        },
        Some(file) => {
            let pem = fs::read_to_string(file).map_err(CredentialsError::CertificateFile)?;
            Credential::with_certificate(login.clone(), ClientCertificate::from_pem(pem)?)
        }
    };
    let access = configuration.access().await?;
    let named = reseller.map(ResellerId);
    let tested = TestedLogin::of(&platform, credential, named, access.doors().now()).await?;
    access.store_login(&tested, &name.unwrap_or(login)).await?;
    match tested.owner() {
        Owner::Operator => println!("The operator's login is stored."),
        Owner::Reseller(id) => println!("The login of reseller {id} is stored."),
    }
    Ok(())
}
