//! `/accounts`

use super::{Names, badge, last_seen, place, reseller_names, state};
use crate::{
    components::{Cell, Choice, Column, EmptyList, Filters, Page, Pager, SelectField, Table, TextFilter},
    failure::Failure,
    listing::ListQuery,
    portal_guard::{PortalGuard, portal_guarded},
    words,
};
use leptos::prelude::*;
use switchhook_access::{
    Account, AccountFilter, AccountState, Principal, Require, audit::PageRequest, needs::ResetAccounts,
};
use switchhook_domain::permission::{Permission, Role};

/// `/accounts`: who can sign in, below one's own account.
#[component]
pub(crate) fn AccountsPage() -> impl IntoView {
    portal_guarded::<ResetAccounts, _, _>(|guard| async move { page(guard).await })
}

async fn page(guard: PortalGuard<Require<ResetAccounts>>) -> Result<AnyView, Failure> {
    let query = ListQuery::of(&guard.visitor);
    let request = PageRequest { page: query.page(), rows: query.rows() };
    let filter = AccountFilter {
        login: query.get("login").map(str::to_owned),
        role: query.get("role").and_then(|name| name.parse().ok()),
        state: query
            .get("state")
            .and_then(|name| AccountState::ALL.into_iter().find(|state| state.name() == name)),
    };
    let (found, names) = tokio::try_join!(
        guard.portal.access().accounts().managed(&guard.principal, &filter, request),
        reseller_names(&guard.portal, &guard.principal),
    )?;
    let may_invite = guard.principal.may(Permission::ManageAccounts);
    let has_next = u64::from(request.page) * u64::from(request.rows) < found.total;
    let list = if found.accounts.is_empty() {
        let invite = may_invite.then(|| view! { <a href="/accounts/new">{say!(accounts.new.title)}</a> });
        view! {
            <EmptyList query=query.clone() filters=&["login", "role", "state"] none=say!(accounts.none)>
                {invite}
            </EmptyList>
        }
        .into_any()
    } else {
        let columns = vec![
            Column::plain(say!(accounts.login)),
            Column::plain(say!(accounts.role)),
            Column::plain(say!(accounts.place)),
            Column::plain(say!(accounts.state)),
            Column::plain(say!(accounts.signed_in)),
        ];
        let rows = found.accounts.iter().map(|account| row(account, &guard.principal, &names)).collect();
        view! {
            <Table caption=say!(accounts.title) columns=columns rows=rows/>
            <Pager query=query.clone() total=Some(found.total) has_next=has_next/>
        }
        .into_any()
    };
    let invite = may_invite.then(|| {
        view! {
            <p class="actions">
                <a href="/accounts/new">{say!(accounts.new.title)}</a>
                <a href="/accounts/policy">{say!(accounts.policy.title)}</a>
            </p>
        }
    });
    let filters = filters(&query, guard.principal.role());
    Ok(view! {
        <Page title=say!(accounts.title)>
            <p class="lead">{say!(accounts.lead)}</p>
            {invite}
            {filters}
            {list}
        </Page>
    }
    .into_any())
}

fn filters(query: &ListQuery, by: Role) -> impl IntoView + use<> {
    let (role, chosen) = (query.typed("role"), query.typed("state"));
    let any = || Choice::new("", say!(accounts.any));
    let roles = by.managed().iter().map(|role| Choice::new(role.name(), words::role(*role)));
    let roles = std::iter::once(any()).chain(roles).collect();
    let states = AccountState::ALL.into_iter().map(|one| Choice::new(one.name(), state(one)));
    let states = std::iter::once(any()).chain(states).collect();
    let query = query.clone();
    view! {
        <Filters query=query>
            <TextFilter name="login" label=say!(accounts.login) inputmode="email"/>
            <SelectField name="role" label=say!(accounts.role) choices=roles value=role/>
            <SelectField name="state" label=say!(accounts.state) choices=states value=chosen/>
        </Filters>
    }
}

fn row(account: &Account, principal: &Principal, names: &Names) -> Vec<Cell> {
    let href = format!("/accounts/{}", account.id);
    // One's own is managed by somebody else.
    let login = if account.id == principal.account().id {
        view! { <a href="/account">{account.login.clone()}</a> }.into_any()
    } else {
        view! { <a href=href>{account.login.clone()}</a> }.into_any()
    };
    vec![
        login,
        words::role(account.role).into_any(),
        place(account, principal, names),
        badge(account),
        last_seen(account).into_any(),
    ]
}
