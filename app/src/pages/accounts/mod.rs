//! The pages about portal accounts below one's own.

mod list;
mod new;
mod permissions;
mod policy;
mod show;

pub(crate) use list::AccountsPage;
pub(crate) use new::NewAccountPage;
pub(crate) use policy::SignInPolicyPage;
pub(crate) use show::OneAccountPage;

use crate::{portal::Portal, words};
use leptos::prelude::*;
use std::collections::BTreeMap;
use switchhook_access::{Account, AccountState, Principal, StorageError};
use switchhook_domain::{
    identifier::ResellerId,
    permission::{Permission, Scope},
};

/// Where these pages belong.
fn trail() -> Vec<(String, String)> {
    vec![("/accounts".to_owned(), say!(accounts.title))]
}

/// How far an account has come, in words.
fn state(state: AccountState) -> String {
    match state {
        AccountState::Active => say!(accounts.states.active),
        AccountState::Invited => say!(accounts.states.invited),
        AccountState::Disabled => say!(accounts.states.disabled),
    }
}

/// The badge of a state; its colour is that of the like state of a customer.
fn badge(account: &Account) -> AnyView {
    let like = match account.state() {
        AccountState::Active => "active",
        AccountState::Invited => "pending",
        AccountState::Disabled => "locked",
    };
    view! { <span class="status" data-status=like>{state(account.state())}</span> }.into_any()
}

/// The names of the resellers in somebody's scope.
type Names = BTreeMap<ResellerId, String>;

async fn reseller_names(portal: &Portal, principal: &Principal) -> Result<Names, StorageError> {
    let resellers = portal.access().resellers().list(principal.scope()).await?;
    Ok(resellers.into_iter().map(|reseller| (reseller.id, reseller.name)).collect())
}

/// Whose objects an account may touch, with links where there are pages.
fn place(account: &Account, principal: &Principal, names: &Names) -> AnyView {
    let reference = |permission: Permission, place: &str, id: String, words: String| {
        if principal.may(permission) {
            view! { <a href=format!("/{place}/{id}")>{words}</a> }.into_any()
        } else {
            words.into_any()
        }
    };
    let customer = |id: u64| {
        let words = say!(accounts.of_customer, id = id);
        reference(Permission::ViewCustomers, "customers", id.to_string(), words)
    };
    let inside = match account.scope {
        Scope::Operator => return say!(accounts.of_platform).into_any(),
        Scope::Reseller(_) => ().into_any(),
        Scope::Customer(_, id) => customer(id.0),
        Scope::Line(_, id, line) => {
            let words = say!(accounts.of_line, id = line.0);
            let line = reference(Permission::ViewSubscribers, "subscribers", line.to_string(), words);
            view! { {customer(id.0)}", "{line} }.into_any()
        }
    };
    let is_told = principal.scope() == Scope::Operator || matches!(account.scope, Scope::Reseller(_));
    let reseller = account.scope.reseller().filter(|_| is_told);
    let reseller = reseller.map(|id| names.get(&id).cloned().unwrap_or_else(|| id.to_string()));
    view! { <span>{reseller}" "{inside}</span> }.into_any()
}

/// When its owner last signed in.
fn last_seen(account: &Account) -> String {
    account.signed_in_at.map_or_else(|| say!(accounts.never), words::moment)
}
