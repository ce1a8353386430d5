//! The forms that change a line, each for those who may.

use crate::{
    components::{
        AliasNumbers, Choice, Draft, Hidden, NumberFields, PasswordField, SelectField, TextField, WriteForm,
    },
    failure::Failure,
    guard::Guard,
    words,
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{
    lock::{LockLevel, Status},
    number::NumberForm,
    permission::Permission,
    subscriber::{ExternalIdForm, LockForm, NumbersForm, PasswordsForm},
};
use switchhook_platform::Subscriber;

type Viewer = Guard<needs::ViewSubscribers>;

/// Primary number and aliases.
pub(super) async fn numbers(guard: &Viewer, line: &Subscriber) -> Result<Option<AnyView>, Failure> {
    const PATH: &str = "/api/subscribers/numbers";
    if !guard.principal.may(Permission::EditSubscribers) {
        return Ok(None);
    }
    let id = line.id.to_string();
    let aliases: Vec<_> = line.alias_numbers.iter().map(|alias| &alias.number).collect();
    let present = || NumbersForm::of(line.primary_number.as_ref(), &aliases);
    let (form, state) = Draft::or_else(guard.draft(PATH).await?, present);
    let made = line.primary_number.as_ref().zip(line.pbx_extension.as_deref());
    let made = made.map(|(number, extension)| {
        say!(subscribers.numbers.of_pbx, number = number.to_string(), extension = extension)
    });
    let pilot = line.is_pbx_pilot.then(|| view! { <p class="hint">{say!(subscribers.numbers.of_pilot)}</p> });
    Ok(Some(
        view! {
            <section>
                <h2>{say!(subscribers.numbers.title)}</h2>
                <WriteForm action=PATH state=state>
                    <Hidden name="id" value=id/>
                    <Hidden name="form[before]" value=form.before/>
                    {primary(made, form.primary)}
                    {pilot}
                    <AliasNumbers name="form[aliases]" values=form.aliases/>
                    <p class="hint">{say!(subscribers.numbers.hint)}</p>
                    <div class="actions"><button>{say!(subscribers.numbers.button)}</button></div>
                </WriteForm>
            </section>
        }
        .into_any(),
    ))
}

/// The primary number; that of an extension of a cloud PBX is the platform's to make, and only told.
fn primary(made: Option<String>, typed: NumberForm) -> AnyView {
    match made {
        Some(words) => view! { <p>{words}</p> }.into_any(),
        None => view! {
            <NumberFields name="form[primary]" legend=say!(subscribers.primary) value=typed required=true/>
        }
        .into_any(),
    }
}

/// SIP and web password. They can be set, and never seen.
pub(super) async fn passwords(guard: &Viewer, line: &Subscriber) -> Result<Option<AnyView>, Failure> {
    const PATH: &str = "/api/subscribers/passwords";
    if !guard.principal.may(Permission::EditPasswords) {
        return Ok(None);
    }
    let id = line.id.to_string();
    let (form, state) = Draft::or_else(guard.draft(PATH).await?, PasswordsForm::default);
    Ok(Some(
        view! {
            <section>
                <h2>{say!(subscribers.passwords.title)}</h2>
                <WriteForm action=PATH state=state>
                    <Hidden name="id" value=id/>
                    <p class="hint">{say!(subscribers.passwords.hint)}</p>
                    <PasswordField
                        name="form[password]"
                        label=say!(subscribers.passwords.sip)
                        value=form.password
                        hint=say!(subscribers.passwords.sip_hint)
                    />
                    <PasswordField
                        name="form[webpassword]"
                        label=say!(subscribers.passwords.web)
                        value=form.webpassword
                        hint=say!(subscribers.passwords.web_hint)
                    />
                    <div class="actions"><button>{say!(subscribers.passwords.button)}</button></div>
                </WriteForm>
            </section>
        }
        .into_any(),
    ))
}

/// Status and lock level.
pub(super) async fn lock(guard: &Viewer, line: &Subscriber) -> Result<Option<AnyView>, Failure> {
    const PATH: &str = "/api/subscribers/lock";
    if !guard.principal.may(Permission::LockSubscribers) {
        return Ok(None);
    }
    let (id, statuses) = (line.id.to_string(), statuses(line.status));
    let present = || LockForm::of(line.status, line.lock);
    let (form, state) = Draft::or_else(guard.draft(PATH).await?, present);
    Ok(Some(
        view! {
            <section>
                <h2>{say!(subscribers.lock.title)}</h2>
                <WriteForm action=PATH state=state>
                    <Hidden name="id" value=id/>
                    <Hidden name="form[before_status]" value=form.before_status/>
                    <Hidden name="form[before_lock]" value=form.before_lock/>
                    <SelectField
                        name="form[status]"
                        label=say!(subscribers.status)
                        choices=statuses
                        value=form.status
                        hint=say!(subscribers.lock.status_hint)
                    />
                    <SelectField
                        name="form[lock]"
                        label=say!(subscribers.lock_level)
                        choices=levels()
                        value=form.lock
                        hint=say!(subscribers.lock.level_hint)
                    />
                    <div class="actions"><button>{say!(subscribers.lock.button)}</button></div>
                </WriteForm>
            </section>
        }
        .into_any(),
    ))
}

/// The statuses to choose from; one that the portal does not know can stay.
fn statuses(present: Status) -> Vec<Choice> {
    let unknown = Some(present).filter(|present| !LockForm::STATUSES.contains(present));
    let statuses = LockForm::STATUSES.into_iter().chain(unknown);
    statuses.map(|status| Choice::new(status.name(), words::status(status))).collect()
}

fn levels() -> Vec<Choice> {
    let levels = LockLevel::ALL.into_iter().map(|level| {
        let words = format!("{}: {}", level.number(), words::lock(Some(level)));
        Choice::new(LockForm::level(Some(level)), words)
    });
    std::iter::once(Choice::new(LockForm::level(None), words::lock(None))).chain(levels).collect()
}

/// The reseller's own reference.
pub(super) async fn external_id(guard: &Viewer, line: &Subscriber) -> Result<Option<AnyView>, Failure> {
    const PATH: &str = "/api/subscribers/external-id";
    if !guard.principal.may(Permission::EditSubscribers) {
        return Ok(None);
    }
    let id = line.id.to_string();
    let present = || ExternalIdForm::of(line.external_id.as_deref());
    let (form, state) = Draft::or_else(guard.draft(PATH).await?, present);
    Ok(Some(
        view! {
            <section>
                <h2>{say!(subscribers.external_id)}</h2>
                <WriteForm action=PATH state=state>
                    <Hidden name="id" value=id/>
                    <Hidden name="form[before]" value=form.before/>
                    <TextField
                        name="form[external_id]"
                        label=say!(subscribers.external_id)
                        value=form.external_id
                        hint=say!(subscribers.reference.hint)
                    />
                    <div class="actions"><button>{say!(subscribers.reference.button)}</button></div>
                </WriteForm>
            </section>
        }
        .into_any(),
    ))
}
