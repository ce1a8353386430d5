//! Sessions in the database, keyed by a hash of their id.
//!
//! How long a session lives is decided here, by the portal's clock, whatever the session layer believes: a limit that
//! cannot be forgotten by a caller. Saving never creates: a request that was on its way while somebody signed out
//! cannot bring the session back.

use crate::{
    database::Database,
    doors::Doors,
    session::{ACCOUNT, AUTHENTICATED_AT},
    storage::{millis, moment},
};
use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use sqlx::{AnyPool, Row};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// How long sessions live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Of a signed-in session, whatever happens in it.
    pub absolute: Duration,
    /// Of a signed-in session without a request.
    pub idle: Duration,
    /// Of the session of somebody who has not signed in.
    pub anonymous: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { absolute: Duration::hours(12), idle: Duration::minutes(60), anonymous: Duration::hours(1) }
    }
}

/// How stale the time of the last request may be: it saves a write at nearly every request.
const SEEN_AGAIN: Duration = Duration::minutes(1);

/// The session store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DatabaseSessions {
    database: Database,
    doors: Doors,
    lifetimes: Lifetimes,
}

impl DatabaseSessions {
    pub(crate) fn new(database: Database, doors: Doors, lifetimes: Lifetimes) -> Self {
        Self { database, doors, lifetimes }
    }

    fn pool(&self) -> &AnyPool {
        self.database.pool()
    }

    /// Deletes what has expired, and tells how many.
    pub(crate) async fn sweep(&self) -> sqlx::Result<u64> {
        let now = self.doors.now();
        let done = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR seen_at <= $2")
            .bind(millis(now))
            .bind(millis(now - self.lifetimes.idle))
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected())
    }

    fn expiry(&self, record: &Record, now: OffsetDateTime) -> OffsetDateTime {
        let signed_in = record.data.contains_key(ACCOUNT);
        let since = record
            .data
            .get(AUTHENTICATED_AT)
            .and_then(serde_json::Value::as_i64)
            .and_then(|millis| moment(millis).ok())
            .unwrap_or(now);
        if signed_in { since + self.lifetimes.absolute } else { now + self.lifetimes.anonymous }
    }
}

pub(crate) fn key(id: &Id) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(id.0.to_be_bytes()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn backend(error: sqlx::Error) -> Error {
    tracing::error!(%error, "the session store failed");
    // The layer prints this one; the details are in our own line.
    Error::Backend("the database failed".to_owned())
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

#[async_trait]
impl SessionStore for DatabaseSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let now = self.doors.now();
        record.id = Id(i128::from_be_bytes(self.doors.bytes()));
        let account = record.data.get(ACCOUNT).and_then(|id| id.as_str()).map(str::to_owned);
        // A collision of 128 random bits is refused by the primary key.
        sqlx::query(
            "INSERT INTO sessions (key, account_id, data, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(key(&record.id))
        .bind(account)
        .bind(encode(record)?)
        .bind(millis(now))
        .bind(millis(self.expiry(record, now)))
        .execute(self.pool())
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let done = sqlx::query("UPDATE sessions SET data = $1 WHERE key = $2")
            .bind(encode(record)?)
            .bind(key(&record.id))
            .execute(self.pool())
            .await
            .map_err(backend)?;
        if done.rows_affected() == 0 {
            tracing::debug!("a session ended while a request was using it");
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.doors.now();
        let key = key(id);
        let row = sqlx::query(
            "SELECT data, seen_at, expires_at FROM sessions WHERE key = $1 AND expires_at > $2 AND seen_at > $3",
        )
        .bind(key.clone())
        .bind(millis(now))
        .bind(millis(now - self.lifetimes.idle))
        .fetch_optional(self.pool())
        .await
        .map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        let data: String = row.try_get("data").map_err(backend)?;
        let data: HashMap<_, _> =
            serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let seen_at: i64 = row.try_get("seen_at").map_err(backend)?;
        if seen_at <= millis(now - SEEN_AGAIN) {
            sqlx::query("UPDATE sessions SET seen_at = $1 WHERE key = $2")
                .bind(millis(now))
                .bind(key)
                .execute(self.pool())
                .await
                .map_err(backend)?;
        }
        let expires_at: i64 = row.try_get("expires_at").map_err(backend)?;
        let expiry_date = moment(expires_at).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE key = $1")
            .bind(key(id))
            .execute(self.pool())
            .await
            .map_err(backend)?;
        Ok(())
    }
}
