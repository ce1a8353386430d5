//! The page to sign in: no WASM, nothing but a form.

use crate::{
    components::{Draft, FormToken, Hidden, Page, TextField, WriteForm},
    failure::{Failure, redirect},
    portal::Portal,
    visitor::{Visitor, local_path},
    writes::{BY_LINE, SignInForm},
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
    let has_lines = portal.access().has_line_sign_in(portal.platform()).await?;
    let by_line = has_lines && visitor.parameter("with").as_deref() == Some(BY_LINE);
    let other = has_lines.then(|| other_way(by_line, &next));
    Ok(view! {
        <Page title=title.clone()>
            <WriteForm action="/api/sign-in" state=state class="narrow" kept=say!(sign_in.kept)>
                <Hidden name="next" value=next/>
                // Made inside of the form, which tells them their mistakes.
                {if by_line { line_fields(form).into_any() } else { account_fields(form).into_any() }}
                <div class="actions"><button>{title}</button></div>
            </WriteForm>
            {other}
            {accounts}
        </Page>
    }
    .into_any())
}

fn account_fields(form: SignInForm) -> impl IntoView {
    view! {
        <TextField name="login" label=say!(sign_in.login) value=form.login autocomplete="username" inputmode="email"/>
        <TextField name="password" label=say!(sign_in.password) kind="password" autocomplete="current-password"/>
    }
}

/// The login of a line, and what the platform asks some lines for.
fn line_fields(form: SignInForm) -> impl IntoView {
    let code = form.needs_code.then(|| {
        view! {
            <TextField
                name="line[code]"
                label=say!(sign_in.line.code)
                hint=say!(sign_in.line.code_hint)
                inputmode="numeric"
                autocomplete="one-time-code"
                class="short"
            />
        }
    });
    let new = form.has_expired.then(|| {
        view! {
            <TextField
                name="line[new]"
                label=say!(account.password.new)
                hint=say!(sign_in.line.new_hint)
                kind="password"
                autocomplete="new-password"
            />
            <TextField name="line[again]" label=say!(account.password.again) kind="password" autocomplete="new-password"/>
        }
    });
    view! {
        <Hidden name="with" value=BY_LINE/>
        <TextField
            name="login"
            label=say!(sign_in.line.login)
            hint=say!(sign_in.line.login_hint)
            value=form.login
            autocomplete="username"
            inputmode="email"
        />
        <TextField
            name="password"
            label=say!(sign_in.line.password)
            hint=say!(sign_in.line.password_hint)
            kind="password"
            autocomplete="current-password"
        />
        {code}
        {new}
    }
}

/// The way to the other form.
fn other_way(by_line: bool, next: &str) -> impl IntoView + use<> {
    let mut query = vec![("next", next)];
    query.extend((!by_line).then_some(("with", BY_LINE)));
    let href = format!("/sign-in?{}", serde_urlencoded::to_string(query).unwrap_or_default());
    let words = if by_line { say!(sign_in.line.to_account) } else { say!(sign_in.line.to_line) };
    view! { <p><a href=href>{words}</a></p> }
}

fn demo_accounts() -> impl IntoView {
    let accounts =
        demo::ACCOUNTS.iter().map(|(login, _)| view! { <li><code>{*login}</code></li> }).collect_view();
    view! {
        <section class="demo">
            <h2>{say!(sign_in.demo.title)}</h2>
            <p>{say!(sign_in.demo.text)}" "<code>{demo::PASSWORD}</code></p>
            <ul>{accounts}</ul>
            <p>{say!(sign_in.demo.line)}" "<code>{demo::LINE}</code>", "<code>{demo::LINE_PASSWORD}</code></p>
        </section>
    }
}
