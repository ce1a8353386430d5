//! The chain of the trail: each row holds the hash over itself and the row before, so that a row that was changed, removed
//! or put in between shows. Who can write to the whole database can also make a new chain; the head that
//! [`Audit::head`](super::Audit::head) tells, kept elsewhere, shows that too.

use crate::{database::Database, storage::StorageError};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use sqlx::{Any, Row, Transaction, any::AnyRow};
use std::fmt;

/// A place in the chain, and the hash of the row there: whoever keeps one can prove what came before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the row.
    pub sequence: i64,
    /// Its hash; empty where there is no row.
    pub hash: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sequence, self.hash)
    }
}

/// A row that says what somebody is about to do.
#[derive(Clone, Debug)]
pub(super) struct Began {
    pub id: String,
    pub at: i64,
    pub request_id: String,
    pub actor_id: Option<String>,
    pub actor_login: Option<String>,
    pub actor_role: Option<String>,
    pub acting_as: Option<i64>,
    pub address: Option<String>,
    pub reseller_id: Option<i64>,
    pub customer_id: Option<i64>,
    pub subscriber_id: Option<i64>,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub object_name: String,
    pub change: String,
}

/// A row that says how it ended.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub id: String,
    pub at: i64,
    pub outcome: String,
    pub object_id: Option<String>,
    pub detail: String,
}

/// A row of the chain.
#[derive(Clone, Debug)]
pub(super) enum Link {
    Began(Box<Began>),
    Ended(Ended),
}

pub(super) const BEGAN_COLUMNS: &str = "audit.id, audit.began_at, audit.request_id, audit.actor_id, audit.actor_login, \
     audit.actor_role, audit.acting_as, audit.address, audit.reseller_id, audit.customer_id, audit.subscriber_id, \
     audit.action, audit.object_kind, audit.object_id, audit.object_name, audit.change";

impl Began {
    pub fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            at: row.try_get("began_at")?,
            request_id: row.try_get("request_id")?,
            actor_id: row.try_get("actor_id")?,
            actor_login: row.try_get("actor_login")?,
            actor_role: row.try_get("actor_role")?,
            acting_as: row.try_get("acting_as")?,
            address: row.try_get("address")?,
            reseller_id: row.try_get("reseller_id")?,
            customer_id: row.try_get("customer_id")?,
            subscriber_id: row.try_get("subscriber_id")?,
            action: row.try_get("action")?,
            object_kind: row.try_get("object_kind")?,
            object_id: row.try_get("object_id")?,
            object_name: row.try_get("object_name")?,
            change: row.try_get("change")?,
        })
    }
}

impl Ended {
    pub fn from_row(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            at: row.try_get("ended_at")?,
            outcome: row.try_get("outcome")?,
            object_id: row.try_get("object_id")?,
            detail: row.try_get("detail")?,
        })
    }
}

/// What goes into a hash: each part with its length before it, so that no two rows read the same.
struct Parts(Sha256);

impl Parts {
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }

    fn number(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    fn maybe<T>(&mut self, value: Option<T>, part: impl FnOnce(&mut Self, T)) {
        self.0.update([u8::from(value.is_some())]);
        if let Some(value) = value {
            part(self, value);
        }
    }

    fn maybe_text(&mut self, text: Option<&String>) {
        self.maybe(text, |parts, text| parts.text(text));
    }

    fn maybe_number(&mut self, number: Option<i64>) {
        self.maybe(number, Self::number);
    }
}

impl Link {
    /// The hash of the row at this place, after a row with the hash `previous`.
    pub fn hash(&self, sequence: i64, previous: &str) -> String {
        let mut parts = Parts(Sha256::new());
        parts.text("switchhook audit 1");
        parts.text(previous);
        parts.number(sequence);
        match self {
            Self::Began(row) => {
                parts.text("began");
                parts.text(&row.id);
                parts.number(row.at);
                parts.text(&row.request_id);
                for text in [&row.actor_id, &row.actor_login, &row.actor_role, &row.address] {
                    parts.maybe_text(text.as_ref());
                }
                for number in [row.acting_as, row.reseller_id, row.customer_id, row.subscriber_id] {
                    parts.maybe_number(number);
                }
                for text in [&row.action, &row.object_kind, &row.object_id, &row.object_name, &row.change] {
                    parts.text(text);
                }
            }
            Self::Ended(row) => {
                parts.text("ended");
                parts.text(&row.id);
                parts.number(row.at);
                parts.text(&row.outcome);
                parts.maybe_text(row.object_id.as_ref());
                parts.text(&row.detail);
            }
        }
        URL_SAFE_NO_PAD.encode(parts.0.finalize())
    }

    /// The id of the entry that it belongs to.
    pub fn id(&self) -> &str {
        match self {
            Self::Began(row) => &row.id,
            Self::Ended(row) => &row.id,
        }
    }

    async fn insert(
        self,
        sequence: i64,
        hash: String,
        transaction: &mut Transaction<'_, Any>,
    ) -> sqlx::Result<()> {
        let query = match self {
            Self::Began(row) => sqlx::query(
                "INSERT INTO audit (id, sequence, hash, began_at, request_id, actor_id, actor_login, actor_role, acting_as, \
                 address, reseller_id, customer_id, subscriber_id, action, object_kind, object_id, object_name, change) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
            )
            .bind(row.id)
            .bind(sequence)
            .bind(hash)
            .bind(row.at)
            .bind(row.request_id)
            .bind(row.actor_id)
            .bind(row.actor_login)
            .bind(row.actor_role)
            .bind(row.acting_as)
            .bind(row.address)
            .bind(row.reseller_id)
            .bind(row.customer_id)
            .bind(row.subscriber_id)
            .bind(row.action)
            .bind(row.object_kind)
            .bind(row.object_id)
            .bind(row.object_name)
            .bind(row.change),
            Self::Ended(row) => sqlx::query(
                "INSERT INTO audit_ends (id, sequence, hash, ended_at, outcome, object_id, detail) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(row.id)
            .bind(sequence)
            .bind(hash)
            .bind(row.at)
            .bind(row.outcome)
            .bind(row.object_id)
            .bind(row.detail),
        };
        query.execute(&mut **transaction).await.map(drop)
    }
}

/// Adds a row at the end of the chain. The head's row is locked from the first statement on, so that instances that write at
/// the same time come one after the other.
pub(super) async fn append(database: &Database, link: Link) -> Result<(), StorageError> {
    let mut transaction = database.pool().begin().await?;
    let head = sqlx::query(
        "UPDATE audit_chain SET sequence = sequence + 1 WHERE place = 'head' RETURNING sequence, hash",
    )
    .fetch_one(&mut *transaction)
    .await?;
    let (sequence, previous): (i64, String) = (head.try_get("sequence")?, head.try_get("hash")?);
    let hash = link.hash(sequence, &previous);
    link.insert(sequence, hash.clone(), &mut transaction).await?;
    sqlx::query("UPDATE audit_chain SET hash = $1 WHERE place = 'head'")
        .bind(hash)
        .execute(&mut *transaction)
        .await?;
    Ok(transaction.commit().await?)
}

pub(super) async fn place(database: &Database, place: &'static str) -> Result<Head, StorageError> {
    let row = sqlx::query("SELECT sequence, hash FROM audit_chain WHERE place = $1")
        .bind(place)
        .fetch_one(database.pool())
        .await?;
    Ok(Head { sequence: row.try_get("sequence")?, hash: row.try_get("hash")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended() -> Ended {
        Ended { id: "a".into(), at: 1, outcome: "done".into(), object_id: None, detail: String::new() }
    }

    #[test]
    fn every_part_of_a_row_and_its_place_are_in_its_hash() {
        let hash = |link: Ended| Link::Ended(link).hash(7, "before");
        let own = hash(ended());
        for other in [
            Ended { id: "b".into(), ..ended() },
            Ended { at: 2, ..ended() },
            Ended { outcome: "refused".into(), ..ended() },
            Ended { object_id: Some(String::new()), ..ended() },
            Ended { detail: "x".into(), ..ended() },
        ] {
            assert_ne!(hash(other.clone()), own, "{other:?}");
        }
        assert_ne!(Link::Ended(ended()).hash(8, "before"), own);
        assert_ne!(Link::Ended(ended()).hash(7, "other"), own);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let one = Ended { outcome: "done".into(), detail: "x".into(), ..ended() };
        let other = Ended { outcome: "donex".into(), detail: String::new(), ..ended() };
        assert_ne!(Link::Ended(one).hash(1, ""), Link::Ended(other).hash(1, ""));
    }
}
