//! Whether an account may sign in, and the end of its sessions.

use super::{managed, storage, undone};
use crate::writes::{
    act::{Done, Undone, conclude},
    portal_act::PortalAct,
};
use leptos::prelude::*;
use serde_json::Value;
use switchhook_access::{
    Managed, Require,
    audit::{Action, Object},
    needs::ManageAccounts,
};

/// The server function that keeps an account from signing in.
pub(crate) const DISABLE: &str = "/api/accounts/disable";
/// The server function that lets it again.
pub(crate) const ENABLE: &str = "/api/accounts/enable";
/// The server function that ends its sessions.
pub(crate) const END_SESSIONS: &str = "/api/accounts/end-sessions";

/// Keeps an account from signing in, ends its sessions and its link.
#[server(name = DisableAccount, prefix = "/api", endpoint = "accounts/disable")]
pub async fn disable_account(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
) -> Result<(), ServerFnError> {
    let done = disable(&token, &id).await;
    conclude(DISABLE, &from, &(), done).await
}

/// Lets a disabled account sign in again.
#[server(name = EnableAccount, prefix = "/api", endpoint = "accounts/enable")]
pub async fn enable_account(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
) -> Result<(), ServerFnError> {
    let done = enable(&token, &id).await;
    conclude(ENABLE, &from, &(), done).await
}

/// Ends all sessions of an account.
#[server(name = EndAccountSessions, prefix = "/api", endpoint = "accounts/end-sessions")]
pub async fn end_account_sessions(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
) -> Result<(), ServerFnError> {
    let done = end_sessions(&token, &id).await;
    conclude(END_SESSIONS, &from, &(), done).await
}

async fn begin(token: &str, id: &str) -> Result<(PortalAct<Require<ManageAccounts>>, Managed), Undone> {
    let act = PortalAct::<Require<ManageAccounts>>::begin(token).await?;
    let account = managed(&act, id).await?;
    Ok((act, account))
}

fn done(account: &Managed, notice: String) -> Done {
    Done { to: format!("/accounts/{}", account.id), notice }
}

async fn disable(token: &str, id: &str) -> Result<Done, Undone> {
    let (act, account) = begin(token, id).await?;
    let login = account.login.clone();
    if account.disabled {
        return Ok(done(&account, say!(accounts.done.disabled_already, login = login)));
    }
    let access = act.portal.access();
    let write = async {
        access.links().revoke(&account).await.map_err(storage)?;
        access.accounts().disable(&account).await.map_err(undone)
    };
    act.audited(Action::DisableAccount, Object::account(&account), Value::Null, write).await?;
    Ok(done(&account, say!(accounts.done.disabled, login = login)))
}

async fn enable(token: &str, id: &str) -> Result<Done, Undone> {
    let (act, account) = begin(token, id).await?;
    let login = account.login.clone();
    if !account.disabled {
        return Ok(done(&account, say!(accounts.done.enabled_already, login = login)));
    }
    let accounts = act.portal.access().accounts();
    let write = async { accounts.enable(&account).await.map_err(undone) };
    act.audited(Action::EnableAccount, Object::account(&account), Value::Null, write).await?;
    Ok(done(&account, say!(accounts.done.enabled, login = login)))
}

async fn end_sessions(token: &str, id: &str) -> Result<Done, Undone> {
    let (act, account) = begin(token, id).await?;
    let accounts = act.portal.access().accounts();
    let write = async { accounts.end_sessions(&account).await.map_err(storage) };
    act.audited(Action::EndSessions, Object::account(&account), Value::Null, write).await?;
    Ok(done(&account, say!(accounts.done.sessions_ended, login = &account.login)))
}
