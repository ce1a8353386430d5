//! The door of every page: who asks, whether they may, and the client that keeps to their scope.

use crate::{
    components::{Draft, FormToken},
    failure::{Failure, redirect},
    portal::Portal,
    visitor::Visitor,
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::future::Future;
use switchhook_access::{Principal, Require, audit::Action, needs::Needs};
use switchhook_platform::Client;
use time::OffsetDateTime;

/// The cookie that ties what was typed in an ended session to its browser.
pub(crate) const DRAFT_COOKIE: &str = "draft";

/// Somebody who may see the page.
pub(crate) struct Guard<P> {
    /// Who, and the proof that they may.
    pub(crate) principal: Require<P>,
    /// The platform, in their scope.
    pub(crate) client: Client,
    /// The request.
    pub(crate) visitor: Visitor,
    /// Accounts, policies, and what else the portal keeps itself.
    pub(crate) portal: Portal,
}

impl<P> Guard<P> {
    /// The present moment.
    pub(crate) fn now(&self) -> OffsetDateTime {
        self.portal.access().doors().now()
    }
}

impl<P: Needs> Guard<P> {
    /// What was typed into the form of this page that calls `action` and could not be carried out, if the person comes from
    /// there.
    pub(crate) async fn draft<F: DeserializeOwned>(&self, action: &str) -> Result<Option<Draft<F>>, Failure> {
        draft_of(&self.portal, &self.visitor, Some(&self.principal), action).await
    }
}

/// What somebody typed into the form of the present page that calls `action` and could not be carried out.
pub(crate) async fn draft_of<F: DeserializeOwned>(
    portal: &Portal,
    visitor: &Visitor,
    owner: Option<&Principal>,
    action: &str,
) -> Result<Option<Draft<F>>, Failure> {
    let Some(id) = visitor.parameter("draft").and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let (drafts, path) = (portal.access().drafts(), visitor.uri.path());
    let owner = owner.map(|owner| owner.account().id);
    let kept = match drafts.find(owner, id, path).await? {
        // Typed in a session that had ended: it belongs to the browser that has its id in a cookie, too. A link alone would
        // let anybody fill in this form.
        None if visitor.cookies.get(DRAFT_COOKIE).is_some_and(|cookie| cookie == id.to_string()) => {
            drafts.find(None, id, path).await?
        }
        own => own,
    };
    let kept = kept.filter(|content| content["action"] == action);
    Ok(kept.and_then(|content| serde_json::from_value(content).ok()))
}

/// A page for those who have the permission `P`. All others are asked to sign in, or told that there is no such page.
pub(crate) fn guarded<P, F, Fut>(load: F) -> impl IntoView
where
    P: Needs,
    F: FnOnce(Guard<P>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView, Failure>> + Send + 'static,
{
    let (portal, visitor) = (Portal::current(), Visitor::find());
    Suspend::new(async move {
        let page = async {
            let guard = open::<P>(portal, visitor).await?;
            load(guard).await
        };
        page.await.unwrap_or_else(|failure| failure.page())
    })
}

async fn open<P: Needs>(portal: Portal, visitor: Option<Visitor>) -> Result<Guard<P>, Failure> {
    let visitor = visitor.ok_or(Failure::Internal)?;
    let principal = visitor.principal.as_ref().ok_or_else(|| Failure::SignIn(visitor.here()))?;
    let principal = permitted(&portal, &visitor, principal).await?;
    let client = portal.client(&principal).await?;
    provide_context(FormToken(visitor.session.csrf_token().await?));
    Ok(Guard { principal, client, visitor, portal })
}

/// Whoever comes to a way in, and where they go from there; none if they are in already, who are sent on.
pub(crate) fn outside(visitor: Option<Visitor>) -> Result<Option<(Visitor, String)>, Failure> {
    let visitor = visitor.ok_or(Failure::Internal)?;
    let next = visitor.next();
    if visitor.principal.is_none() {
        return Ok(Some((visitor, next)));
    }
    redirect(&next);
    Ok(None)
}

/// The proof that somebody may see the page that they ask for; who may not leaves an entry in the audit trail.
pub(crate) async fn permitted<P: Needs>(
    portal: &Portal,
    visitor: &Visitor,
    principal: &Principal,
) -> Result<Require<P>, Failure> {
    proven(portal, visitor, principal.require().ok()).await
}

/// The proof, if there is one; who has none leaves an entry in the audit trail.
pub(crate) async fn proven<W>(portal: &Portal, visitor: &Visitor, proof: Option<W>) -> Result<W, Failure> {
    if let Some(proof) = proof {
        return Ok(proof);
    }
    let refused = visitor.refused(Action::OpenPage, visitor.uri.path(), "not permitted");
    portal.access().audit().refused(refused).await?;
    Err(Failure::NotFound)
}
