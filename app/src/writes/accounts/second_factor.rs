//! The second factor of somebody who has lost it.

use super::{managed, storage};
use crate::writes::{
    act::{Done, Undone, conclude},
    portal_act::PortalAct,
};
use leptos::prelude::*;
use serde_json::Value;
use switchhook_access::{
    Require,
    audit::{Action, Object},
    needs::ManageAccounts,
};

/// The server function.
pub(crate) const PATH: &str = "/api/accounts/second-factor";

/// Removes every second factor of an account and ends its sessions; its owner sets up another one.
#[server(name = ResetSecondFactor, prefix = "/api", endpoint = "accounts/second-factor")]
pub async fn reset_second_factor(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
) -> Result<(), ServerFnError> {
    let done = reset(&token, &id).await;
    conclude(PATH, &from, &(), done).await
}

async fn reset(token: &str, id: &str) -> Result<Done, Undone> {
    let act = PortalAct::<Require<ManageAccounts>>::begin(token).await?;
    let account = managed(&act, id).await?;
    let access = act.portal.access();
    let to = format!("/accounts/{}", account.id);
    let write = async {
        access.reset_second_factors(&account).await.map_err(storage)?;
        access.accounts().end_sessions(&account).await.map_err(storage)
    };
    act.audited(Action::ResetSecondFactor, Object::account(&account), Value::Null, write).await?;
    Ok(Done { to, notice: say!(second_factor.reset, login = &account.login) })
}
