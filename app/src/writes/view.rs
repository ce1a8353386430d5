//! An administrator's steps into a reseller's view, and out of it.

use super::{
    act::{Done, Undone, conclude},
    portal_act::PortalAct,
};
use crate::{failure::Failure, portal::Portal, visitor::Visitor};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use switchhook_access::{Require, needs::ViewResellers};
use switchhook_domain::{
    identifier::ResellerId,
    lock::Status,
    permission::{Permission, Scope},
};

/// The server function that steps in.
pub(crate) const STEP_INTO: &str = "/api/resellers/step-into";
/// The server function that steps out.
pub(crate) const STEP_OUT: &str = "/api/resellers/step-out";
const LIST: &str = "/resellers";

/// Whose view was asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Chosen {
    pub(crate) id: String,
}

/// Shows an administrator the portal as a reseller's staff sees it.
#[server(name = StepIntoReseller, prefix = "/api", endpoint = "resellers/step-into")]
pub async fn step_into(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
) -> Result<(), ServerFnError> {
    let done = enter(&token, &id).await;
    conclude(STEP_INTO, &from, &Chosen { id }, done).await
}

async fn enter(token: &str, id: &str) -> Result<Done, Undone> {
    let act = PortalAct::<Require<ViewResellers>>::begin(token).await?;
    let id: ResellerId = id.parse().map_err(|_| Failure::NotFound)?;
    let access = act.portal.access();
    let reseller = access.resellers().find(act.principal.scope(), id).await?;
    let reseller = reseller.filter(|reseller| reseller.has_credential).ok_or(Failure::NotFound)?;
    match act.portal.client_within(Scope::Operator).await {
        Ok(client) if client.reseller(id).await?.status == Status::Terminated => {
            return Err(Failure::NotFound.into());
        }
        // Without a login of the operator, nobody tells.
        Ok(_) | Err(Failure::NotConnected) => {}
        Err(failure) => return Err(failure.into()),
    }
    access.step_into(&act.visitor.session, &act.principal, &reseller, &act.visitor.request_id).await?;
    Ok(Done { to: "/".to_owned(), notice: say!(resellers.stepped_in, name = reseller.name) })
}

/// Brings an administrator back to their own view. It asks for no token: it gives up a privilege, and has to work from every
/// page of every tab.
#[server(name = StepOutOfReseller, prefix = "/api", endpoint = "resellers/step-out")]
pub async fn step_out() -> Result<(), ServerFnError> {
    conclude(STEP_OUT, "/", &(), leave().await).await
}

async fn leave() -> Result<Done, Undone> {
    let (portal, visitor) = (Portal::current(), Visitor::find().ok_or(Failure::Internal)?);
    let principal = visitor.principal.as_ref().ok_or_else(|| Failure::SignIn(LIST.to_owned()))?;
    if principal.view().is_none() && !principal.may(Permission::ViewResellers) {
        return Err(Failure::NotFound.into());
    }
    portal.access().step_out(&visitor.session, principal, &visitor.request_id).await?;
    Ok(Done { to: LIST.to_owned(), notice: say!(resellers.stepped_out) })
}
