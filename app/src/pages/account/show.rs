//! `/account`

use crate::{
    components::{FormState, NewPassword, Page, TextField, WriteForm},
    failure::Failure,
    portal_guard::{Own, PortalGuard, own_guarded},
    words,
    writes::account::{NothingTyped, password},
};
use leptos::prelude::*;
use switchhook_access::{Access, Account};

/// `/account`: who one is here, and one's password.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    own_guarded(|guard| async move { page(guard).await })
}

async fn page(guard: PortalGuard<Own>) -> Result<AnyView, Failure> {
    let account = guard.principal.account().clone();
    let draft = guard.draft::<NothingTyped>(password::PATH).await?;
    let factor = factors_in_use(guard.portal.access(), &account).await?;
    let factor = factor.unwrap_or_else(|| say!(second_factor.not_in_use));
    let password = if account.line.is_some() {
        view! { <p>{say!(account.by_line)}</p> }.into_any()
    } else {
        password_section(FormState::of(draft)).into_any()
    };
    Ok(view! {
        <Page title=say!(frame.account)>
            <dl class="facts">
                <dt>{say!(accounts.login)}</dt>
                <dd>{account.login.clone()}</dd>
                <dt>{say!(accounts.role)}</dt>
                <dd>{words::role(account.role)}</dd>
                <dt>{say!(accounts.created)}</dt>
                <dd>{words::moment(account.created_at)}</dd>
                <dt>{say!(second_factor.title)}</dt>
                <dd>{factor}" "<a href="/account/second-factor">{say!(second_factor.own)}</a></dd>
                <dt>{say!(sessions.title)}</dt>
                <dd><a href="/account/sessions">{say!(sessions.own)}</a></dd>
            </dl>
            {password}
        </Page>
    }
    .into_any())
}

/// The second factors of an account in words, if it has any.
pub(crate) async fn factors_in_use(access: &Access, account: &Account) -> Result<Option<String>, Failure> {
    let app = access.second_factors().find(account).await?;
    let passkeys = access.passkeys().of(account).await?.len();
    let app = app.map(|app| say!(second_factor.in_use, since = words::moment(app.confirmed_at)));
    let passkeys = (passkeys > 0).then(|| say!(passkeys.count, count = passkeys));
    let ways: Vec<String> = app.into_iter().chain(passkeys).collect();
    Ok((!ways.is_empty()).then(|| ways.join("; ")))
}

fn password_section(state: FormState) -> impl IntoView {
    view! {
        <section>
            <h2>{say!(account.password.title)}</h2>
            <p>{say!(account.password.ends)}</p>
            <WriteForm action=password::PATH state=state class="narrow">
                <TextField
                    name="form[present]"
                    label=say!(account.password.present)
                    kind="password"
                    autocomplete="current-password"
                    required=true
                />
                <NewPassword name="form[password]" again="form[again]" hint=say!(account.password.hint)/>
                <div class="actions"><button>{say!(account.password.button)}</button></div>
            </WriteForm>
        </section>
    }
}
