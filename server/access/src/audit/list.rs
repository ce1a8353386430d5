//! Reading the trail.

use super::{Action, Audit, Object, ObjectKind, Outcome};
use crate::{
    conditions::Conditions,
    id::{AccountId, AuditId},
    storage::{ScopeColumns, StorageError, millis, moment},
};
use serde_json::Value;
use sqlx::{Row, any::AnyRow};
use switchhook_domain::permission::{Role, Scope};
use time::OffsetDateTime;

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditedActor {
    /// The account's id.
    pub id: AccountId,
    /// Its login at the time.
    pub login: String,
    /// Its role at the time.
    pub role: Role,
}

/// An entry of the trail.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AuditRecord {
    /// Its id.
    pub id: AuditId,
    /// When the act began.
    pub began_at: OffsetDateTime,
    /// The request that caused it.
    pub request_id: String,
    /// Who acted; none for an attempt to sign in.
    pub actor: Option<AuditedActor>,
    /// Where an attempt to sign in came from.
    pub address: Option<String>,
    /// Whose trail it belongs to.
    pub scope: Scope,
    /// What was done.
    pub action: Action,
    /// To what.
    pub object: Object,
    /// What should change: before and after, as the caller described it.
    pub change: Value,
    /// How it ended; none if nobody saw the end.
    pub outcome: Option<Outcome>,
    /// More about how it ended.
    pub detail: String,
    /// When it ended.
    pub completed_at: Option<OffsetDateTime>,
}

/// Which entries to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only this actor's.
    pub actor: Option<AccountId>,
    /// Only this action.
    pub action: Option<Action>,
    /// Only about this kind of object.
    pub kind: Option<ObjectKind>,
    /// Only about the object with this id.
    pub object: Option<String>,
    /// Only those with this outcome.
    pub outcome: Option<Outcome>,
    /// Only those that nobody completed.
    pub unfinished: bool,
    /// Only those that began then or later.
    pub since: Option<OffsetDateTime>,
    /// Only those that began earlier.
    pub before: Option<OffsetDateTime>,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The page, from 1.
    pub page: u32,
    /// Entries on a page; at most 200.
    pub rows: u32,
}

/// A part of the trail, latest first.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditPage {
    /// The entries.
    pub records: Vec<AuditRecord>,
    /// How many there are on all pages.
    pub total: u64,
}

const MOST_ROWS: u32 = 200;

const COLUMNS: &str = "SELECT id, began_at, request_id, actor_id, actor_login, actor_role, address, reseller_id, \
                       customer_id, subscriber_id, action, object_kind, object_id, object_name, change, outcome, \
                       detail, completed_at FROM audit";

impl Audit {
    /// A page of the entries inside a scope.
    ///
    /// # Errors
    /// The database failed.
    pub async fn list(
        &self,
        within: Scope,
        filter: &AuditFilter,
        page: PageRequest,
    ) -> Result<AuditPage, StorageError> {
        let conditions = filter.conditions(within)?;
        let statement = conditions.statement("SELECT COUNT(*) AS entries FROM audit", "");
        let total: i64 =
            conditions.bind(&statement).fetch_one(self.database.pool()).await?.try_get("entries")?;
        let rows = page.rows.clamp(1, MOST_ROWS);
        let skip = u64::from(page.page.saturating_sub(1)) * u64::from(rows);
        let tail = format!(" ORDER BY began_at DESC, id LIMIT {rows} OFFSET {skip}");
        let statement = conditions.statement(COLUMNS, &tail);
        let rows = conditions.bind(&statement).fetch_all(self.database.pool()).await?;
        let records = rows.iter().map(from_row).collect::<Result<_, _>>()?;
        Ok(AuditPage { records, total: u64::try_from(total).unwrap_or_default() })
    }

    /// The entry with this id, if it lies in the scope.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(&self, within: Scope, id: AuditId) -> Result<Option<AuditRecord>, StorageError> {
        let mut conditions = Conditions::within(within)?;
        conditions.text("id =", id.to_string());
        let statement = conditions.statement(COLUMNS, "");
        let row = conditions.bind(&statement).fetch_optional(self.database.pool()).await?;
        row.as_ref().map(from_row).transpose()
    }
}

impl AuditFilter {
    fn conditions(&self, within: Scope) -> Result<Conditions, StorageError> {
        let mut conditions = Conditions::within(within)?;
        for (comparison, text) in [
            ("actor_id =", self.actor.map(String::from)),
            ("action =", self.action.map(|action| action.name().to_owned())),
            ("object_kind =", self.kind.map(|kind| kind.name().to_owned())),
            // PostgreSQL refuses a zero character, and no stored id has one.
            ("object_id =", self.object.as_deref().map(super::plain)),
            ("outcome =", self.outcome.map(|outcome| outcome.name().to_owned())),
        ] {
            if let Some(text) = text {
                conditions.text(comparison, text);
            }
        }
        if self.unfinished {
            conditions.fixed("outcome IS NULL");
        }
        for (comparison, time) in [("began_at >=", self.since), ("began_at <", self.before)] {
            if let Some(time) = time {
                conditions.number(comparison, millis(time).saturating_mul(1_000));
            }
        }
        Ok(conditions)
    }
}

fn from_row(row: &AnyRow) -> Result<AuditRecord, StorageError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let optional = |column: &str| row.try_get::<Option<String>, _>(column);
    let actor = match (optional("actor_id")?, optional("actor_login")?, optional("actor_role")?) {
        (Some(id), Some(login), Some(role)) => Some(AuditedActor {
            id: id.parse().map_err(|_| StorageError::Unreadable("account id"))?,
            login,
            role: role.parse().map_err(|_| StorageError::Unreadable("role"))?,
        }),
        _ => None,
    };
    let scope = ScopeColumns {
        reseller: row.try_get("reseller_id")?,
        customer: row.try_get("customer_id")?,
        subscriber: row.try_get("subscriber_id")?,
    }
    .scope()?;
    let kind: ObjectKind =
        text("object_kind")?.parse().map_err(|_| StorageError::Unreadable("object kind"))?;
    let outcome = optional("outcome")?.map(|name| name.parse()).transpose();
    Ok(AuditRecord {
        id: text("id")?.parse().map_err(|_| StorageError::Unreadable("audit id"))?,
        began_at: moment(row.try_get::<i64, _>("began_at")? / 1_000)?,
        request_id: text("request_id")?,
        actor,
        address: optional("address")?,
        scope,
        action: text("action")?.parse().map_err(|_| StorageError::Unreadable("action"))?,
        object: Object::new(kind, &text("object_id")?, text("object_name")?).within(scope),
        change: serde_json::from_str(&text("change")?).map_err(|_| StorageError::Unreadable("change"))?,
        outcome: outcome.map_err(|_| StorageError::Unreadable("outcome"))?,
        detail: optional("detail")?.unwrap_or_default(),
        completed_at: row.try_get::<Option<i64>, _>("completed_at")?.map(moment).transpose()?,
    })
}
