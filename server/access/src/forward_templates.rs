//! Templates of call forwards that resellers make for their customers.

use crate::{
    database::Database,
    doors::Doors,
    id::ForwardTemplateId,
    needs::EditForwardTemplates,
    principal::Require,
    storage::{StorageError, id_column, millis},
};
use sqlx::{Row, any::AnyRow};
use switchhook_domain::{forwards::NamedTemplateForm, identifier::ResellerId, permission::Scope};

/// So many templates a reseller may have: nobody chooses from more.
pub const MOST: usize = 50;

/// A template of a reseller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardTemplate {
    /// Its id.
    pub id: ForwardTemplateId,
    /// Its name and what it fills in.
    pub form: NamedTemplateForm,
}

/// Why a template was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ForwardTemplateError {
    /// The reseller has one of this name.
    #[error("there is a template of this name")]
    NameTaken,
    /// The reseller has as many as it may.
    #[error("there are too many templates")]
    TooMany,
    /// It is no longer what it was taken for.
    #[error("somebody else has changed it")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for ForwardTemplateError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(refused) if refused.is_unique_violation() => Self::NameTaken,
            _ => Self::Storage(error.into()),
        }
    }
}

/// The templates. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ForwardTemplates {
    database: Database,
    doors: Doors,
}

impl ForwardTemplates {
    pub(crate) fn new(database: Database, doors: Doors) -> Self {
        Self { database, doors }
    }

    /// The templates of the reseller in whose scope somebody acts, by name; the operator has none.
    ///
    /// # Errors
    /// The database failed, or holds what cannot be read.
    pub async fn list(&self, within: Scope) -> Result<Vec<ForwardTemplate>, StorageError> {
        let Some(reseller) = within.reseller() else { return Ok(Vec::new()) };
        let rows = sqlx::query(
            "SELECT id, name, template FROM forward_templates WHERE reseller_id = $1 ORDER BY name, id",
        )
        .bind(id_column(reseller.0)?)
        .fetch_all(self.database.pool())
        .await?;
        rows.iter().map(from_row).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// As for [`list`](Self::list).
    pub async fn find(
        &self,
        within: Scope,
        id: ForwardTemplateId,
    ) -> Result<Option<ForwardTemplate>, StorageError> {
        Ok(self.list(within).await?.into_iter().find(|template| template.id == id))
    }

    /// Keeps a new one.
    ///
    /// # Errors
    /// [`ForwardTemplateError`].
    pub async fn insert(
        &self,
        principal: &Require<EditForwardTemplates>,
        form: &NamedTemplateForm,
    ) -> Result<ForwardTemplateId, ForwardTemplateError> {
        let scope = principal.scope();
        let reseller = scope.reseller().ok_or(ForwardTemplateError::ChangedMeanwhile)?;
        if self.list(scope).await?.len() >= MOST {
            return Err(ForwardTemplateError::TooMany);
        }
        let id = ForwardTemplateId::random(&self.doors);
        self.put(reseller, id, form).await?;
        Ok(id)
    }

    /// Keeps one with a given id, unless it is there.
    pub(crate) async fn put(
        &self,
        reseller: ResellerId,
        id: ForwardTemplateId,
        form: &NamedTemplateForm,
    ) -> Result<(), ForwardTemplateError> {
        sqlx::query(
            "INSERT INTO forward_templates (id, reseller_id, name, template, changed_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id.to_string())
        .bind(id_column(reseller.0)?)
        .bind(form.name.clone())
        .bind(text(form)?)
        .bind(millis(self.doors.now()))
        .execute(self.database.pool())
        .await?;
        Ok(())
    }

    /// Puts another one in the place of `before`.
    ///
    /// # Errors
    /// [`ForwardTemplateError`].
    pub async fn replace(
        &self,
        principal: &Require<EditForwardTemplates>,
        before: &ForwardTemplate,
        form: &NamedTemplateForm,
    ) -> Result<(), ForwardTemplateError> {
        let reseller = principal.scope().reseller().ok_or(ForwardTemplateError::ChangedMeanwhile)?;
        let done = sqlx::query(
            "UPDATE forward_templates SET name = $1, template = $2, changed_at = $3 \
             WHERE id = $4 AND reseller_id = $5 AND name = $6 AND template = $7",
        )
        .bind(form.name.clone())
        .bind(text(form)?)
        .bind(millis(self.doors.now()))
        .bind(before.id.to_string())
        .bind(id_column(reseller.0)?)
        .bind(before.form.name.clone())
        .bind(text(&before.form)?)
        .execute(self.database.pool())
        .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(ForwardTemplateError::ChangedMeanwhile) }
    }

    /// Removes one. Rules that customers made with it stay.
    ///
    /// # Errors
    /// [`ForwardTemplateError::ChangedMeanwhile`] if it is gone; or the database failed.
    pub async fn remove(
        &self,
        principal: &Require<EditForwardTemplates>,
        id: ForwardTemplateId,
    ) -> Result<(), ForwardTemplateError> {
        let reseller = principal.scope().reseller().ok_or(ForwardTemplateError::ChangedMeanwhile)?;
        let done = sqlx::query("DELETE FROM forward_templates WHERE id = $1 AND reseller_id = $2")
            .bind(id.to_string())
            .bind(id_column(reseller.0)?)
            .execute(self.database.pool())
            .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(ForwardTemplateError::ChangedMeanwhile) }
    }
}

fn text(form: &NamedTemplateForm) -> Result<String, StorageError> {
    serde_json::to_string(&form.template).map_err(|_| StorageError::Unreadable("template"))
}

fn from_row(row: &AnyRow) -> Result<ForwardTemplate, StorageError> {
    let unreadable = StorageError::Unreadable("template");
    let (id, template): (String, String) = (row.try_get("id")?, row.try_get("template")?);
    let Ok(id) = id.parse() else { return Err(unreadable) };
    let Ok(template) = serde_json::from_str(&template) else { return Err(unreadable) };
    Ok(ForwardTemplate { id, form: NamedTemplateForm { name: row.try_get("name")?, template } })
}
