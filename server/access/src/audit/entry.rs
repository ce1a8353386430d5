//! An entry whose act is still going on.

use super::{Outcome, plain};
use crate::{
    database::Database,
    doors::Doors,
    id::AuditId,
    storage::{StorageError, millis},
};

/// An entry to be completed when the act has ended. Dropped before, it stays in the trail as unfinished.
#[derive(Debug)]
#[must_use = "an entry that nobody completes stays unfinished"]
pub struct AuditEntry {
    id: AuditId,
    database: Database,
    doors: Doors,
}

impl AuditEntry {
    pub(super) fn new(id: AuditId, database: Database, doors: Doors) -> Self {
        Self { id, database, doors }
    }

    /// The entry's id.
    #[must_use]
    pub fn id(&self) -> AuditId {
        self.id
    }

    /// Writes down how the act ended; `detail` is for people, may be empty, and holds no secrets.
    ///
    /// # Errors
    /// The database failed: the act has happened, and its entry stays unfinished.
    pub async fn complete(self, outcome: Outcome, detail: &str) -> Result<(), StorageError> {
        sqlx::query(
            "UPDATE audit SET outcome = $1, detail = $2, completed_at = $3 WHERE id = $4 AND outcome IS NULL",
        )
        .bind(outcome.name())
        .bind(plain(detail))
        .bind(millis(self.doors.now()))
        .bind(self.id.to_string())
        .execute(self.database.pool())
        .await?;
        Ok(())
    }
}
