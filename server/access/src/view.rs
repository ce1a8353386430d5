//! Leaving a session, and an administrator's steps into a reseller's view: what happens to the session and what is
//! written down about it, in one place, so that neither is forgotten.

use crate::{
    access::{Access, PrincipalError},
    audit::{Action, Object, ObjectKind, Outcome},
    needs::ViewResellers,
    principal::{Principal, Require},
    resellers::Reseller,
    session::SessionState,
};
use serde_json::Value;
use switchhook_domain::permission::Scope;

impl Access {
    /// Ends the session of somebody who signs out.
    ///
    /// # Errors
    /// Session or database failed.
    pub async fn sign_out(
        &self,
        session: &SessionState,
        principal: &Principal,
        request_id: &str,
    ) -> Result<(), PrincipalError> {
        let object = Object::account(principal.account());
        let entry = self.audit().begin(principal, request_id, Action::SignOut, object, Value::Null).await?;
        session.end().await?;
        Ok(entry.complete(Outcome::Done, "").await?)
    }

    /// Lets an administrator see the portal as the reseller's staff does, until [`Self::step_out`].
    ///
    /// # Errors
    /// Session or database failed.
    pub async fn step_into(
        &self,
        session: &SessionState,
        principal: &Require<ViewResellers>,
        reseller: &Reseller,
        request_id: &str,
    ) -> Result<(), PrincipalError> {
        let object = Object::new(ObjectKind::Reseller, &reseller.id, reseller.name.clone())
            .within(Scope::Reseller(reseller.id));
        let entry = self.audit().begin(principal, request_id, Action::StepInto, object, Value::Null).await?;
        session.set_view(Some(reseller.id)).await?;
        Ok(entry.complete(Outcome::Done, "").await?)
    }

    /// Brings an administrator back to their own view. For anybody else it changes nothing.
    ///
    /// # Errors
    /// Session or database failed.
    pub async fn step_out(
        &self,
        session: &SessionState,
        principal: &Principal,
        request_id: &str,
    ) -> Result<(), PrincipalError> {
        let Some(reseller) = principal.view() else { return Ok(()) };
        let known = self.resellers().find(principal.scope(), reseller).await?;
        let name = known.map(|known| known.name).unwrap_or_default();
        let object = Object::new(ObjectKind::Reseller, &reseller, name);
        let entry = self.audit().begin(principal, request_id, Action::StepOut, object, Value::Null).await?;
        session.set_view(None).await?;
        Ok(entry.complete(Outcome::Done, "").await?)
    }
}
