//! The audit trail, in two phases: an entry is written before the act and completed after it, so that an act whose end
//! nobody saw is in the trail as unfinished. Both phases are rows that are only ever added, each chained to the one before.

mod before_sign_in;
mod chain;
mod entry;
mod list;
mod names;
mod prune;
mod refusal;
mod verify;

pub use chain::Head;
pub use entry::AuditEntry;
pub use list::{AuditFilter, AuditPage, AuditRecord, AuditedActor, PageRequest};
pub use names::{Action, ObjectKind, Outcome, UnknownName};
pub use refusal::Refused;
pub use verify::{Break, Damage, Verified};

use crate::{
    account::Account,
    database::Database,
    doors::Doors,
    id::AuditId,
    principal::Principal,
    softlock::SoftLock,
    storage::{ScopeColumns, StorageError, contains, id_column},
};
use chain::{Began, Link};
use serde_json::Value;
use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
};
use switchhook_domain::permission::Scope;
use time::OffsetDateTime;

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
    /// How many refusals of strangers are written down, by their address.
    strangers: Arc<Mutex<SoftLock<IpAddr>>>,
}

/// The columns of an entry that is not completed yet.
struct Beginning<'a> {
    actor: Option<&'a Principal>,
    scope: Scope,
    address: Option<IpAddr>,
    request_id: &'a str,
    action: Action,
    object: &'a Object,
    change: Value,
}

static NOTHING: Object =
    Object { kind: ObjectKind::Account, id: String::new(), name: String::new(), scope: None };

impl Beginning<'_> {
    /// Something that nobody asked for.
    fn of_the_portal(scope: Scope, action: Action) -> Self {
        let (actor, address, request_id, change) = (None, None, "", Value::Null);
        Self { actor, scope, address, request_id, action, object: &NOTHING, change }
    }
}

impl Audit {
    pub(crate) fn new(database: Database, doors: Doors) -> Self {
        let strangers = Arc::new(Mutex::new(SoftLock::new(refusal::STRANGERS, refusal::REMEMBERED)));
        Self { database, doors, strangers }
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
        let (actor, address, object) = (Some(principal), principal.address(), &object);
        self.write(Beginning { actor, scope, address, request_id, action, object, change }).await
    }

    /// Writes down that the portal itself is about to act.
    pub(crate) async fn begin_of_the_portal(
        &self,
        action: Action,
        object: Object,
        change: Value,
    ) -> Result<AuditEntry, StorageError> {
        let own = Beginning::of_the_portal(Scope::Operator, action);
        self.write(Beginning { object: &object, change, ..own }).await
    }

    /// Writes down what somebody is about to try who types a login. What was typed is not kept unless it is a login that
    /// exists: people type passwords into the wrong field.
    pub(crate) async fn begin_by_login(
        &self,
        action: Action,
        account: Option<&Account>,
        address: IpAddr,
        request_id: &str,
    ) -> Result<AuditEntry, StorageError> {
        let object = account.map_or_else(|| NOTHING.clone(), Object::account);
        let scope = account.map_or(Scope::Operator, |account| account.scope);
        self.write(Beginning {
            address: Some(address),
            request_id,
            object: &object,
            ..Beginning::of_the_portal(scope, action)
        })
        .await
    }

    async fn write(&self, beginning: Beginning<'_>) -> Result<AuditEntry, StorageError> {
        let id = AuditId::random(&self.doors);
        let scope = ScopeColumns::of(beginning.scope)?;
        let account = beginning.actor.map(Principal::account);
        let view = beginning.actor.and_then(Principal::view);
        let began = Began {
            id: id.to_string(),
            at: self.moment(),
            request_id: plain(beginning.request_id),
            actor_id: account.map(|account| account.id.to_string()),
            actor_login: account.map(|account| account.login.clone()),
            actor_role: account.map(|account| account.role.name().to_owned()),
            acting_as: view.map(|reseller| id_column(reseller.0)).transpose()?,
            address: beginning.address.map(|address| address.to_string()),
            reseller_id: scope.reseller,
            customer_id: scope.customer,
            subscriber_id: scope.subscriber,
            action: beginning.action.name().to_owned(),
            object_kind: beginning.object.kind.name().to_owned(),
            object_id: plain(&beginning.object.id),
            object_name: plain(&beginning.object.name),
            change: masked(beginning.change).to_string(),
        };
        chain::append(&self.database, Link::Began(Box::new(began))).await?;
        Ok(AuditEntry::new(id, self.database.clone(), self.doors.clone()))
    }

    fn moment(&self) -> i64 {
        micros(self.doors.now())
    }
}

/// Unix microseconds.
fn micros(moment: OffsetDateTime) -> i64 {
    i64::try_from(moment.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

/// Short, and without the control characters that PostgreSQL or a terminal would choke on.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(500).collect()
}

/// Words in the names of members that hold secrets.
const SECRETS: [&str; 7] =
    ["password", "secret", "token", "credential", "certificate", "passphrase", "private_key"];

/// Hides the values of members that are named like secrets. Callers mask; this is for the one that forgot.
fn masked(change: Value) -> Value {
    match change {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| {
                let hidden = is_secret(&name) && !value.is_null();
                (name, if hidden { Value::from("…") } else { masked(value) })
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(masked).collect(),
        other => other,
    }
}

fn is_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    SECRETS.iter().any(|word| lower.contains(word)) || lower.split('_').any(|word| word == "pin")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_named_like_a_secret_is_hidden_at_any_depth() {
        let change = json!({"after": [{"webPassword": "hunter2", "name": "Huber"}], "api_token": 7, "password": null,
            "conference_pin": "1234", "pinned": "yes"});
        assert_eq!(
            masked(change),
            json!({"after": [{"webPassword": "…", "name": "Huber"}], "api_token": "…", "password": null,
                "conference_pin": "…", "pinned": "yes"})
        );
    }

    #[test]
    fn texts_are_short_and_plain() {
        assert_eq!(plain("a\u{0}b\nc"), "abc");
        assert_eq!(plain(&"ä".repeat(1000)).chars().count(), 500);
    }
}
