//! The page to sign in: no WASM, nothing but a form.

use crate::{
    components::{Draft, FormToken, Hidden, NewPassword, Page, TextField, WriteForm},
    failure::{Failure, redirect},
    guard::draft_of,
    portal::Portal,
    visitor::Visitor,
    writes::{BY_LINE, SIGN_IN, SignInForm},
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
    let next = visitor.next();
    if visitor.principal.is_some() {
        redirect(&next);
    }
    provide_context(FormToken(visitor.session.csrf_token().await?));
    let draft = draft_of::<SignInForm>(&portal, &visitor, None, SIGN_IN).await?;
    let (form, state) = Draft::or_else(draft, SignInForm::default);
    let title = say!(sign_in.title);
    let accounts = portal.demo().then(demo_accounts);
    let has_lines = portal.access().has_line_sign_in(portal.platform()).await?;
    let by_line = has_lines && visitor.parameter("with").as_deref() == Some(BY_LINE);
    let other = has_lines.then(|| other_way(by_line, &next));
    let passkey = portal.relying_party().is_ok().then(|| {
        let query = serde_urlencoded::to_string([("next", &next)]).unwrap_or_default();
        view! { <p><a href=format!("/sign-in/passkey?{query}")>{say!(passkeys.sign_in)}</a></p> }
    });
    Ok(view! {
        <Page title=title.clone()>
            <WriteForm action=SIGN_IN state=state class="narrow" kept=say!(sign_in.kept)>
                <Hidden name="next" value=next/>
                // Made inside of the form, which tells them their mistakes.
                {fields(form, by_line)}
                <div class="actions"><button>{title}</button></div>
            </WriteForm>
            {passkey}
            {other}
            {accounts}
        </Page>
    }
    .into_any())
}

/// The login of an account, or that of a line with what the platform asks some lines for.
fn fields(form: SignInForm, by_line: bool) -> impl IntoView {
    let SignInForm { login: typed, needs_code, has_expired } = form;
    let [login, login_hint, password, password_hint] = if by_line {
        [
            say!(sign_in.line.login),
            say!(sign_in.line.login_hint),
            say!(sign_in.line.password),
            say!(sign_in.line.password_hint),
        ]
    } else {
        [say!(sign_in.login), String::new(), say!(sign_in.password), String::new()]
    };
    let new =
        || view! { <NewPassword name="line[new]" again="line[again]" hint=say!(sign_in.line.new_hint)/> };
    view! {
        {by_line.then(|| view! { <Hidden name="with" value=BY_LINE/> })}
        <TextField
            name="login"
            label=login
            hint=login_hint
            value=typed
            autocomplete="username"
            inputmode="email"
        />
        <TextField
            name="password"
            label=password
            hint=password_hint
            kind="password"
            autocomplete="current-password"
        />
        {(by_line && needs_code).then(|| view! { <LineCode/> })}
        {(by_line && has_expired).then(new)}
    }
}

/// The code that the platform asks some lines for.
#[component]
pub(crate) fn LineCode() -> impl IntoView {
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
