//! The destination policies of the resellers.

use crate::{
    database::Database,
    doors::Doors,
    needs::EditDestinationPolicy,
    principal::Require,
    storage::{ReplaceError, StorageError, id_column, millis},
};
use sqlx::Row;
use switchhook_domain::{destination_policy::DestinationPolicy, permission::Scope};

/// The destination policies. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DestinationPolicies {
    database: Database,
    doors: Doors,
}

impl DestinationPolicies {
    pub(crate) fn new(database: Database, doors: Doors) -> Self {
        Self { database, doors }
    }

    /// The policy of the reseller in whose scope somebody acts; the operator has none.
    ///
    /// # Errors
    /// The database failed, or holds what nobody can read: then nothing may be taken for allowed.
    pub async fn find(&self, within: Scope) -> Result<DestinationPolicy, StorageError> {
        Ok(self.stored(within).await?.map(|(_, policy)| policy).unwrap_or_default())
    }

    /// What is stored, as text and as policy.
    async fn stored(&self, within: Scope) -> Result<Option<(String, DestinationPolicy)>, StorageError> {
        let Some(reseller) = within.reseller() else { return Ok(None) };
        let row = sqlx::query("SELECT policy FROM destination_policies WHERE reseller_id = $1")
            .bind(id_column(reseller.0)?)
            .fetch_optional(self.database.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let text: String = row.try_get("policy")?;
        let policy = serde_json::from_str(&text).map_err(|_| StorageError::Unreadable("policy"))?;
        Ok(Some((text, policy)))
    }

    /// Replaces the policy `before` of somebody's reseller.
    ///
    /// # Errors
    /// [`ReplaceError::ChangedMeanwhile`] if another one is stored, also for the operator, who has none; or the database
    /// failed.
    pub async fn replace(
        &self,
        principal: &Require<EditDestinationPolicy>,
        before: &DestinationPolicy,
        after: &DestinationPolicy,
    ) -> Result<(), ReplaceError> {
        let scope = principal.scope();
        let reseller = scope.reseller().ok_or(ReplaceError::ChangedMeanwhile)?;
        let text = serde_json::to_string(after).map_err(|_| StorageError::Unreadable("policy"))?;
        let stored = self.stored(scope).await?;
        if stored.as_ref().map(|(_, policy)| policy.clone()).unwrap_or_default() != *before {
            return Err(ReplaceError::ChangedMeanwhile);
        }
        let done =
            match stored {
                None => sqlx::query(
                    "INSERT INTO destination_policies (reseller_id, policy, changed_at) VALUES ($1, $2, $3) \
                     ON CONFLICT (reseller_id) DO NOTHING",
                )
                .bind(id_column(reseller.0)?)
                .bind(text)
                .bind(millis(self.doors.now()))
                .execute(self.database.pool())
                .await?,
                Some((old, _)) => {
                    sqlx::query(
                        "UPDATE destination_policies SET policy = $1, changed_at = $2 \
                     WHERE reseller_id = $3 AND policy = $4",
                    )
                    .bind(text)
                    .bind(millis(self.doors.now()))
                    .bind(id_column(reseller.0)?)
                    .bind(old)
                    .execute(self.database.pool())
                    .await?
                }
            };
        if done.rows_affected() == 1 { Ok(()) } else { Err(ReplaceError::ChangedMeanwhile) }
    }
}
