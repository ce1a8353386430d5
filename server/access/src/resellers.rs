//! The resellers that the portal knows.

use crate::{
    conditions::Conditions,
    database::Database,
    doors::Doors,
    storage::{StorageError, id_column, id_value, millis, moment},
};
use sqlx::{Row, any::AnyRow};
use switchhook_domain::{identifier::ResellerId, permission::Scope};
use time::OffsetDateTime;

/// A reseller of the platform that is connected to the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reseller {
    /// Its id on the platform.
    pub id: ResellerId,
    /// Its name in the portal.
    pub name: String,
    /// When it was connected.
    pub connected_at: OffsetDateTime,
    /// Whether a platform credential is stored for it.
    pub has_credential: bool,
}

/// The connected resellers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Resellers {
    database: Database,
    doors: Doors,
}

impl Resellers {
    pub(crate) fn new(database: Database, doors: Doors) -> Self {
        Self { database, doors }
    }

    /// Makes a reseller known, or gives a known one another name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn connect(&self, id: ResellerId, name: &str) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO resellers (id, name, connected_at) VALUES ($1, $2, $3) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        )
        .bind(id_column(id.0)?)
        .bind(name.to_owned())
        .bind(millis(self.doors.now()))
        .execute(self.database.pool())
        .await?;
        Ok(())
    }

    /// The reseller with this id, if the scope lies in it or is the operator's.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(&self, within: Scope, id: ResellerId) -> Result<Option<Reseller>, StorageError> {
        Ok(self.list(within).await?.into_iter().find(|reseller| reseller.id == id))
    }

    /// Every reseller for the operator, otherwise the scope's own; by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn list(&self, within: Scope) -> Result<Vec<Reseller>, StorageError> {
        let mut conditions = Conditions::default();
        if let Some(own) = within.reseller() {
            conditions.number("resellers.id =", id_column(own.0)?);
        }
        let statement = conditions.statement(
            "SELECT resellers.id, resellers.name, resellers.connected_at, credentials.stored_at \
             FROM resellers LEFT JOIN credentials ON credentials.reseller_id = resellers.id",
            " ORDER BY resellers.name, resellers.id",
        );
        let rows = conditions.bind(&statement).fetch_all(self.database.pool()).await?;
        rows.iter().map(from_row).collect()
    }
}

fn from_row(row: &AnyRow) -> Result<Reseller, StorageError> {
    Ok(Reseller {
        id: ResellerId(id_value(row.try_get("id")?)?),
        name: row.try_get("name")?,
        connected_at: moment(row.try_get("connected_at")?)?,
        has_credential: row.try_get::<Option<i64>, _>("stored_at")?.is_some(),
    })
}
