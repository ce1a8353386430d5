//! Platform logins, sealed: one of the operator, one of each reseller.

use crate::{
    database::Database,
    doors::Doors,
    storage::{StorageError, id_column, millis},
    vault::{Place, SealError, Vault},
};
use secrecy::{ExposeSecret, zeroize::Zeroizing};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::fmt;
use switchhook_domain::identifier::ResellerId;
use switchhook_platform::{CertificateFacts, ClientCertificate, Credential, Proof};

/// Whose credential it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The platform operator.
    Operator,
    /// A reseller that is connected to the portal.
    Reseller(ResellerId),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("operator"),
            Self::Reseller(id) => write!(f, "reseller:{id}"),
        }
    }
}

/// What people may know of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialFacts {
    /// The login on the platform.
    pub login: String,
    /// Its certificate; none if it proves itself by a password.
    pub certificate: Option<CertificateFacts>,
}

impl CredentialFacts {
    /// What is no secret in a credential.
    #[must_use]
    pub fn of(credential: &Credential) -> Self {
        let certificate = match &credential.proof {
            Proof::Password(_) => None,
            Proof::Certificate(certificate) => Some(certificate.facts().clone()),
        };
        Self { login: credential.login.clone(), certificate }
    }
}

/// Why a credential was not stored or read.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// The portal does not know the reseller.
    #[error("the reseller is not connected")]
    UnknownReseller,
    /// The stored text stays closed.
    #[error("the stored credential cannot be opened: {0}")]
    Sealed(#[from] SealError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for CredentialError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(refused) if refused.is_foreign_key_violation() => Self::UnknownReseller,
            _ => Self::Storage(error.into()),
        }
    }
}

/// What is sealed: `{"login", "password"}` or `{"login", "certificate"}`.
#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    login: T,
    #[serde(flatten)]
    proof: SealedProof<T>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SealedProof<T> {
    Password(T),
    Certificate(T),
}

/// The stored credentials. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Credentials {
    database: Database,
    doors: Doors,
    vault: Vault,
}

impl Credentials {
    pub(crate) fn new(database: Database, doors: Doors, vault: Vault) -> Self {
        Self { database, doors, vault }
    }

    /// Stores a credential in place of the one before.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub async fn store(&self, owner: Owner, credential: &Credential) -> Result<(), CredentialError> {
        let proof = match &credential.proof {
            Proof::Password(password) => SealedProof::Password(password.expose_secret()),
            Proof::Certificate(certificate) => SealedProof::Certificate(certificate.pem().expose_secret()),
        };
        let written = Sealed { login: credential.login.as_str(), proof };
        let secret = Zeroizing::new(serde_json::to_vec(&written).map_err(|_| SealError::NotSealed)?);
        let row = owner.to_string();
        let sealed = self.vault.seal(place(&row), &secret)?;
        let reseller = match owner {
            Owner::Operator => None,
            Owner::Reseller(id) => Some(id_column(id.0)?),
        };
        sqlx::query(
            "INSERT INTO credentials (owner, reseller_id, sealed, stored_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (owner) DO UPDATE SET sealed = excluded.sealed, stored_at = excluded.stored_at",
        )
        .bind(row)
        .bind(reseller)
        .bind(sealed)
        .bind(millis(self.doors.now()))
        .execute(self.database.pool())
        .await?;
        Ok(())
    }

    /// The owner's credential, opened; none if none is stored.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub async fn load(&self, owner: Owner) -> Result<Option<Credential>, CredentialError> {
        let key = owner.to_string();
        let row = sqlx::query("SELECT sealed FROM credentials WHERE owner = $1")
            .bind(key.clone())
            .fetch_optional(self.database.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let secret = self.vault.open(place(&key), row.try_get("sealed")?)?;
        let read: Sealed<String> = serde_json::from_slice(&secret).map_err(|_| SealError::UnknownForm)?;
        Ok(Some(match read.proof {
            SealedProof::Password(password) => Credential::new(read.login, password),
            SealedProof::Certificate(pem) => {
                let certificate = ClientCertificate::from_pem(pem).map_err(|_| SealError::UnknownForm)?;
                Credential::with_certificate(read.login, certificate)
            }
        }))
    }

    /// Forgets the owner's credential. Forgetting one that is not there is no error.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub async fn delete(&self, owner: Owner) -> Result<(), CredentialError> {
        sqlx::query("DELETE FROM credentials WHERE owner = $1")
            .bind(owner.to_string())
            .execute(self.database.pool())
            .await?;
        Ok(())
    }
}

fn place(row: &str) -> Place<'_> {
    Place { purpose: "platform credential", tenant: row, row }
}
