//! What somebody was kept from doing before an act began: a page that they may not see, a form that was refused.

use super::{Action, Audit, Beginning, Object, ObjectKind, Outcome};
use crate::{principal::Principal, softlock::LockPolicy, storage::StorageError};
use serde_json::Value;
use std::{net::IpAddr, sync::PoisonError};
use switchhook_domain::permission::Scope;
use time::Duration;

/// Strangers can ask as often as they like: so many refusals from one address are written down, then one each time that the
/// lock opens. Everything is in the log.
pub(super) const STRANGERS: LockPolicy = LockPolicy {
    failures: 20,
    shortest: Duration::SECOND,
    longest: Duration::minutes(15),
    forget: Duration::minutes(15),
};
/// Addresses that are remembered.
pub(super) const REMEMBERED: usize = 10_000;

/// A request that was refused.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// Who asked; none for a stranger.
    pub principal: Option<&'a Principal>,
    /// Where the request came from.
    pub address: IpAddr,
    /// The id of the request.
    pub request_id: &'a str,
    /// [`Action::OpenPage`] or [`Action::SendForm`].
    pub action: Action,
    /// The path of the page or the form.
    pub path: &'a str,
    /// Why, for people.
    pub reason: &'a str,
    /// Refused, or failed by a fault of the portal's own.
    pub outcome: Outcome,
}

impl Audit {
    /// Writes down that a request was refused, unless the request is in the trail already: as an attempt to sign in, or as an
    /// act that had begun.
    ///
    /// # Errors
    /// The database failed.
    pub async fn refused(&self, refused: Refused<'_>) -> Result<(), StorageError> {
        if self.has_request(refused.request_id).await? || !self.admits(&refused) {
            return Ok(());
        }
        let object = Object::new(ObjectKind::Page, &refused.path, "");
        let entry = self
            .write(Beginning {
                actor: refused.principal,
                scope: refused.principal.map_or(Scope::Operator, Principal::scope),
                address: Some(refused.address),
                request_id: refused.request_id,
                action: refused.action,
                object: &object,
                change: Value::Null,
            })
            .await?;
        entry.complete(refused.outcome, refused.reason).await
    }

    async fn has_request(&self, id: &str) -> Result<bool, StorageError> {
        let row = sqlx::query("SELECT id FROM audit WHERE request_id = $1")
            .bind(super::plain(id))
            .fetch_optional(self.database.pool())
            .await?;
        Ok(row.is_some())
    }

    fn admits(&self, refused: &Refused<'_>) -> bool {
        if refused.principal.is_some() {
            return true;
        }
        let now = self.doors.now();
        let address = crate::throttle::network(refused.address);
        let mut strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        let admitted = strangers.wait(&address, now).is_none();
        if admitted {
            strangers.count(address, now);
        }
        admitted
    }
}
