//! Forgetting what is older than the trail is kept. The chain goes on from an anchor: the place and hash of the last row that
//! was removed.

use super::{Action, Audit, Object, ObjectKind, Outcome};
use crate::storage::StorageError;
use serde_json::json;
use sqlx::Row;
use time::Duration;

impl Audit {
    /// Removes the rows that are older than `keep`, as far as no younger one comes before them, and tells how many places of
    /// the chain went. That it was done is an entry itself.
    ///
    /// # Errors
    /// The database failed; nothing was removed.
    pub async fn prune(&self, keep: Duration) -> Result<i64, StorageError> {
        let before = self.moment() - i64::try_from(keep.whole_microseconds()).unwrap_or(i64::MAX);
        let row = sqlx::query(
            "SELECT (SELECT sequence FROM audit_chain WHERE place = 'anchor') AS anchor, \
             COALESCE((SELECT MIN(sequence) - 1 FROM (SELECT sequence FROM audit WHERE began_at >= $1 UNION ALL \
             SELECT sequence FROM audit_ends WHERE ended_at >= $1) AS younger), \
             (SELECT sequence FROM audit_chain WHERE place = 'head')) AS last",
        )
        .bind(before)
        .fetch_one(self.database.pool())
        .await?;
        let (anchor, last): (i64, i64) = (row.try_get("anchor")?, row.try_get("last")?);
        // Rows from before the chain lie up to the anchor.
        let oldest = self.oldest().await?;
        if oldest.is_none_or(|oldest| oldest > last) {
            return Ok(0);
        }
        let object = Object::new(ObjectKind::Trail, &"", "");
        let change = json!({ "up_to": last });
        let entry = self.begin_of_the_portal(Action::PruneAudit, object, change).await?;
        let removed = self.remove(anchor, last).await;
        entry.complete(if removed.is_ok() { Outcome::Done } else { Outcome::Failed }, "").await?;
        removed?;
        Ok(last - oldest.unwrap_or(last) + 1)
    }

    async fn oldest(&self) -> Result<Option<i64>, StorageError> {
        let row = sqlx::query(
            "SELECT MIN(sequence) AS oldest FROM \
             (SELECT sequence FROM audit UNION ALL SELECT sequence FROM audit_ends) AS links",
        )
        .fetch_one(self.database.pool())
        .await?;
        Ok(row.try_get("oldest")?)
    }

    async fn remove(&self, anchor: i64, last: i64) -> Result<(), StorageError> {
        let mut transaction = self.database.pool().begin().await?;
        // Written first: it locks the row against another instance that does the same.
        if last > anchor {
            sqlx::query(
                "UPDATE audit_chain SET sequence = $1, hash = (SELECT hash FROM (SELECT sequence, hash FROM audit UNION ALL \
                 SELECT sequence, hash FROM audit_ends) AS links WHERE links.sequence = $1) \
                 WHERE place = 'anchor' AND sequence < $1",
            )
            .bind(last)
            .execute(&mut *transaction)
            .await?;
        }
        for statement in
            ["DELETE FROM audit WHERE sequence <= $1", "DELETE FROM audit_ends WHERE sequence <= $1"]
        {
            sqlx::query(statement).bind(last).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}
