//! The end of a line.

use super::{
    super::{
        act::{Act, Done, Undone, conclude},
        confirmation::ConfirmationForm,
    },
    line, object,
};
use crate::words;
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{audit::Action, needs};
use switchhook_domain::permission::Permission;
use switchhook_platform::Error as PlatformError;

const PATH: &str = "/api/subscribers/terminate";

/// Terminates a line, which cannot be undone.
#[server(name = TerminateSubscriber, prefix = "/api", endpoint = "subscribers/terminate")]
pub async fn terminate_subscriber(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ConfirmationForm,
) -> Result<(), ServerFnError> {
    let done = terminate(&token, &id, &form).await;
    conclude(PATH, &from, &form, done).await
}

async fn terminate(token: &str, id: &str, form: &ConfirmationForm) -> Result<Done, Undone> {
    let act = Act::<needs::TerminateSubscribers>::begin(token).await?;
    let line = line(&act, id).await?;
    let name = words::line(&line);
    form.confirms(&name)?;
    let numbers: Vec<_> = line.numbers().map(ToString::to_string).collect();
    let change = json!({ "before": {
        "customer_id": line.customer_id,
        "numbers": numbers,
        "external_id": line.external_id,
        "status": line.status.name(),
    } });
    act.audited(Action::TerminateSubscriber, object(&line), change, async {
        match act.client.terminate_subscriber(&line).await {
            // The answer was lost; whether the line is gone, the platform tells.
            Err(PlatformError::UnknownOutcome)
                if act.client.subscriber(line.id).await.err() == Some(PlatformError::NotFound) =>
            {
                Ok(())
            }
            result => result,
        }
    })
    .await?;
    let to = if act.principal.may(Permission::ViewCustomers) {
        format!("/customers/{}", line.customer_id)
    } else {
        "/subscribers".to_owned()
    };
    Ok(Done { to, notice: say!(subscribers.notice.terminated, name = name) })
}
