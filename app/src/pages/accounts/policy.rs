//! `/accounts/policy`

use super::trail;
use crate::{
    components::{CheckField, Draft, Hidden, Page, WriteForm},
    failure::Failure,
    portal_guard::{PortalGuard, portal_guarded},
    words,
    writes::accounts::policy::{PATH, PolicyForm},
};
use leptos::prelude::*;
use switchhook_access::{Require, needs::ManageAccounts};

/// `/accounts/policy`: how people sign in.
#[component]
pub(crate) fn SignInPolicyPage() -> impl IntoView {
    portal_guarded::<ManageAccounts, _, _>(|guard| async move { page(guard).await })
}

async fn page(guard: PortalGuard<Require<ManageAccounts>>) -> Result<AnyView, Failure> {
    let scope = guard.principal.scope();
    let policy = guard.portal.access().policies().of(scope).await?;
    let draft = guard.draft::<PolicyForm>(PATH).await?;
    let (form, state) = Draft::or_else(draft, || PolicyForm::of(&policy));
    let roles = guard
        .principal
        .role()
        .managed()
        .iter()
        .map(|role| {
            let name = format!("form[second_factor][{}]", role.name());
            view! { <CheckField name=name label=words::role(*role) value="on" checked=form.holds(*role)/> }
        })
        .collect_view();
    let lead = if scope.reseller().is_some() {
        say!(accounts.policy.for_reseller)
    } else {
        say!(accounts.policy.for_all)
    };
    let line = scope.reseller().map(|_| {
        let checked = form.line == "on";
        view! {
            <fieldset class="boxes">
                <legend>{say!(accounts.policy.line_title)}</legend>
                <p class="hint">{say!(accounts.policy.line_hint)}</p>
                <CheckField name="form[line]" label=say!(accounts.policy.line) value="on" checked=checked/>
            </fieldset>
        }
    });
    Ok(view! {
        <Page title=say!(accounts.policy.title) trail=trail()>
            <p class="lead">{lead}</p>
            <WriteForm action=PATH state=state>
                <Hidden name="form[seen]" value=form.seen.clone()/>
                <fieldset class="boxes">
                    <legend>{say!(accounts.policy.second_factor)}</legend>
                    <p class="hint">{say!(accounts.policy.second_factor_hint)}</p>
                    {roles}
                </fieldset>
                {line}
                <div class="actions"><button>{say!(form.save)}</button></div>
            </WriteForm>
        </Page>
    }
    .into_any())
}
