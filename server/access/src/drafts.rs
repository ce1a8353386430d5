//! What people typed into a form that failed, kept for the page that shows it to them again. It may hold passwords, so
//! it is sealed, and bound to its owner and its page.

use crate::{
    database::Database,
    doors::Doors,
    id::{AccountId, DraftId},
    storage::{StorageError, millis},
    vault::{Place, SealError, Vault},
};
use secrecy::zeroize::Zeroizing;
use serde_json::Value;
use sqlx::Row;
use time::Duration;

const LIFETIME: Duration = Duration::hours(1);
/// The most bytes of one draft.
const LARGEST: usize = 256 * 1024;
/// The most bytes that somebody unknown may have kept: a form that was sent after its session had ended.
const LARGEST_ANONYMOUS: usize = 48 * 1024;
/// The most drafts of one owner; the oldest go first.
const MOST: i64 = 20;

/// Why a draft was not kept or found.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// It has too many bytes.
    #[error("the draft is too large to be kept")]
    TooLarge,
    /// It could not be sealed.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for DraftError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// The drafts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Drafts {
    database: Database,
    doors: Doors,
    vault: Vault,
}

impl Drafts {
    pub(crate) fn new(database: Database, doors: Doors, vault: Vault) -> Self {
        Self { database, doors, vault }
    }

    /// Keeps what somebody typed, for an hour.
    ///
    /// # Errors
    /// [`DraftError`].
    pub async fn keep(
        &self,
        owner: Option<AccountId>,
        page: &str,
        content: &Value,
    ) -> Result<DraftId, DraftError> {
        let secret = Zeroizing::new(content.to_string());
        if secret.len() > if owner.is_some() { LARGEST } else { LARGEST_ANONYMOUS } {
            return Err(DraftError::TooLarge);
        }
        let id = DraftId::random(&self.doors);
        let (row, owner) = (id.to_string(), column(owner));
        let sealed = self.vault.seal(place(page, &owner, &row), secret.as_bytes())?;
        sqlx::query("INSERT INTO drafts (id, owner, page, sealed, expires_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(row)
            .bind(owner.clone())
            .bind(page.to_owned())
            .bind(sealed)
            .bind(millis(self.doors.now() + LIFETIME))
            .execute(self.database.pool())
            .await?;
        if !owner.is_empty() {
            self.drop_oldest(owner).await?;
        }
        Ok(id)
    }

    async fn drop_oldest(&self, owner: String) -> Result<(), DraftError> {
        sqlx::query(
            "DELETE FROM drafts WHERE owner = $1 AND id NOT IN \
             (SELECT id FROM drafts WHERE owner = $1 ORDER BY expires_at DESC LIMIT $2)",
        )
        .bind(owner)
        .bind(MOST)
        .execute(self.database.pool())
        .await?;
        Ok(())
    }

    /// What was kept. Somebody else's, another page's and an expired draft do not exist.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(
        &self,
        owner: Option<AccountId>,
        id: DraftId,
        page: &str,
    ) -> Result<Option<Value>, DraftError> {
        let (key, owner) = (id.to_string(), column(owner));
        let row = sqlx::query(
            "SELECT sealed FROM drafts WHERE id = $1 AND owner = $2 AND page = $3 AND expires_at > $4",
        )
        .bind(key.clone())
        .bind(owner.clone())
        .bind(page.to_owned())
        .bind(millis(self.doors.now()))
        .fetch_optional(self.database.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let secret = match self.vault.open(place(page, &owner, &key), row.try_get("sealed")?) {
            Ok(secret) => secret,
            Err(error) => {
                // Somebody loses what they typed, which is no reason to lose the page too.
                tracing::warn!(%error, "a draft cannot be opened");
                return Ok(None);
            }
        };
        Ok(serde_json::from_slice(&secret).ok())
    }

    /// Forgets a draft that is no longer needed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget(&self, owner: Option<AccountId>, id: DraftId) -> Result<(), DraftError> {
        sqlx::query("DELETE FROM drafts WHERE id = $1 AND owner = $2")
            .bind(id.to_string())
            .bind(column(owner))
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    /// Deletes what has expired, and tells how many.
    pub(crate) async fn sweep(&self) -> sqlx::Result<u64> {
        let done = sqlx::query("DELETE FROM drafts WHERE expires_at <= $1")
            .bind(millis(self.doors.now()))
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected())
    }
}

fn column(owner: Option<AccountId>) -> String {
    owner.map(String::from).unwrap_or_default()
}

fn place<'a>(page: &'a str, owner: &'a str, row: &'a str) -> Place<'a> {
    // The page is checked by the query; sealing it in too keeps a moved draft closed.
    Place { purpose: page, tenant: owner, row }
}
