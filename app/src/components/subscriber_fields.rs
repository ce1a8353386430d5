//! The inputs of a new line, for a new customer's first one and for all others.

use super::{
    field::TextField,
    number::{AliasNumbers, NumberFields},
    password::PasswordField,
};
use leptos::prelude::*;
use switchhook_domain::{
    number::NumberForm,
    subscriber::{NewLineKind, SubscriberForm},
};

/// All fields of a new subscriber. The page needs its islands.
#[component]
pub(crate) fn SubscriberFields(
    /// What the names begin with: `form` or `form[subscriber]`.
    prefix: &'static str,
    /// What was typed.
    form: SubscriberForm,
    /// What the line will be to its customer.
    kind: NewLineKind,
    /// The domains to choose from; another one may be typed, and is looked up.
    domains: Vec<String>,
    /// Whether the person may choose passwords.
    passwords: bool,
) -> impl IntoView {
    let domain = match &domains[..] {
        [only] if form.domain.is_empty() => only.clone(),
        _ => form.domain,
    };
    let list = "domains";
    let options = domains.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <TextField
            name=format!("{prefix}[username]")
            label=say!(subscriber_fields.username)
            value=form.username
            hint=say!(subscriber_fields.username_hint)
            required=true
        />
        <TextField
            name=format!("{prefix}[domain]")
            label=say!(subscriber_fields.domain)
            value=domain
            hint=say!(subscriber_fields.domain_hint)
            list=list.to_owned()
            required=true
        />
        <datalist id=list>{options}</datalist>
        {if passwords { chosen(prefix, form.password, form.webpassword) } else { not_chosen() }}
        {(kind != NewLineKind::Plain).then(|| display_name(prefix, form.display_name))}
        {number(prefix, kind, form.extension, form.primary)}
        <AliasNumbers name=format!("{prefix}[aliases]") values=form.aliases/>
        <TextField
            name=format!("{prefix}[external_id]")
            label=say!(subscriber_fields.external_id)
            value=form.external_id
            hint=say!(subscriber_fields.external_id_hint)
        />
    }
    .into_any()
}

/// The passwords.
fn chosen(prefix: &str, password: String, webpassword: String) -> AnyView {
    view! {
        <PasswordField
            name=format!("{prefix}[password]")
            label=say!(subscriber_fields.password)
            value=password
            hint=say!(subscriber_fields.password_hint)
            required=true
        />
        <PasswordField
            name=format!("{prefix}[webpassword]")
            label=say!(subscriber_fields.webpassword)
            value=webpassword
            hint=say!(subscriber_fields.webpassword_hint)
        />
    }
    .into_any()
}

/// What becomes of the password where nobody chooses it.
fn not_chosen() -> AnyView {
    view! { <p>{say!(subscriber_fields.no_passwords)}</p> }.into_any()
}

/// The name of a line of a cloud PBX.
fn display_name(prefix: &str, typed: String) -> AnyView {
    view! {
        <TextField
            name=format!("{prefix}[display_name]")
            label=say!(subscriber_fields.display_name)
            value=typed
            hint=say!(subscriber_fields.display_name_hint)
        />
    }
    .into_any()
}

/// The extension, from which the platform makes the number; else the primary number.
fn number(prefix: &str, kind: NewLineKind, extension: String, primary: NumberForm) -> AnyView {
    match kind {
        NewLineKind::Extension(pilot) => view! {
            <TextField
                name=format!("{prefix}[extension]")
                label=say!(subscriber_fields.extension)
                value=extension
                hint=say!(subscriber_fields.extension_hint, pilot = pilot.to_string())
                inputmode="numeric"
                class="short"
                required=true
            />
        }
        .into_any(),
        NewLineKind::Plain | NewLineKind::Pilot => view! {
            <NumberFields
                name=format!("{prefix}[primary]")
                legend=say!(subscriber_fields.primary)
                value=primary
                required=true
            />
        }
        .into_any(),
    }
}
