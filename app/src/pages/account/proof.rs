//! `/sign-in/again`

use crate::{
    components::{FormState, Hidden, Page, TextField, WriteForm},
    failure::{Failure, redirect},
    pages::sign_in::LineCode,
    portal_guard::{Own, PortalGuard, own_guarded},
    writes::account::{NothingTyped, proof},
};
use leptos::prelude::*;
use switchhook_access::Account;

/// `/sign-in/again`: whoever is signed in proves that it is still they, before what matters.
#[component]
pub(crate) fn ProofPage() -> impl IntoView {
    own_guarded(|guard| async move { page(guard).await })
}

async fn page(guard: PortalGuard<Own>) -> Result<AnyView, Failure> {
    let next = guard.visitor.next();
    if guard.principal.is_proven_at(guard.portal.access().doors().now()) {
        redirect(&next);
        return Ok(().into_any());
    }
    let state = FormState::of(guard.draft::<NothingTyped>(proof::PATH).await?);
    let account = guard.principal.account().clone();
    let asks_for_code = state.errors.get("line[code]").is_some();
    Ok(view! {
        <Page title=say!(proof.title)>
            <p class="lead">{say!(proof.lead)}</p>
            <WriteForm action=proof::PATH state=state class="narrow" kept=say!(proof.kept)>
                <Hidden name="next" value=next.clone()/>
                {fields(&account, asks_for_code)}
                <div class="actions">
                    <button>{say!(proof.button)}</button>
                    <a href=next>{say!(proof.back)}</a>
                </div>
            </WriteForm>
        </Page>
    }
    .into_any())
}

/// Who it is, which is not to be chosen, and what proves it.
fn fields(account: &Account, asks_for_code: bool) -> impl IntoView + use<> {
    let [password, hint] = match account.line {
        Some(_) => [say!(sign_in.line.password), say!(sign_in.line.password_hint)],
        None => [say!(sign_in.password), String::new()],
    };
    let login = account.typed_login().to_owned();
    view! {
        <div class="field">
            <label for="login">{say!(proof.login)}</label>
            // Without a name: it is for people and for their password managers.
            <input id="login" type="text" value=login autocomplete="username" readonly/>
        </div>
        <TextField
            name="password"
            label=password
            hint=hint
            kind="password"
            autocomplete="current-password"
        />
        {asks_for_code.then(|| view! { <LineCode/> })}
    }
}
