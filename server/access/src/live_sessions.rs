//! The sessions of an account, for its owner: where somebody is signed in, and an end to it.

use crate::{
    access::Access,
    audit::{Action, Object, Outcome},
    principal::Principal,
    session::{ADDRESS, AUTHENTICATED_AT, DEVICE, SessionState},
    storage::{StorageError, millis, moment},
};
use serde_json::{Map, Value, json};
use sqlx::{Row, any::AnyRow};
use time::OffsetDateTime;

/// A session of an account that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveSession {
    /// The hash of its id: it tells sessions apart, and nobody becomes anybody with it.
    pub key: String,
    /// When its owner signed in.
    pub began_at: OffsetDateTime,
    /// When it was last used, to the minute.
    pub seen_at: OffsetDateTime,
    /// Where its owner signed in from, if that is known.
    pub address: String,
    /// What the browser called itself then.
    pub device: String,
    /// Whether it is the one that asks.
    pub is_present: bool,
}

/// Which of one's sessions end.
#[derive(Clone, Copy, Debug)]
pub enum SessionsToEnd<'a> {
    /// The one with this key.
    One(&'a str),
    /// All but the present one.
    Others,
}

impl Access {
    /// The sessions of whoever asks: the present one, then the last used first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn live_sessions(
        &self,
        principal: &Principal,
        session: &SessionState,
    ) -> Result<Vec<LiveSession>, StorageError> {
        let now = self.doors().now();
        let present = session.key();
        let rows = sqlx::query(
            "SELECT key, data, seen_at FROM sessions WHERE account_id = $1 AND expires_at > $2 AND seen_at > $3 \
             ORDER BY seen_at DESC, key",
        )
        .bind(principal.account().id.to_string())
        .bind(millis(now))
        .bind(millis(now - self.options().lifetimes.idle))
        .fetch_all(self.database().pool())
        .await?;
        let sessions = rows.iter().map(|row| from_row(row, present.as_deref()));
        let mut sessions = sessions.collect::<Result<Vec<_>, _>>()?;
        sessions.sort_by_key(|session| !session.is_present);
        Ok(sessions)
    }

    /// Ends sessions of whoever asks, never anybody else's; tells how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_own_sessions(
        &self,
        principal: &Principal,
        session: &SessionState,
        ending: SessionsToEnd<'_>,
        request_id: &str,
    ) -> Result<u64, StorageError> {
        let account = principal.account();
        let (which, statement, key) = match ending {
            SessionsToEnd::One(key) => {
                ("one", "DELETE FROM sessions WHERE account_id = $1 AND key = $2", key.to_owned())
            }
            SessionsToEnd::Others => {
                let present = session.key().unwrap_or_default();
                ("all others", "DELETE FROM sessions WHERE account_id = $1 AND key <> $2", present)
            }
        };
        let (object, change) = (Object::account(account), json!({ "which": which }));
        let entry = self.audit().begin(principal, request_id, Action::EndOwnSessions, object, change).await?;
        let ended = sqlx::query(statement)
            .bind(account.id.to_string())
            .bind(key)
            .execute(self.database().pool())
            .await?
            .rows_affected();
        entry.complete(Outcome::Done, &format!("{ended} ended")).await?;
        Ok(ended)
    }
}

fn from_row(row: &AnyRow, present: Option<&str>) -> Result<LiveSession, StorageError> {
    let data: String = row.try_get("data")?;
    let data: Map<String, Value> =
        serde_json::from_str(&data).map_err(|_| StorageError::Unreadable("session"))?;
    let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let key: String = row.try_get("key")?;
    Ok(LiveSession {
        is_present: present == Some(&key),
        began_at: moment(data.get(AUTHENTICATED_AT).and_then(Value::as_i64).unwrap_or_default())?,
        seen_at: moment(row.try_get("seen_at")?)?,
        address: text(ADDRESS),
        device: text(DEVICE),
        key,
    })
}
