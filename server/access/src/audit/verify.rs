//! Whether the trail is as it was written: every row is read and its hash computed again.

use super::{
    Audit, Head,
    chain::{self, BEGAN_COLUMNS, Began, Ended, Link},
};
use crate::storage::StorageError;
use sqlx::{Row, any::AnyRow};
use std::{collections::BTreeMap, fmt};

/// Rows that are read at once.
const STEP: i64 = 1_000;

/// What is wrong at a place of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// There is no row.
    Missing,
    /// The row is not the one that was written.
    Changed,
    /// There are rows after the head, or the head is not the last row.
    End,
    /// The chain does not hold what was kept elsewhere.
    OtherChain,
}

/// Where the chain breaks first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The place of the row.
    pub sequence: i64,
    /// The entry that the row belongs to; none if there is no row.
    pub entry: Option<String>,
    /// What is wrong.
    pub damage: Damage,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.sequence;
        match (self.damage, &self.entry) {
            (Damage::Missing, _) => write!(f, "row {place} is missing"),
            (Damage::Changed, Some(entry)) => write!(f, "row {place} (entry {entry}) was changed"),
            (Damage::Changed, None) => write!(f, "row {place} was changed"),
            (Damage::End, _) => write!(f, "the chain does not end at row {place}"),
            (Damage::OtherChain, _) => write!(f, "row {place} is not the one that was kept"),
        }
    }
}

/// What a whole chain is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Rows whose hashes are right.
    pub rows: i64,
    /// The place up to which rows were removed because of their age, or are older than the chain.
    pub since: i64,
    /// The last row.
    pub head: Head,
}

impl Audit {
    /// The last row of the chain.
    ///
    /// # Errors
    /// The database failed.
    pub async fn head(&self) -> Result<Head, StorageError> {
        chain::place(&self.database, "head").await
    }

    /// Reads the whole chain; `kept` is a head that was told earlier and kept elsewhere. Entries may be written meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn verify(&self, kept: Option<&Head>) -> Result<Result<Verified, Break>, StorageError> {
        // The anchor first: should the trail be pruned meanwhile, rows are missed, but none is missed by mistake.
        let anchor = chain::place(&self.database, "anchor").await?;
        let head = self.head().await?;
        let broken = |sequence, entry, damage| Ok(Err(Break { sequence, entry, damage }));
        let (mut at, mut hash) = (anchor.sequence, anchor.hash);
        if kept.is_some_and(|kept| kept.sequence == at && kept.hash != hash || kept.sequence > head.sequence)
        {
            return broken(at, None, Damage::OtherChain);
        }
        while at < head.sequence {
            let mut rows = self.rows(at, (at + STEP).min(head.sequence)).await?;
            for sequence in at + 1..=(at + STEP).min(head.sequence) {
                let Some((link, stored)) = rows.remove(&sequence) else {
                    return broken(sequence, None, Damage::Missing);
                };
                hash = link.hash(sequence, &hash);
                if hash != stored {
                    return broken(sequence, Some(link.id().to_owned()), Damage::Changed);
                }
                if kept.is_some_and(|kept| kept.sequence == sequence && kept.hash != hash) {
                    return broken(sequence, Some(link.id().to_owned()), Damage::OtherChain);
                }
                at = sequence;
            }
        }
        if hash != head.hash || self.beyond(&head).await? {
            return broken(head.sequence, None, Damage::End);
        }
        Ok(Ok(Verified { rows: head.sequence - anchor.sequence, since: anchor.sequence, head }))
    }

    /// The rows after `after` up to `last`, with the hashes that are stored with them.
    async fn rows(&self, after: i64, last: i64) -> Result<BTreeMap<i64, (Link, String)>, StorageError> {
        let select = async |columns: &str, table: &str| {
            let statement = format!(
                "SELECT {columns}, {table}.sequence, {table}.hash FROM {table} WHERE sequence > $1 AND sequence <= $2"
            );
            sqlx::query(&statement).bind(after).bind(last).fetch_all(self.database.pool()).await
        };
        let mut rows = BTreeMap::new();
        let mut keep = |row: &AnyRow, link: Link| {
            rows.insert(row.try_get("sequence")?, (link, row.try_get("hash")?));
            Ok::<_, sqlx::Error>(())
        };
        for row in select(BEGAN_COLUMNS, "audit").await? {
            keep(&row, Link::Began(Box::new(Began::from_row(&row)?)))?;
        }
        for row in select("id, ended_at, outcome, object_id, detail", "audit_ends").await? {
            keep(&row, Link::Ended(Ended::from_row(&row)?))?;
        }
        Ok(rows)
    }

    /// Whether there are rows that the chain does not reach.
    async fn beyond(&self, head: &Head) -> Result<bool, StorageError> {
        // What was written since is there only if the head has moved on.
        let row = sqlx::query(
            "SELECT COUNT(*) AS strangers FROM (SELECT sequence FROM audit UNION ALL SELECT sequence FROM audit_ends) AS links \
             WHERE sequence > $1 AND sequence > (SELECT sequence FROM audit_chain WHERE place = 'head')",
        )
        .bind(head.sequence)
        .fetch_one(self.database.pool())
        .await?;
        Ok(row.try_get::<i64, _>("strangers")? > 0)
    }
}
