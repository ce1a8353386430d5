//! Saving call forwards: a plan from what the platform holds to what is wanted, checked before and read back after.

mod apply;

use super::act::{Act, Done, Undone, conclude};
use crate::failure::Failure;
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs::{self, Needs},
};
use switchhook_domain::{
    FieldError, FieldErrors,
    forwards::{ForwardsForm, Plan},
    identifier::SubscriberId,
};

/// Saves the forwards of a line, as staff.
#[server(name = SaveForwards, prefix = "/api", endpoint = "forwards/save")]
pub async fn save_forwards(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] add: String,
    #[server(default)] id: String,
    #[server(default)] form: ForwardsForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = Box::pin(save::<needs::EditForwards>(&token, &add, &id, &mut form, "/subscribers")).await;
    conclude("/api/forwards/save", &from, &form, done).await
}

/// Saves the forwards of one's own line.
#[server(name = SaveOwnForwards, prefix = "/api", endpoint = "my/forwards/save")]
pub async fn save_own_forwards(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] add: String,
    #[server(default)] id: String,
    #[server(default)] form: ForwardsForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = Box::pin(save::<needs::EditOwnForwards>(&token, &add, &id, &mut form, "/my/forwards")).await;
    conclude("/api/my/forwards/save", &from, &form, done).await
}

async fn save<P: Needs>(
    token: &str,
    add: &str,
    id: &str,
    form: &mut ForwardsForm,
    place: &str,
) -> Result<Done, Undone> {
    let act = Act::<P>::begin(token).await?;
    let id: SubscriberId = id.parse().map_err(|_| Failure::NotFound)?;
    let subscriber = act.client.subscriber(id).await?;
    if !add.is_empty() {
        return Err(Undone::MoreRows);
    }
    let line = subscriber.primary_number.clone().ok_or(Failure::NotFound)?;
    let wanted = form.parse(&line)?;
    let present = act.client.forwards(&subscriber).await?;
    if form.seen != present.mark() {
        // The page shows the present state now; saving once more is a decision.
        form.seen = present.mark();
        return Err(FieldErrors::of("form[seen]", FieldError::ChangedMeanwhile).into());
    }
    let to = if place == "/subscribers" { format!("{place}/{id}/forwards") } else { format!("{place}/{id}") };
    let plan = Plan::new(&present, &wanted);
    if plan.is_empty() {
        return Ok(Done { to, notice: say!(forwards.unchanged) });
    }
    let name = format!("{}@{}", subscriber.username, subscriber.domain);
    let change = json!({ "before": ForwardsForm::of(&present), "after": &*form });
    Box::pin(act.audited(
        Action::ChangeForwards,
        Object::new(ObjectKind::Subscriber, &id, name),
        change,
        apply::apply(&act.client, &subscriber, &present, &wanted, &plan),
    ))
    .await?;
    let held = act.client.forwards(&subscriber).await;
    let notice = match held {
        Ok(held) if Plan::is_reached(&held, &wanted) => say!(forwards.saved),
        _ => say!(forwards.saved_otherwise),
    };
    Ok(Done { to, notice })
}
