//! An entry whose act is still going on.

use super::{
    Outcome,
    chain::{self, Ended, Link},
    micros, plain,
};
use crate::{database::Database, doors::Doors, id::AuditId, storage::StorageError};

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
        self.end(outcome, None, detail).await
    }

    /// Writes down that the act created something, with the id that it has now.
    ///
    /// # Errors
    /// The database failed: the act has happened, and its entry stays unfinished.
    pub async fn created(self, id: &impl ToString) -> Result<(), StorageError> {
        self.end(Outcome::Done, Some(plain(&id.to_string())), "").await
    }

    async fn end(
        self,
        outcome: Outcome,
        object_id: Option<String>,
        detail: &str,
    ) -> Result<(), StorageError> {
        let ended = Ended {
            id: self.id.to_string(),
            at: micros(self.doors.now()),
            outcome: outcome.name().to_owned(),
            object_id,
            detail: plain(detail),
        };
        chain::append(&self.database, Link::Ended(ended)).await
    }
}
