//! The page to sign in: no WASM, nothing but a form.

use crate::{
    components::{Draft, FormToken, Hidden, Page, TextField, WriteForm},
    failure::{Failure, redirect},
    portal::Portal,
    visitor::{Visitor, local_path},
    writes::SignInForm,
};
use leptos::prelude::*;
use switchhook_access::demo;

/// `/sign-in`
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let (portal, visitor) = (Portal::current(), Visitor::find());
    Suspend::new(async move { page(portal, visitor).await.unwrap_or_else(|failure| failure.page()) })
}

async fn page(portal: Portal, visitor: Option<Visitor>) -> Result<AnyView, Failure> {
    let visitor = visitor.ok_or(Failure::Internal)?;
    let next = visitor.parameter("next").unwrap_or_default();
    let next = local_path(&next).unwrap_or("/").to_owned();
    if visitor.principal.is_some() {
        redirect(&next);
    }
    provide_context(FormToken(visitor.session.csrf_token().await?));
    let draft = match visitor.parameter("draft").and_then(|id| id.parse().ok()) {
        Some(id) => portal.access().drafts().find(None, id, visitor.uri.path()).await?,
        None => None,
    };
    let draft = draft.and_then(|content| serde_json::from_value::<Draft<SignInForm>>(content).ok());
    let (form, state) = Draft::or_else(draft, SignInForm::default);
    let title = say!(sign_in.title);
    let accounts = portal.demo().then(demo_accounts);
    Ok(view! {
        <Page title=title.clone()>
            <WriteForm action="/api/sign-in" state=state class="narrow" kept=say!(sign_in.kept)>
                <Hidden name="next" value=next/>
                <TextField name="login" label=say!(sign_in.login) value=form.login autocomplete="username" inputmode="email"/>
                <TextField name="password" label=say!(sign_in.password) kind="password" autocomplete="current-password"/>
                <div class="actions"><button>{title}</button></div>
            </WriteForm>
            {accounts}
        </Page>
    }
    .into_any())
}

fn demo_accounts() -> impl IntoView {
    let accounts =
        demo::ACCOUNTS.iter().map(|(login, _)| view! { <li><code>{*login}</code></li> }).collect_view();
    view! {
        <section class="demo">
            <h2>{say!(sign_in.demo.title)}</h2>
            <p>{say!(sign_in.demo.text)}" "<code>{demo::PASSWORD}</code></p>
            <ul>{accounts}</ul>
        </section>
    }
}
