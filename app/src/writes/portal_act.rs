//! The door of writes to what the portal keeps itself. They need no platform.

use super::act::{Created, Undone};
use crate::{failure::Failure, portal::Portal, portal_guard::Own, visitor::Visitor};
use serde::Serialize;
use serde_json::Value;
use std::{future::Future, ops::Deref};
use switchhook_access::{
    Account, LinkPurpose, LinkToken, Principal, Require,
    audit::{Action, Object, Outcome},
    needs::Needs,
};

/// Somebody who may do what they are about to do.
pub(super) struct PortalAct<W> {
    /// Who, and the proof that they may.
    pub(super) principal: W,
    pub(super) visitor: Visitor,
    pub(super) portal: Portal,
}

/// The request, if its form is of the session that sends it.
pub(super) async fn genuine(token: &str) -> Result<(Portal, Visitor), Failure> {
    let (portal, visitor) = (Portal::current(), Visitor::find().ok_or(Failure::Internal)?);
    visitor.session.verify_csrf(token).await?;
    Ok((portal, visitor))
}

/// Keeps something, sealed, for a page of this account that shows it a single time; gives back the address of that page, with
/// the id of what is kept in a parameter.
pub(super) async fn show_once<T: Serialize>(
    portal: &Portal,
    owner: &Account,
    page: &str,
    parameter: &str,
    shown: &T,
) -> Result<String, Failure> {
    let content = serde_json::to_value(shown).map_err(|_| Failure::Internal)?;
    let id = portal.access().drafts().keep(Some(owner.id), page, &content).await?;
    Ok(format!("{page}?{parameter}={id}"))
}

async fn enter<W>(
    token: &str,
    is_grave: bool,
    prove: impl FnOnce(&Principal) -> Result<W, Failure>,
) -> Result<PortalAct<W>, Undone> {
    let (portal, visitor) = (Portal::current(), Visitor::find().ok_or(Failure::Internal)?);
    let principal = visitor.principal.as_ref().ok_or_else(|| Failure::SignIn("/".to_owned()))?;
    let principal = prove(principal)?;
    visitor.session.verify_csrf(token).await.map_err(Failure::from)?;
    let now = portal.access().doors().now();
    if is_grave && visitor.principal.as_ref().is_some_and(|principal| !principal.is_proven_at(now)) {
        return Err(Failure::ProveAgain("/".to_owned()).into());
    }
    Ok(PortalAct { principal, visitor, portal })
}

impl<P: Needs> PortalAct<Require<P>> {
    /// Checks the form's token, the permission, and for what matters that the person proved a moment ago who they are.
    pub(super) async fn begin(token: &str) -> Result<Self, Undone> {
        enter(token, P::FRESH, |principal| principal.require::<P>().map_err(|_| Failure::NotFound)).await
    }
}

impl PortalAct<Own> {
    /// Checks the form's token.
    pub(super) async fn begin_own(token: &str) -> Result<Self, Undone> {
        enter(token, false, |principal| Ok(Own::of(principal))).await
    }

    /// Checks the form's token, and that the person proved a moment ago who they are.
    pub(super) async fn begin_own_fresh(token: &str) -> Result<Self, Undone> {
        enter(token, true, |principal| Ok(Own::of(principal))).await
    }
}

impl Created for Account {
    fn id(&self) -> Option<String> {
        Some(self.id.to_string())
    }
}

impl Created for (LinkToken, LinkPurpose) {
    fn id(&self) -> Option<String> {
        None
    }
}

impl<W: Deref<Target = Principal>> PortalAct<W> {
    /// Runs one write with its entry in the audit trail: written before, completed after.
    pub(super) async fn audited<T: Created>(
        &self,
        action: Action,
        object: Object,
        change: Value,
        write: impl Future<Output = Result<T, Undone>> + Send,
    ) -> Result<T, Undone> {
        let audit = self.portal.access().audit();
        let entry = audit.begin(&self.principal, &self.visitor.request_id, action, object, change).await?;
        let attempt = self.visitor.written.attempt();
        let result = write.await;
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(Undone::Failed(Failure::Internal)) => Outcome::Failed,
            Err(_) => Outcome::Refused,
        };
        attempt.ended(outcome == Outcome::Done);
        match result.as_ref().ok().and_then(Created::id) {
            Some(id) => entry.created(&id).await?,
            None => entry.complete(outcome, "").await?,
        }
        result
    }
}
