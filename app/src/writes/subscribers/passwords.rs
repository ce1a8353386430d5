//! The passwords of a line. What they are is in no notice, no log and no audit entry.

use super::{
    super::act::{Act, Done, Undone, at_fields, conclude},
    super::new_line::chooses_passwords,
    back, line, object,
};
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{audit::Action, needs};
use switchhook_domain::subscriber::PasswordsForm;

const PATH: &str = "/api/subscribers/passwords";

/// Where the platform's refusals belong.
const FIELDS: &[(&str, &str)] = &[("password", "form[password]"), ("webpassword", "form[webpassword]")];

/// Gives a line new passwords.
#[server(name = ChangeSubscriberPasswords, prefix = "/api", endpoint = "subscribers/passwords")]
pub async fn change_passwords(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: PasswordsForm,
) -> Result<(), ServerFnError> {
    let done = change(&token, &id, &form).await;
    conclude(PATH, &from, &form, done).await
}

async fn change(token: &str, id: &str, form: &PasswordsForm) -> Result<Done, Undone> {
    let act = Act::<needs::EditSubscribers>::begin(token).await?;
    chooses_passwords(&act)?;
    let line = line(&act, id).await?;
    let wanted = form.parse()?;
    let which: Vec<_> = [("sip", wanted.password.is_some()), ("web", wanted.webpassword.is_some())]
        .into_iter()
        .filter_map(|(name, new)| new.then_some(name))
        .collect();
    let change = json!({ "new": which });
    act.audited(Action::ResetSubscriberPassword, object(&line), change, async {
        act.client.change_passwords(&line, &wanted).await
    })
    .await
    .map_err(|failure| at_fields(failure, FIELDS))?;
    let notice = match (wanted.password.is_some(), wanted.webpassword.is_some()) {
        (true, true) => say!(subscribers.notice.both_passwords),
        (true, false) => say!(subscribers.notice.sip_password),
        _ => say!(subscribers.notice.web_password),
    };
    Ok(back(&line, notice))
}
