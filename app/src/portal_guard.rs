//! The door of pages about what the portal keeps itself. They open without a platform.

use crate::{
    components::{Draft, FormToken},
    failure::Failure,
    guard::{draft_of, proven},
    portal::Portal,
    visitor::Visitor,
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::{future::Future, ops::Deref};
use switchhook_access::{Principal, Require, needs::Needs};

/// Somebody who may see the page.
pub(crate) struct PortalGuard<W> {
    /// Who, and the proof that they may.
    pub(crate) principal: W,
    /// The request.
    pub(crate) visitor: Visitor,
    /// What the portal stands on.
    pub(crate) portal: Portal,
}

/// Somebody who is signed in: enough for what is their own.
pub(crate) struct Own(Principal);

impl Own {
    pub(crate) fn of(principal: &Principal) -> Self {
        Self(principal.clone())
    }
}

impl Deref for Own {
    type Target = Principal;
    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl<W: Deref<Target = Principal>> PortalGuard<W> {
    /// What was typed into the form that calls `action` and could not be carried out.
    pub(crate) async fn draft<F: DeserializeOwned>(&self, action: &str) -> Result<Option<Draft<F>>, Failure> {
        draft_of(&self.portal, &self.visitor, Some(&self.principal), action).await
    }

    /// What a write left for this page to show a single time; `parameter` of the query has its id. It is forgotten with this.
    pub(crate) async fn shown_once<T: DeserializeOwned>(
        &self,
        parameter: &str,
    ) -> Result<Option<T>, Failure> {
        let Some(id) = self.visitor.parameter(parameter).and_then(|id| id.parse().ok()) else {
            return Ok(None);
        };
        let owner = Some(self.principal.account().id);
        let drafts = self.portal.access().drafts();
        let Some(content) = drafts.find(owner, id, self.visitor.uri.path()).await? else { return Ok(None) };
        drafts.forget(owner, id).await?;
        Ok(serde_json::from_value(content).ok())
    }
}

/// A page for those who have the permission `P`. All others are asked to sign in, or told that there is no such page.
pub(crate) fn portal_guarded<P, F, Fut>(load: F) -> impl IntoView
where
    P: Needs,
    F: FnOnce(PortalGuard<Require<P>>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView, Failure>> + Send + 'static,
{
    open(|principal| principal.require::<P>().ok(), load)
}

/// A page for everybody who is signed in.
pub(crate) fn own_guarded<F, Fut>(load: F) -> impl IntoView
where
    F: FnOnce(PortalGuard<Own>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView, Failure>> + Send + 'static,
{
    open(|principal| Some(Own::of(principal)), load)
}

fn open<W, F, Fut>(prove: fn(&Principal) -> Option<W>, load: F) -> impl IntoView
where
    W: Send + 'static,
    F: FnOnce(PortalGuard<W>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView, Failure>> + Send + 'static,
{
    let (portal, visitor) = (Portal::current(), Visitor::find());
    Suspend::new(async move {
        let page = async {
            let visitor = visitor.ok_or(Failure::Internal)?;
            let principal = visitor.principal.as_ref().ok_or_else(|| Failure::SignIn(visitor.here()))?;
            let principal = proven(&portal, &visitor, prove(principal)).await?;
            provide_context(FormToken(visitor.session.csrf_token().await?));
            load(PortalGuard { principal, visitor, portal }).await
        };
        page.await.unwrap_or_else(|failure| failure.page())
    })
}
