//! The audit trail, in two phases: an entry is written before the act and completed after it, so that an act whose end
//! nobody saw is in the trail as unfinished. There is no way to change an entry but its one completion.

mod entry;
mod list;
mod names;

pub use entry::AuditEntry;
pub use list::{AuditFilter, AuditPage, AuditRecord, AuditedActor, PageRequest};
pub use names::{Action, ObjectKind, Outcome, UnknownName};

use crate::{
    account::Account,
    database::Database,
    doors::Doors,
    id::AuditId,
    principal::Principal,
    storage::{ScopeColumns, StorageError, contains},
};
use serde_json::Value;
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use switchhook_domain::permission::{Role, Scope};

/// What an act is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What kind of thing.
    pub kind: ObjectKind,
    /// Its id; empty while it has none.
    pub id: String,
    /// What people call it.
    pub name: String,
    scope: Option<Scope>,
}

impl Object {
    /// An object.
    pub fn new(kind: ObjectKind, id: &impl ToString, name: impl Into<String>) -> Self {
        Self { kind, id: id.to_string(), name: name.into(), scope: None }
    }

    /// An account, in whose scope the entry appears.
    #[must_use]
    pub fn account(account: &Account) -> Self {
        Self::new(ObjectKind::Account, &account.id, account.login.clone()).within(account.scope)
    }

    /// Puts the entry into a narrower scope than the actor's, so that a reseller sees what the operator did to them.
    #[must_use]
    pub fn within(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }
}

/// The audit trail. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Audit {
    database: Database,
    doors: Doors,
    latest: Arc<AtomicI64>,
}

/// The columns of an entry that is not completed yet.
struct Beginning<'a> {
    actor: Option<(&'a Account, Role)>,
    scope: Scope,
    address: Option<IpAddr>,
    request_id: &'a str,
    action: Action,
    object: &'a Object,
    change: Value,
}

impl Audit {
    pub(crate) fn new(database: Database, doors: Doors) -> Self {
        Self { database, doors, latest: Arc::new(AtomicI64::new(0)) }
    }

    /// Writes down that somebody is about to act. `change` holds no secrets; what is named like one is masked anyway.
    ///
    /// # Errors
    /// The database failed; the act must not happen.
    pub async fn begin(
        &self,
        principal: &Principal,
        request_id: &str,
        action: Action,
        object: Object,
        change: Value,
    ) -> Result<AuditEntry, StorageError> {
        let own = principal.scope();
        let scope = object.scope.filter(|scope| contains(own, *scope)).unwrap_or(own);
        let actor = Some((principal.account(), principal.account().role));
        let object = &object;
        self.write(Beginning { actor, scope, address: None, request_id, action, object, change }).await
    }

    /// Writes down that somebody was kept from acting.
    ///
    /// # Errors
    /// The database failed.
    pub async fn refused(
        &self,
        principal: &Principal,
        request_id: &str,
        action: Action,
        object: Object,
    ) -> Result<(), StorageError> {
        let entry = self.begin(principal, request_id, action, object, Value::Null).await?;
        entry.complete(Outcome::Refused, "").await
    }

    /// Writes down an attempt to sign in. What was typed is not kept unless it is a login that exists: people type
    /// passwords into the wrong field.
    pub(crate) async fn begin_sign_in(
        &self,
        account: Option<&Account>,
        address: IpAddr,
        request_id: &str,
    ) -> Result<AuditEntry, StorageError> {
        let object = account.map_or_else(|| Object::new(ObjectKind::Account, &"", ""), Object::account);
        self.write(Beginning {
            actor: None,
            scope: account.map_or(Scope::Operator, |account| account.scope),
            address: Some(address),
            request_id,
            action: Action::SignIn,
            object: &object,
            change: Value::Null,
        })
        .await
    }

    async fn write(&self, beginning: Beginning<'_>) -> Result<AuditEntry, StorageError> {
        let id = AuditId::random(&self.doors);
        let scope = ScopeColumns::of(beginning.scope)?;
        sqlx::query(
            "INSERT INTO audit (id, began_at, request_id, actor_id, actor_login, actor_role, address, reseller_id, \
             customer_id, subscriber_id, action, object_kind, object_id, object_name, change) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(id.to_string())
        .bind(self.next_moment())
        .bind(plain(beginning.request_id))
        .bind(beginning.actor.map(|(account, _)| account.id.to_string()))
        .bind(beginning.actor.map(|(account, _)| account.login.clone()))
        .bind(beginning.actor.map(|(_, role)| role.name()))
        .bind(beginning.address.map(|address| address.to_string()))
        .bind(scope.reseller)
        .bind(scope.customer)
        .bind(scope.subscriber)
        .bind(beginning.action.name())
        .bind(beginning.object.kind.name())
        .bind(plain(&beginning.object.id))
        .bind(plain(&beginning.object.name))
        .bind(masked(beginning.change).to_string())
        .execute(self.database.pool())
        .await?;
        Ok(AuditEntry::new(id, self.database.clone(), self.doors.clone()))
    }

    /// Now in microseconds, but always later than the entry before.
    fn next_moment(&self) -> i64 {
        let now = i64::try_from(self.doors.now().unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX);
        let later = |latest: i64| now.max(latest.saturating_add(1));
        let before =
            self.latest.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |latest| Some(later(latest)));
        later(before.unwrap_or_else(|latest| latest))
    }
}

/// Short, and without the control characters that PostgreSQL or a terminal would choke on.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(500).collect()
}

/// Hides the values of members that are named like secrets. Callers mask; this is for the one that forgot.
fn masked(change: Value) -> Value {
    match change {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| {
                let lower = name.to_ascii_lowercase();
                let secret = ["password", "secret", "token"].iter().any(|word| lower.contains(word));
                (name, if secret && !value.is_null() { Value::from("…") } else { masked(value) })
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(masked).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_named_like_a_secret_is_hidden_at_any_depth() {
        let change =
            json!({"after": [{"webPassword": "hunter2", "name": "Huber"}], "api_token": 7, "password": null});
        assert_eq!(
            masked(change),
            json!({"after": [{"webPassword": "…", "name": "Huber"}], "api_token": "…", "password": null})
        );
    }

    #[test]
    fn texts_are_short_and_plain() {
        assert_eq!(plain("a\u{0}b\nc"), "abc");
        assert_eq!(plain(&"ä".repeat(1000)).chars().count(), 500);
    }
}
