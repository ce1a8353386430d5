//! A new key for what the portal keeps secret, while it runs: the key file gets one more key, and everything that is sealed is
//! sealed again with it. Portals that run meanwhile look at the file before they seal, and when they meet a key that they do
//! not know.

use crate::{
    access::Access,
    audit::{Action, Object, ObjectKind, Outcome},
    key::{KeyError, KeyId},
    storage::StorageError,
    vault::{Place, SealError, Vault},
};
use serde_json::json;
use sqlx::Row;

/// A table with a column `sealed`: its key, and what its rows are bound to, as SQL.
struct Sealed {
    table: &'static str,
    key: &'static str,
    purpose: &'static str,
    tenant: &'static str,
    row: &'static str,
}

/// Every table with sealed values. A test finds those that are not here.
const SEALED: [Sealed; 3] = [
    Sealed {
        table: "credentials",
        key: "owner",
        purpose: "'platform credential'",
        tenant: "owner",
        row: "owner",
    },
    Sealed {
        table: "second_factors",
        key: "account_id",
        purpose: "'second factor'",
        tenant: "''",
        row: "account_id",
    },
    Sealed { table: "drafts", key: "id", purpose: "page", tenant: "owner", row: "id" },
];

/// How often what was sealed with an old key meanwhile is looked for again.
const PASSES: u32 = 5;

/// What a rotation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    /// Values that were sealed again.
    pub sealed_again: u64,
    /// Values that none of the keys opens; they stay as they are.
    pub lost: u64,
}

/// Why the key was not changed, or not everywhere.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A value could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for RotationError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Access {
    /// Begins to use a new key and seals everything again with it. It may be broken off and begun again at any time: what is
    /// sealed with an old key stays readable.
    ///
    /// # Errors
    /// [`RotationError`].
    pub async fn rotate_keys(&self) -> Result<Rotation, RotationError> {
        let in_use = self.keys_in_use().await?;
        let object = Object::new(ObjectKind::Key, &"", "");
        let entry = self.audit().begin_of_the_portal(Action::RotateKeys, object, json!(null)).await?;
        let done = self.rotate(&in_use).await;
        entry.complete(if done.is_ok() { Outcome::Done } else { Outcome::Failed }, "").await?;
        done
    }

    async fn rotate(&self, in_use: &[KeyId]) -> Result<Rotation, RotationError> {
        let (old, new) = self.vault().rotate(in_use)?;
        tracing::info!(%old, %new, "a new key is in use");
        let mut rotation = Rotation::default();
        for _ in 0..PASSES {
            let mut pass = Rotation::default();
            for table in &SEALED {
                self.seal_again(table, &mut pass).await?;
            }
            rotation = Rotation { sealed_again: rotation.sealed_again + pass.sealed_again, lost: pass.lost };
            if pass.sealed_again == 0 {
                break;
            }
        }
        Ok(rotation)
    }

    async fn keys_in_use(&self) -> Result<Vec<KeyId>, StorageError> {
        let mut keys = Vec::new();
        for Sealed { table, .. } in &SEALED {
            let statement = format!("SELECT sealed FROM {table}");
            for row in sqlx::query(&statement).fetch_all(self.database().pool()).await? {
                let key = Vault::key_of(row.try_get("sealed")?);
                keys.extend(key.filter(|key| !keys.contains(key)));
            }
        }
        Ok(keys)
    }

    async fn seal_again(&self, table: &Sealed, done: &mut Rotation) -> Result<(), RotationError> {
        let Sealed { table, key, purpose, tenant, row } = table;
        let select = format!(
            "SELECT {key} AS id, sealed, {purpose} AS purpose, {tenant} AS tenant, {row} AS place FROM {table}"
        );
        // Only if nobody has stored another value meanwhile.
        let update = format!("UPDATE {table} SET sealed = $1 WHERE {key} = $2 AND sealed = $3");
        for found in sqlx::query(&select).fetch_all(self.database().pool()).await? {
            let text = |column: &str| found.try_get::<String, _>(column);
            let (id, sealed) = (text("id")?, text("sealed")?);
            if self.vault().is_fresh(&sealed) {
                continue;
            }
            let (purpose, tenant, row) = (text("purpose")?, text("tenant")?, text("place")?);
            let place = Place { purpose: &purpose, tenant: &tenant, row: &row };
            let Ok(secret) = self.vault().open(place, &sealed) else {
                done.lost += 1;
                continue;
            };
            let again = self.vault().seal(place, &secret)?;
            sqlx::query(&update).bind(again).bind(id).bind(sealed).execute(self.database().pool()).await?;
            done.sealed_again += 1;
        }
        Ok(())
    }

    /// The tables whose sealed values are sealed again.
    #[must_use]
    pub fn sealed_tables() -> Vec<&'static str> {
        SEALED.iter().map(|sealed| sealed.table).collect()
    }
}
