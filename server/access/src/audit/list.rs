//! Reading the trail.

use super::{
    Action, Audit, Object, ObjectKind, Outcome,
    chain::{BEGAN_COLUMNS, Began},
};
use crate::{
    conditions::Conditions,
    id::{AccountId, AuditId},
    storage::{ScopeColumns, StorageError, id_value, moment},
};
use serde_json::Value;
use sqlx::{Row, any::AnyRow};
use switchhook_domain::{
    identifier::ResellerId,
    permission::{Role, Scope},
};
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
    /// Its place in the chain.
    pub sequence: i64,
    /// When the act began.
    pub began_at: OffsetDateTime,
    /// The request that caused it.
    pub request_id: String,
    /// Who acted; none for an attempt to sign in, and for the portal itself.
    pub actor: Option<AuditedActor>,
    /// The reseller in whose view an administrator acted.
    pub acting_as: Option<ResellerId>,
    /// Where the request came from.
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
    /// Only those of, or about a sign-in to, the account with this login.
    pub login: Option<String>,
    /// Only this action.
    pub action: Option<Action>,
    /// Only about this kind of object.
    pub kind: Option<ObjectKind>,
    /// Only about the object with this id.
    pub object: Option<String>,
    /// Only those of this request.
    pub request: Option<String>,
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

/// An entry as the two rows that it is made of; what was created has its id from the second.
const ENTRIES: &str = "FROM audit LEFT JOIN audit_ends ON audit_ends.id = audit.id";
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
        let statement = conditions.statement(&format!("SELECT COUNT(*) AS entries {ENTRIES}"), "");
        let total: i64 =
            conditions.bind(&statement).fetch_one(self.database.pool()).await?.try_get("entries")?;
        let rows = page.rows.clamp(1, MOST_ROWS);
        let skip = u64::from(page.page.saturating_sub(1)) * u64::from(rows);
        let tail = format!(" ORDER BY audit.sequence DESC LIMIT {rows} OFFSET {skip}");
        let records = self.select(&conditions, &tail).await?;
        Ok(AuditPage { records, total: u64::try_from(total).unwrap_or_default() })
    }

    /// Entries inside a scope that stand before a place in the chain, latest first: the way through all of them, however many
    /// are written meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn earlier(
        &self,
        within: Scope,
        filter: &AuditFilter,
        than: Option<i64>,
    ) -> Result<Vec<AuditRecord>, StorageError> {
        let mut conditions = filter.conditions(within)?;
        if let Some(sequence) = than {
            conditions.number("audit.sequence <", sequence);
        }
        self.select(&conditions, &format!(" ORDER BY audit.sequence DESC LIMIT {MOST_ROWS}")).await
    }

    /// The entry with this id, if it lies in the scope.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(&self, within: Scope, id: AuditId) -> Result<Option<AuditRecord>, StorageError> {
        let mut conditions = Conditions::within(within)?;
        conditions.text("audit.id =", id.to_string());
        Ok(self.select(&conditions, "").await?.pop())
    }

    async fn select(&self, conditions: &Conditions, tail: &str) -> Result<Vec<AuditRecord>, StorageError> {
        let statement = conditions.statement(
            &format!(
                "SELECT {BEGAN_COLUMNS}, audit.sequence, audit_ends.object_id AS created_id, audit_ends.outcome, \
                 audit_ends.detail, audit_ends.ended_at {ENTRIES}"
            ),
            tail,
        );
        let rows = conditions.bind(&statement).fetch_all(self.database.pool()).await?;
        rows.iter().map(from_row).collect()
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
            ("COALESCE(audit_ends.object_id, audit.object_id) =", self.object.as_deref().map(super::plain)),
            ("COALESCE(actor_login, object_name) =", self.login.as_deref().map(super::plain)),
            ("request_id =", self.request.as_deref().map(super::plain)),
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
                conditions.number(comparison, super::micros(time));
            }
        }
        Ok(conditions)
    }
}

fn from_row(row: &AnyRow) -> Result<AuditRecord, StorageError> {
    let began = Began::from_row(row)?;
    let unreadable = StorageError::Unreadable;
    let actor = match (began.actor_id, began.actor_login, began.actor_role) {
        (Some(id), Some(login), Some(role)) => Some(AuditedActor {
            id: id.parse().map_err(|_| unreadable("account id"))?,
            login,
            role: role.parse().map_err(|_| unreadable("role"))?,
        }),
        _ => None,
    };
    let scope = ScopeColumns {
        reseller: began.reseller_id,
        customer: began.customer_id,
        subscriber: began.subscriber_id,
    }
    .scope()?;
    let kind: ObjectKind = began.object_kind.parse().map_err(|_| unreadable("object kind"))?;
    let outcome = row.try_get::<Option<String>, _>("outcome")?.map(|name| name.parse()).transpose();
    let object_id = row.try_get::<Option<String>, _>("created_id")?.unwrap_or(began.object_id);
    let microseconds = |micros: i64| moment(micros / 1_000);
    Ok(AuditRecord {
        id: began.id.parse().map_err(|_| unreadable("audit id"))?,
        sequence: row.try_get("sequence")?,
        began_at: microseconds(began.at)?,
        request_id: began.request_id,
        actor,
        acting_as: began.acting_as.map(id_value).transpose()?.map(ResellerId),
        address: began.address,
        scope,
        action: began.action.parse().map_err(|_| unreadable("action"))?,
        object: Object::new(kind, &object_id, began.object_name).within(scope),
        change: serde_json::from_str(&began.change).map_err(|_| unreadable("change"))?,
        outcome: outcome.map_err(|_| unreadable("outcome"))?,
        detail: row.try_get::<Option<String>, _>("detail")?.unwrap_or_default(),
        completed_at: row.try_get::<Option<i64>, _>("ended_at")?.map(microseconds).transpose()?,
    })
}
