//! One-time links by which people choose their password: after an invitation, or when it is forgotten. Only the hash of a
//! link's token is kept, and only its owner's password can be chosen by it.

use crate::{
    account::Account,
    accounts::{AccountError, Accounts},
    database::Database,
    doors::Doors,
    id::AccountId,
    storage::{StorageError, millis, moment},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::Row;
use switchhook_domain::permission::Scope;
use time::{Duration, OffsetDateTime};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// The first password.
    Invitation,
    /// Another password, as the present one is forgotten.
    Reset,
}

impl LinkPurpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn from_name(name: &str) -> Result<Self, StorageError> {
        [Self::Invitation, Self::Reset]
            .into_iter()
            .find(|purpose| purpose.name() == name)
            .ok_or(StorageError::Unreadable("purpose of a link"))
    }

    /// How long a link is good for.
    #[must_use]
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::Invitation => Duration::days(7),
            Self::Reset => Duration::hours(24),
        }
    }
}

/// The secret part of a link: 256 random bits. Shown once, kept nowhere.
#[derive(Debug)]
pub struct LinkToken(SecretString);

impl LinkToken {
    /// The text that stands in the link.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

/// What a link is found by: the hash of its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkKey(String);

impl LinkKey {
    /// The key of the link with this token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(format!("{:x}", Sha256::digest(token.as_bytes())))
    }
}

/// A link that can be used.
#[derive(Clone, Debug)]
pub struct OpenLink {
    /// Whose password is chosen by it.
    pub account: Account,
    /// What it is for.
    pub purpose: LinkPurpose,
}

/// A link that was issued and neither used nor expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuedLink {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// When it was issued.
    pub issued_at: OffsetDateTime,
    /// Until when it is good.
    pub expires_at: OffsetDateTime,
}

/// Why no password was set by a link.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// The link was used, has expired, was replaced by a later one, or never existed.
    #[error("the link is not valid any more")]
    Spent,
    /// The password was refused or could not be set.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<StorageError> for RedeemError {
    fn from(error: StorageError) -> Self {
        Self::Account(error.into())
    }
}

impl From<sqlx::Error> for RedeemError {
    fn from(error: sqlx::Error) -> Self {
        Self::Account(error.into())
    }
}

/// The links. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Links {
    database: Database,
    doors: Doors,
    accounts: Accounts,
}

impl Links {
    pub(crate) fn new(database: Database, doors: Doors, accounts: Accounts) -> Self {
        Self { database, doors, accounts }
    }

    /// Issues a link for an account: an invitation while it has no password, else a reset. One that was issued before ends.
    ///
    /// # Errors
    /// The database failed.
    pub async fn issue(&self, account: &Account) -> Result<(LinkToken, LinkPurpose), StorageError> {
        let purpose = if account.has_password { LinkPurpose::Reset } else { LinkPurpose::Invitation };
        let token = URL_SAFE_NO_PAD.encode(self.doors.bytes::<32>());
        let now = self.doors.now();
        sqlx::query(
            "INSERT INTO account_links (key, account_id, purpose, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (account_id) DO UPDATE SET key = excluded.key, purpose = excluded.purpose, \
             issued_at = excluded.issued_at, expires_at = excluded.expires_at",
        )
        .bind(LinkKey::of(&token).0)
        .bind(account.id.to_string())
        .bind(purpose.name())
        .bind(millis(now))
        .bind(millis(now + purpose.lifetime()))
        .execute(self.database.pool())
        .await?;
        Ok((LinkToken(token.into()), purpose))
    }

    /// The link of an account that can be used.
    ///
    /// # Errors
    /// The database failed.
    pub async fn issued(&self, account: &Account) -> Result<Option<IssuedLink>, StorageError> {
        let row = sqlx::query(
            "SELECT purpose, issued_at, expires_at FROM account_links WHERE account_id = $1 AND expires_at > $2",
        )
        .bind(account.id.to_string())
        .bind(millis(self.doors.now()))
        .fetch_optional(self.database.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(IssuedLink {
            purpose: LinkPurpose::from_name(row.try_get("purpose")?)?,
            issued_at: moment(row.try_get("issued_at")?)?,
            expires_at: moment(row.try_get("expires_at")?)?,
        }))
    }

    /// Looks at a link without using it. That of a disabled account cannot be used.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(&self, key: &LinkKey) -> Result<Option<OpenLink>, StorageError> {
        let row =
            sqlx::query("SELECT account_id, purpose FROM account_links WHERE key = $1 AND expires_at > $2")
                .bind(key.0.clone())
                .bind(millis(self.doors.now()))
                .fetch_optional(self.database.pool())
                .await?;
        let Some(row) = row else { return Ok(None) };
        let purpose = LinkPurpose::from_name(row.try_get("purpose")?)?;
        let id: AccountId = row
            .try_get::<String, _>("account_id")?
            .parse()
            .map_err(|_| StorageError::Unreadable("account id"))?;
        let account = self.accounts.find(Scope::Operator, id).await?;
        Ok(account.filter(|account| !account.disabled).map(|account| OpenLink { account, purpose }))
    }

    /// Sets the password that the owner chose, and uses the link up. Every session of the account ends.
    ///
    /// # Errors
    /// [`RedeemError`]; the link can be used again unless it is [`RedeemError::Spent`].
    pub async fn redeem(&self, key: &LinkKey, password: SecretString) -> Result<Account, RedeemError> {
        let link = self.find(key).await?.ok_or(RedeemError::Spent)?;
        let hash = self.accounts.hash(&link.account, password).await?;
        let id = link.account.id.to_string();
        let mut transaction = self.database.pool().begin().await?;
        // Of two at once, the second finds nothing to delete.
        let used =
            sqlx::query("DELETE FROM account_links WHERE key = $1 AND account_id = $2 AND expires_at > $3")
                .bind(key.0.clone())
                .bind(id.clone())
                .bind(millis(self.doors.now()))
                .execute(&mut *transaction)
                .await?;
        if used.rows_affected() == 0 {
            return Err(RedeemError::Spent);
        }
        sqlx::query("UPDATE accounts SET password = $1 WHERE id = $2")
            .bind(hash)
            .bind(id.clone())
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM sessions WHERE account_id = $1").bind(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(link.account)
    }

    /// Ends the link of an account.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revoke(&self, account: &Account) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM account_links WHERE account_id = $1")
            .bind(account.id.to_string())
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    /// Deletes what has expired, and tells how many.
    pub(crate) async fn sweep(&self) -> sqlx::Result<u64> {
        let done = sqlx::query("DELETE FROM account_links WHERE expires_at <= $1")
            .bind(millis(self.doors.now()))
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected())
    }
}
