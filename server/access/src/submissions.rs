//! Forms that are sent twice (a button pressed twice, a page sent again) and shall be carried out once. Every form has a key
//! of its own; the first request with it does the work, all others get its answer.

use crate::{
    database::Database,
    doors::Doors,
    id::{AccountId, SubmissionId},
    storage::{StorageError, millis},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use sha2::{Digest, Sha256};
use sqlx::Row;
use time::{Duration, OffsetDateTime};

/// Nobody sends a form of yesterday again.
const LIFETIME: Duration = Duration::days(1);
/// How long a request may take. One that has no answer by then never gets it if the portal was stopped meanwhile, or the
/// answer could not be kept.
const LONGEST: Duration = Duration::minutes(1);
/// "Gateway timeout": the platform may have done what was asked for, or not.
const UNKNOWN: Answer = Answer { status: 504, location: None };

/// The answer to a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where it sends the person.
    pub location: Option<String>,
}

/// What a request with a form is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Carry it out, and [`complete`](Submissions::complete) it.
    Ours,
    /// Wait: another request is carrying it out.
    Running,
    /// Give this answer: it has been carried out.
    Done(Answer),
}

/// The forms that were sent. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Submissions {
    database: Database,
    doors: Doors,
}

impl Submissions {
    pub(crate) fn new(database: Database, doors: Doors) -> Self {
        Self { database, doors }
    }

    /// The key of a form that is about to be shown.
    #[must_use]
    pub fn key(&self) -> SubmissionId {
        SubmissionId::random(&self.doors)
    }

    /// Takes the form on, unless another request has. One that came to nothing may be tried again, and so may one that says
    /// something else than what was carried out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim(
        &self,
        owner: AccountId,
        key: SubmissionId,
        form: &[u8],
    ) -> Result<Claim, StorageError> {
        let form = STANDARD_NO_PAD.encode(Sha256::digest(form));
        let expires_at = millis(self.doors.now() + LIFETIME);
        for statement in [
            "INSERT INTO submissions (owner, key, form, state, expires_at) VALUES ($1, $2, $3, 'running', $4) \
             ON CONFLICT DO NOTHING",
            "UPDATE submissions SET form = $3, state = 'running', status = NULL, location = NULL, expires_at = $4 \
             WHERE owner = $1 AND key = $2 AND (state = 'undone' OR (state = 'done' AND form <> $3))",
        ] {
            let claimed = sqlx::query(statement)
                .bind(owner.to_string())
                .bind(key.to_string())
                .bind(form.clone())
                .bind(expires_at)
                .execute(self.database.pool())
                .await?;
            if claimed.rows_affected() > 0 {
                return Ok(Claim::Ours);
            }
        }
        Ok(self.answer(owner, key).await?.map_or(Claim::Running, Claim::Done))
    }

    /// The answer of the request that carries the form out, once there is one. Of a request that takes longer than any may, it
    /// is not known what it did: the form is not carried out again, and whoever waits is told so.
    ///
    /// # Errors
    /// The database failed.
    pub async fn answer(&self, owner: AccountId, key: SubmissionId) -> Result<Option<Answer>, StorageError> {
        let row =
            sqlx::query("SELECT status, location, expires_at FROM submissions WHERE owner = $1 AND key = $2")
                .bind(owner.to_string())
                .bind(key.to_string())
                .fetch_optional(self.database.pool())
                .await?;
        let Some(row) = row else { return Ok(None) };
        let Some(status) = row.try_get::<Option<i64>, _>("status")? else {
            let began = row.try_get::<i64, _>("expires_at")? - millis(OffsetDateTime::UNIX_EPOCH + LIFETIME);
            let is_lost = began <= millis(self.doors.now() - LONGEST);
            return Ok(is_lost.then_some(UNKNOWN));
        };
        let status = u16::try_from(status).map_err(|_| StorageError::Unreadable("status"))?;
        Ok(Some(Answer { status, location: row.try_get("location")? }))
    }

    /// Keeps the answer. `done` says that something was written: then the form is not carried out again.
    ///
    /// # Errors
    /// The database failed; the form counts as running, and a minute after its claim as lost.
    pub async fn complete(
        &self,
        owner: AccountId,
        key: SubmissionId,
        answer: &Answer,
        done: bool,
    ) -> Result<(), StorageError> {
        sqlx::query(
            "UPDATE submissions SET state = $3, status = $4, location = $5 WHERE owner = $1 AND key = $2",
        )
        .bind(owner.to_string())
        .bind(key.to_string())
        .bind(if done { "done" } else { "undone" })
        .bind(i64::from(answer.status))
        .bind(answer.location.clone())
        .execute(self.database.pool())
        .await?;
        Ok(())
    }

    /// Deletes what has expired, and tells how many.
    pub(crate) async fn sweep(&self) -> sqlx::Result<u64> {
        let done = sqlx::query("DELETE FROM submissions WHERE expires_at <= $1")
            .bind(millis(self.doors.now()))
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected())
    }
}
