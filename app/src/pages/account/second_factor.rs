//! `/account/second-factor` and `/sign-in/second-factor`.

use super::passkeys;
use crate::{
    components::{FormState, FormToken, Hidden, Page, Qr, TextField, WriteForm},
    failure::{Failure, redirect},
    guard::{draft_of, outside},
    portal::Portal,
    portal_guard::{Own, PortalGuard, own_guarded},
    visitor::Visitor,
    words,
    writes::account::{
        NothingTyped,
        second_factor::{ENROL, REMOVE, RENEW, STEP, ShownCodes},
    },
};
use leptos::prelude::*;
use secrecy::ExposeSecret;
use switchhook_access::{Enrolment, NextStep, SecondFactor};

/// `/account/second-factor`: one's authenticator app and recovery codes.
#[component]
pub(crate) fn SecondFactorPage() -> impl IntoView {
    own_guarded(|guard| async move { page(guard).await })
}

async fn page(guard: PortalGuard<Own>) -> Result<AnyView, Failure> {
    let account = guard.principal.account();
    let factors = guard.portal.access().second_factors();
    let shown = shown_codes(&guard).await?;
    let body = if let Some(factor) = factors.find(account).await? {
        let required = guard.portal.access().needs_app(account).await?;
        let renew = guard.draft::<NothingTyped>(RENEW).await?;
        let remove = guard.draft::<NothingTyped>(REMOVE).await?;
        present(factor, required, FormState::of(renew), FormState::of(remove))
    } else {
        let enrolment = factors.enrolment(account).await?;
        let draft = guard.draft::<NothingTyped>(ENROL).await?;
        enrolment_form(ENROL, &enrolment, FormState::of(draft), None)
    };
    let (passkeys, islands) = passkeys::section(&guard).await?;
    let trail = vec![("/account".to_owned(), say!(frame.account))];
    Ok(view! {
        <Page title=say!(second_factor.title) trail=trail islands=islands>
            {shown}
            <h2>{say!(second_factor.app)}</h2>
            {body}
            {passkeys}
        </Page>
    }
    .into_any())
}

/// Recovery codes that were made a moment ago.
async fn shown_codes(guard: &PortalGuard<Own>) -> Result<Option<AnyView>, Failure> {
    Ok(guard.shown_once("codes").await?.map(|ShownCodes { codes }| {
        let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
        view! {
            <section class="shown-once">
                <h2>{say!(second_factor.codes_title)}</h2>
                <p>{say!(second_factor.codes_lead)}</p>
                <ul class="codes">{codes}</ul>
                <p class="hint">{say!(second_factor.codes_once)}</p>
            </section>
        }
        .into_any()
    }))
}

/// A code of the app.
#[component]
fn CodeField(#[prop(optional, into)] hint: String) -> impl IntoView {
    view! {
        <TextField
            name="form[code]"
            label=say!(second_factor.code)
            hint=hint
            inputmode="numeric"
            autocomplete="one-time-code"
            class="short"
            required=true
        />
    }
}

fn present(factor: SecondFactor, required: bool, renew: FormState, remove: FormState) -> AnyView {
    let since = words::moment(factor.confirmed_at);
    let remove = if required {
        view! { <p>{say!(second_factor.required)}</p> }.into_any()
    } else {
        view! {
            <section>
                <h2>{say!(second_factor.remove_title)}</h2>
                <p>{say!(second_factor.remove_lead)}</p>
                <WriteForm action=REMOVE state=remove class="narrow second">
                    <CodeField/>
                    <div class="actions"><button class="danger">{say!(second_factor.remove_button)}</button></div>
                </WriteForm>
            </section>
        }
        .into_any()
    };
    view! {
        <p class="lead">{say!(second_factor.since, since = since)}</p>
        <section>
            <h2>{say!(second_factor.codes_title)}</h2>
            <p>{say!(second_factor.codes_left, count = factor.recovery_codes)}</p>
            <WriteForm action=RENEW state=renew class="narrow">
                <CodeField/>
                <div class="actions"><button>{say!(second_factor.renew_button)}</button></div>
            </WriteForm>
        </section>
        {remove}
    }
    .into_any()
}

/// The secret for the app, and the field for its first code.
fn enrolment_form(
    action: &'static str,
    enrolment: &Enrolment,
    state: FormState,
    next: Option<String>,
) -> AnyView {
    let address = enrolment.address().expose_secret().to_owned();
    let groups = enrolment.secret().as_bytes().chunks(4).map(String::from_utf8_lossy);
    let secret = groups.collect::<Vec<_>>().join(" ");
    view! {
        <p class="lead">{say!(second_factor.lead)}</p>
        <ol class="steps">
            <li>
                <p>{say!(second_factor.scan)}</p>
                <Qr content=address label=say!(second_factor.picture)/>
                <p>{say!(second_factor.type_secret)}" "<code class="secret">{secret}</code></p>
            </li>
            <li>
                <p>{say!(second_factor.first_code)}</p>
                <WriteForm action=action state=state class="narrow">
                    {next.map(|next| view! { <Hidden name="next" value=next/> })}
                    <CodeField/>
                    <div class="actions"><button>{say!(second_factor.enrol_button)}</button></div>
                </WriteForm>
            </li>
        </ol>
    }
    .into_any()
}

/// `/sign-in/second-factor`: the second step of signing in.
#[component]
pub(crate) fn SecondStepPage() -> impl IntoView {
    let (portal, visitor) = (Portal::current(), Visitor::find());
    Suspend::new(async move { step(portal, visitor).await.unwrap_or_else(|failure| failure.page()) })
}

async fn step(portal: Portal, visitor: Option<Visitor>) -> Result<AnyView, Failure> {
    let Some((visitor, next)) = outside(visitor)? else { return Ok(().into_any()) };
    let Some((account, step)) = portal.access().waiting(&visitor.session).await? else {
        redirect("/sign-in");
        return Ok(().into_any());
    };
    provide_context(FormToken(visitor.session.csrf_token().await?));
    let passkey = passkeys::step(&portal, &visitor, &account, step, &next).await?;
    let draft = draft_of::<NothingTyped>(&portal, &visitor, None, STEP).await?;
    let state = FormState::of(draft);
    if step == NextStep::Enrol {
        let enrolment = portal.access().second_factors().enrolment(&account).await?;
        let form = enrolment_form(STEP, &enrolment, state, Some(next));
        return Ok(view! {
            <Page title=say!(second_factor.set_up) islands=passkey.is_some()>
                <p>{say!(second_factor.needed)}</p>
                {form}
                {passkey}
            </Page>
        }
        .into_any());
    }
    let code = step.takes_code().then(|| {
        view! {
            <WriteForm action=STEP state=state class="narrow">
                <Hidden name="next" value=next/>
                <CodeField hint=say!(second_factor.step_hint)/>
                <div class="actions"><button>{say!(sign_in.title)}</button></div>
            </WriteForm>
        }
    });
    Ok(view! {
        <Page title=say!(second_factor.step_title) islands=passkey.is_some()>
            {code}
            {passkey}
            <p><a href="/sign-in">{say!(second_factor.other_account)}</a></p>
        </Page>
    }
    .into_any())
}
