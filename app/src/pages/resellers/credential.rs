//! `/resellers/{id}/credential`; the operator's has `operator` for an id.

use super::{end, login};
use crate::{
    components::{
        Choice, Confirmation, Draft, FormState, Hidden, Page, SelectField, TextArea, TextField, WriteForm,
    },
    failure::Failure,
    portal_guard::{PortalGuard, portal_guarded},
    words,
    writes::{
        ConfirmationForm,
        credentials::{
            BY_CERTIFICATE, BY_PASSWORD, CredentialForm, DISCONNECT, STORE, Stored, Target, target,
            to_be_typed,
        },
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use switchhook_access::{Owner, Require, needs::ManageCredentials};
use time::OffsetDateTime;

/// `/resellers/{id}/credential`: with which login the portal works for a reseller, and how it gets another one.
#[component]
pub(crate) fn CredentialPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|parameters| parameters.get("id")).unwrap_or_default();
    portal_guarded::<ManageCredentials, _, _>(|guard| async move { page(guard, &id).await })
}

async fn page(guard: PortalGuard<Require<ManageCredentials>>, id: &str) -> Result<AnyView, Failure> {
    let target = target(&guard.portal, &guard.principal, id).await?;
    let stored = guard.draft::<CredentialForm>(STORE).await?;
    let disconnected = guard.draft::<ConfirmationForm>(DISCONNECT).await?;
    let is_there = !matches!(target.stored, Stored::Nothing);
    let lead = match target.owner {
        Owner::Operator => say!(resellers.login.lead_operator),
        Owner::Reseller(_) => say!(resellers.login.lead),
    };
    let form = if target.is_terminated {
        view! { <p class="warning">{say!(resellers.login.terminated)}</p> }.into_any()
    } else {
        form(id, &target, stored)
    };
    let trail = vec![("/resellers".to_owned(), say!(resellers.title))];
    let present = present(&target.stored, guard.portal.access().doors().now());
    let disconnect = is_there.then(|| disconnect(id, &target, disconnected));
    Ok(view! {
        <Page title=say!(resellers.login.title, name = &target.name) trail=trail>
            <p class="lead">{lead}</p>
            {present}
            {form}
            {disconnect}
        </Page>
    }
    .into_any())
}

/// What may be known of the login that is stored.
fn present(stored: &Stored, now: OffsetDateTime) -> Option<AnyView> {
    let words = login(stored)?;
    let certificate = match stored {
        Stored::Login(facts) => facts.certificate.as_ref(),
        Stored::Nothing | Stored::Closed => None,
    };
    let warning = certificate.and_then(|certificate| end(certificate, now));
    let facts = certificate.map(|certificate| {
        let (serial, date) = (certificate.serial.clone(), words::moment(certificate.not_after));
        view! {
            <dt>{say!(resellers.login.serial)}</dt>
            <dd>{serial}</dd>
            <dt>{say!(resellers.login.ends)}</dt>
            <dd>{date}</dd>
        }
    });
    Some(
        view! {
            {warning}
            <dl class="facts">
                <dt>{say!(resellers.login.present)}</dt>
                <dd>{words}</dd>
                {facts}
            </dl>
        }
        .into_any(),
    )
}

/// Asks for a login. What proves it is never shown again, not even after a mistake.
fn form(id: &str, target: &Target, draft: Option<Draft<CredentialForm>>) -> AnyView {
    let has_failed = draft.is_some();
    let (form, state) = Draft::or_else(draft, || present_form(&target.stored));
    let button = match target.stored {
        Stored::Nothing => say!(resellers.login.connect),
        _ => say!(resellers.login.replace),
    };
    let kinds = vec![
        Choice::new(BY_PASSWORD, say!(resellers.login.password)),
        Choice::new(BY_CERTIFICATE, say!(resellers.login.certificate)),
    ];
    let id = id.to_owned();
    view! {
        <section>
            <h2>{button.clone()}</h2>
            <WriteForm action=STORE state=state class="credential">
                <Hidden name="id" value=id/>
                <TextField
                    name="form[login]"
                    label=say!(resellers.login.name)
                    value=form.login
                    hint=say!(resellers.login.login_hint)
                    required=true
                />
                <SelectField
                    name="form[kind]"
                    label=say!(resellers.login.kind)
                    choices=kinds
                    value=form.kind
                />
                {has_failed.then(|| view! { <p class="hint">{say!(resellers.login.again)}</p> })}
                <div class="by-password">
                    <TextField
                        name="form[password]"
                        label=say!(resellers.login.password)
                        kind="password"
                        autocomplete="new-password"
                    />
                </div>
                <div class="by-certificate">
                    <TextArea
                        name="form[pem]"
                        label=say!(resellers.login.pem)
                        hint=say!(resellers.login.pem_hint)
                    />
                </div>
                <div class="actions"><button>{button}</button></div>
            </WriteForm>
        </section>
    }
    .into_any()
}

/// The form with the login that is stored.
fn present_form(stored: &Stored) -> CredentialForm {
    let (login, kind) = match stored {
        Stored::Login(facts) if facts.certificate.is_some() => (facts.login.clone(), BY_CERTIFICATE),
        Stored::Login(facts) => (facts.login.clone(), BY_PASSWORD),
        Stored::Nothing | Stored::Closed => (String::new(), BY_PASSWORD),
    };
    CredentialForm { login, kind: kind.to_owned(), ..CredentialForm::default() }
}

/// Asks before a login is forgotten.
fn disconnect(id: &str, target: &Target, draft: Option<Draft<ConfirmationForm>>) -> AnyView {
    let (form, state): (ConfirmationForm, FormState) = Draft::or_else(draft, ConfirmationForm::default);
    let consequences = match target.owner {
        Owner::Operator => say!(resellers.disconnect.lead_operator),
        Owner::Reseller(_) => say!(resellers.disconnect.lead),
    };
    view! {
        <section>
            <h2>{say!(resellers.disconnect.title)}</h2>
            <Confirmation
                action=DISCONNECT
                id=id
                name=to_be_typed(target)
                consequences=consequences
                button=say!(resellers.disconnect.button)
                back="/resellers"
                typed=form.name
                state=state
            />
        </section>
    }
    .into_any()
}
