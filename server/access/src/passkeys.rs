//! The passkeys of accounts, as they are kept.

use crate::{
    account::Account,
    database::Database,
    doors::Doors,
    id::{AccountId, PasskeyId},
    second_factor::SecondFactorError,
    storage::{StorageError, millis, moment},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sqlx::{Row, any::AnyRow};
use time::OffsetDateTime;
use webauthn_rs::prelude::Passkey as Credential;

/// So many passkeys an account may have.
pub const MOST: usize = 10;
/// So many characters the name of one may have.
pub const NAME_LONGEST: u16 = 60;

/// Why a passkey was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyRefusal {
    /// This session asked for none, or too long ago, or has its answer already.
    #[error("nothing was asked, or too long ago")]
    NotAsked,
    /// It is not what browsers send.
    #[error("unreadable answer")]
    Unreadable,
    /// Nobody has it, or somebody else.
    #[error("unknown passkey")]
    Unknown,
    /// The answer is signed by another key, or for another portal, or to another question.
    #[error("wrong answer")]
    Wrong,
    /// The authenticator did not make sure who holds it.
    #[error("the person was not verified")]
    NotVerified,
    /// The authenticator has counted less often than before: there may be a copy of it.
    #[error("its counter went back")]
    CounterWentBack,
    /// The same request was answered elsewhere in the same moment.
    #[error("used in the same moment")]
    UsedMeanwhile,
    /// The account has it already, or another one.
    #[error("registered already")]
    Registered,
    /// The account has as many as it may.
    #[error("there are too many passkeys")]
    TooMany,
    /// Its account may not sign in.
    #[error("disabled")]
    Disabled,
    /// Its account is that of a line: the platform is asked at each sign-in, so the password comes first.
    #[error("a line signs in with its password")]
    OfALine,
}

/// A passkey of an account.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// Since when it opens the account.
    pub created_at: OffsetDateTime,
    /// When it did for the last time.
    pub used_at: Option<OffsetDateTime>,
    pub(crate) account: AccountId,
    pub(crate) credential: Credential,
    /// As it is kept: what has changed since is another one's work.
    stored: String,
}

/// The passkeys. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Passkeys {
    database: Database,
    doors: Doors,
}

const COLUMNS: &str = "SELECT id, account_id, name, credential, created_at, used_at FROM passkeys";

impl Passkeys {
    pub(crate) fn new(database: Database, doors: Doors) -> Self {
        Self { database, doors }
    }

    /// The passkeys of an account, the oldest first.
    ///
    /// # Errors
    /// The database failed, or holds what cannot be read.
    pub async fn of(&self, account: &Account) -> Result<Vec<Passkey>, StorageError> {
        let rows = sqlx::query(&format!("{COLUMNS} WHERE account_id = $1 ORDER BY created_at, id"))
            .bind(account.id.to_string())
            .fetch_all(self.database.pool())
            .await?;
        rows.iter().map(from_row).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// As for [`of`](Self::of).
    pub async fn find(&self, account: &Account, id: PasskeyId) -> Result<Option<Passkey>, StorageError> {
        Ok(self.of(account).await?.into_iter().find(|passkey| passkey.id == id))
    }

    /// The one that its authenticator calls so, whoever has it.
    pub(crate) async fn of_authenticator(&self, id: &[u8]) -> Result<Option<Passkey>, StorageError> {
        let row = sqlx::query(&format!("{COLUMNS} WHERE credential_id = $1"))
            .bind(name_of(id))
            .fetch_optional(self.database.pool())
            .await?;
        row.as_ref().map(from_row).transpose()
    }

    pub(crate) async fn insert(
        &self,
        account: &Account,
        name: &str,
        credential: &Credential,
    ) -> Result<(), SecondFactorError> {
        if self.of(account).await?.len() >= MOST {
            return Err(PasskeyRefusal::TooMany.into());
        }
        let done = sqlx::query(
            "INSERT INTO passkeys (id, account_id, credential_id, name, credential, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (credential_id) DO NOTHING",
        )
        .bind(PasskeyId::random(&self.doors).to_string())
        .bind(account.id.to_string())
        .bind(name_of(credential.cred_id()))
        .bind(name.to_owned())
        .bind(text(credential)?)
        .bind(millis(self.doors.now()))
        .execute(self.database.pool())
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(PasskeyRefusal::Registered.into()) }
    }

    /// Writes down that one was used, and what its authenticator has counted. One that is gone, or that was used by another
    /// request since it was read, is refused.
    pub(crate) async fn used(
        &self,
        passkey: &Passkey,
        credential: &Credential,
    ) -> Result<(), SecondFactorError> {
        let done = sqlx::query(
            "UPDATE passkeys SET credential = $1, used_at = $2 \
             WHERE id = $3 AND credential = $4 AND COALESCE(used_at, 0) = $5",
        )
        .bind(text(credential)?)
        .bind(millis(self.doors.now()))
        .bind(passkey.id.to_string())
        .bind(passkey.stored.clone())
        .bind(passkey.used_at.map_or(0, millis))
        .execute(self.database.pool())
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(PasskeyRefusal::UsedMeanwhile.into()) }
    }

    pub(crate) async fn rename(&self, passkey: &Passkey, name: &str) -> Result<(), StorageError> {
        sqlx::query("UPDATE passkeys SET name = $1 WHERE id = $2")
            .bind(name.to_owned())
            .bind(passkey.id.to_string())
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    pub(crate) async fn remove(&self, passkey: &Passkey) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM passkeys WHERE id = $1")
            .bind(passkey.id.to_string())
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    /// Removes all of an account.
    pub(crate) async fn remove_all(&self, account: &Account) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM passkeys WHERE account_id = $1")
            .bind(account.id.to_string())
            .execute(self.database.pool())
            .await?;
        Ok(())
    }
}

/// What an authenticator calls a passkey, as browsers write it.
pub(crate) fn name_of(id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

const UNREADABLE: StorageError = StorageError::Unreadable("passkey");

fn text(credential: &Credential) -> Result<String, StorageError> {
    serde_json::to_string(credential).map_err(|_| UNREADABLE)
}

fn from_row(row: &AnyRow) -> Result<Passkey, StorageError> {
    let (id, account, stored): (String, String, String) =
        (row.try_get("id")?, row.try_get("account_id")?, row.try_get("credential")?);
    Ok(Passkey {
        id: id.parse().map_err(|_| UNREADABLE)?,
        account: account.parse().map_err(|_| UNREADABLE)?,
        name: row.try_get("name")?,
        created_at: moment(row.try_get("created_at")?)?,
        used_at: row.try_get::<Option<i64>, _>("used_at")?.map(moment).transpose()?,
        credential: serde_json::from_str(&stored).map_err(|_| UNREADABLE)?,
        stored,
    })
}
