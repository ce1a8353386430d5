//! The reseller's own reference.

use super::{
    super::act::{Act, Done, Undone, at_fields, conclude},
    back, line, object, unchanged,
};
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{audit::Action, needs};
use switchhook_domain::subscriber::ExternalIdForm;

const PATH: &str = "/api/subscribers/external-id";

/// Sets or clears the reference of a line.
#[server(name = ChangeSubscriberExternalId, prefix = "/api", endpoint = "subscribers/external-id")]
pub async fn change_external_id(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ExternalIdForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = change(&token, &id, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn change(token: &str, id: &str, form: &mut ExternalIdForm) -> Result<Done, Undone> {
    let act = Act::<needs::EditSubscribers>::begin(token).await?;
    let line = line(&act, id).await?;
    let present = line.external_id.as_deref();
    let wanted = form.parse(present).inspect_err(|_| {
        // The page shows the present state now; saving once more is a decision.
        present.unwrap_or_default().clone_into(&mut form.before);
    });
    let wanted = wanted?;
    if wanted.as_deref() == present {
        return Ok(unchanged(&line));
    }
    let change = json!({ "before": { "external_id": present }, "after": { "external_id": wanted } });
    act.audited(Action::ChangeSubscriber, object(&line), change, async {
        act.client.set_external_id(&line, wanted.as_deref()).await
    })
    .await
    .map_err(|failure| at_fields(failure, &[("external_id", "form[external_id]")]))?;
    Ok(back(&line, say!(subscribers.notice.external_id)))
}
