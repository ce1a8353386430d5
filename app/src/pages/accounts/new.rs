//! `/accounts/new`

use super::{permissions::PermissionBoxes, trail};
use crate::{
    components::{Choice, Draft, Page, SelectField, TextField, WriteForm},
    failure::Failure,
    portal_guard::{PortalGuard, portal_guarded},
    words,
};
use leptos::prelude::*;
use switchhook_access::{Require, needs::ManageAccounts};
use switchhook_domain::{
    account::{InvitationForm, PermissionsForm},
    permission::{Permission, Role},
};

const ACTION: &str = "/api/accounts/invite";

/// `/accounts/new`: an invitation. `?customer=` and `?subscriber=` fill it in.
#[component]
pub(crate) fn NewAccountPage() -> impl IntoView {
    portal_guarded::<ManageAccounts, _, _>(|guard| async move { page(guard).await })
}

async fn page(guard: PortalGuard<Require<ManageAccounts>>) -> Result<AnyView, Failure> {
    let by = guard.principal.role();
    let present = || {
        let parameter = |name: &str| guard.visitor.parameter(name).unwrap_or_default();
        let (customer, subscriber) = (parameter("customer"), parameter("subscriber"));
        let usual = if customer.is_empty() { Role::Helpdesk } else { Role::Customer };
        InvitationForm {
            role: usual.name().to_owned(),
            permissions: PermissionsForm::of(&Role::Helpdesk.permissions()),
            customer,
            subscriber,
            ..InvitationForm::default()
        }
    };
    let (form, state) = Draft::or_else(guard.draft::<InvitationForm>(ACTION).await?, present);
    let resellers = if by == Role::Admin {
        let known = guard.portal.access().resellers().list(guard.principal.scope()).await?;
        let choices = known.into_iter().map(|one| Choice::new(one.id.to_string(), one.name));
        let none = Choice::new("", say!(accounts.new.no_reseller));
        let choices = std::iter::once(none).chain(choices).collect();
        Some(choices)
    } else {
        None
    };
    let roles = by.managed().iter().map(|role| Choice::new(role.name(), words::role(*role))).collect();
    let hint =
        if guard.portal.mailer().is_some() { say!(accounts.new.sent) } else { say!(accounts.new.shown) };
    let customers = if guard.principal.may(Permission::ViewCustomers) {
        say!(accounts.new.customer_hint)
    } else {
        String::new()
    };
    Ok(view! {
        <Page title=say!(accounts.new.title) trail=trail()>
            <WriteForm action=ACTION state=state class="invitation">
                <TextField
                    name="form[login]"
                    label=say!(accounts.new.login)
                    value=form.login
                    hint=hint
                    kind="email"
                    inputmode="email"
                    required=true
                />
                <SelectField name="form[role]" label=say!(accounts.role) choices=roles value=form.role/>
                {resellers.map(|choices| view! { <ResellerField choices=choices value=form.reseller/> })}
                <PermissionBoxes form=form.permissions/>
                <fieldset class="for-customer">
                    <legend>{say!(accounts.new.customer_title)}</legend>
                    <TextField
                        name="form[customer]"
                        label=say!(accounts.new.customer)
                        value=form.customer
                        hint=customers
                        inputmode="numeric"
                        class="short"
                    />
                    <TextField
                        name="form[subscriber]"
                        label=say!(accounts.new.subscriber)
                        value=form.subscriber
                        hint=say!(accounts.new.subscriber_hint)
                        inputmode="numeric"
                        class="short"
                    />
                </fieldset>
                <div class="actions">
                    <button>{say!(accounts.new.button)}</button>
                    <a href="/accounts">{say!(form.cancel)}</a>
                </div>
            </WriteForm>
        </Page>
    }
    .into_any())
}

/// Whose account it is, where an administrator invites.
#[component]
fn ResellerField(choices: Vec<Choice>, value: String) -> impl IntoView {
    view! {
        <div class="not-for-admin">
            <SelectField name="form[reseller]" label=say!(accounts.new.reseller) choices=choices value=value/>
        </div>
    }
}
