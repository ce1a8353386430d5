//! What a helpdesk account may do.

use super::{managed, undone};
use crate::{
    failure::Failure,
    writes::{
        act::{Done, Undone, conclude, unchanged_since},
        portal_act::PortalAct,
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use switchhook_access::{
    Require,
    audit::{Action, Object},
    needs::ManageAccounts,
};
use switchhook_domain::{
    account::PermissionsForm,
    mark::mark,
    permission::{Permission, Role},
};

/// The server function.
pub(crate) const PATH: &str = "/api/accounts/permissions";

/// The form of [`change_permissions`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChoiceForm {
    /// The mark of what the page showed.
    pub seen: String,
    /// What is ticked.
    pub permissions: PermissionsForm,
}

impl ChoiceForm {
    /// The form that shows what somebody may do.
    pub(crate) fn of(permissions: &BTreeSet<Permission>) -> Self {
        Self { seen: mark(permissions), permissions: PermissionsForm::of(permissions) }
    }
}

/// Chooses what a helpdesk account may do.
#[server(name = ChangePermissions, prefix = "/api", endpoint = "accounts/permissions")]
pub async fn change_permissions(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ChoiceForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = change(&token, &id, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn change(token: &str, id: &str, form: &mut ChoiceForm) -> Result<Done, Undone> {
    let act = PortalAct::<Require<ManageAccounts>>::begin(token).await?;
    let account = managed(&act, id).await?;
    if account.role != Role::Helpdesk {
        return Err(Failure::NotFound.into());
    }
    let chosen = form.permissions.parse("form[permissions]")?;
    let to = format!("/accounts/{}", account.id);
    if chosen == account.permissions {
        return Ok(Done { to, notice: say!(accounts.permissions.unchanged) });
    }
    unchanged_since(&mut form.seen, mark(&account.permissions))?;
    let change = json!({
        "before": { "permissions": account.permissions },
        "after": { "permissions": chosen },
    });
    let accounts = act.portal.access().accounts();
    let write = async { accounts.set_permissions(&account, &chosen).await.map_err(undone) };
    act.audited(Action::ChangeAccount, Object::account(&account), change, write).await?;
    Ok(Done { to, notice: say!(accounts.permissions.saved, login = &account.login) })
}
