//! The end of a device's registration.

use super::{
    act::{Act, Done, Undone, conclude},
    subscribers,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use switchhook_access::{audit::Action, needs};
use switchhook_domain::{FieldError, FieldErrors};
use switchhook_platform::{Error as PlatformError, ListOptions, registrations::RegistrationSort};

/// The server function.
pub(crate) const END_REGISTRATION: &str = "/api/registrations/end";

/// No line has more devices than are looked at here.
const MOST: u32 = 100;

/// Which device.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EndForm {
    /// The id of its registration.
    pub registration: String,
}

/// Takes a device's registration away.
#[server(name = EndRegistration, prefix = "/api", endpoint = "registrations/end")]
pub async fn end_registration(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: EndForm,
) -> Result<(), ServerFnError> {
    let done = end(&token, &id, &form).await;
    conclude(END_REGISTRATION, &from, &form, done).await
}

async fn end(token: &str, id: &str, form: &EndForm) -> Result<Done, Undone> {
    let act = Act::<needs::EditSubscribers>::begin(token).await?;
    let line = subscribers::line(&act, id).await?;
    let to = format!("/subscribers/{}", line.id);
    let options = ListOptions { rows: MOST, count: false, ..ListOptions::<RegistrationSort>::default() };
    let devices = act.client.registrations(&line, &options).await?;
    // It has ended meanwhile, or is another line's.
    let device = devices.rows.into_iter().find(|device| device.id == form.registration);
    let device = device.ok_or_else(|| FieldErrors::of("form[registration]", FieldError::Unknown))?;
    let name = device.user_agent.clone().unwrap_or_default();
    let change = json!({ "before": { "device": name, "contact": device.contact } });
    act.audited(Action::EndRegistration, subscribers::object(&line), change, async {
        match act.client.delete_registration(&device).await {
            Err(PlatformError::NotFound) => Ok(()),
            other => other,
        }
    })
    .await?;
    Ok(Done { to, notice: say!(activity.notice.ended, device = device.contact.clone()) })
}
