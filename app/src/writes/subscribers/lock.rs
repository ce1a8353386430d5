//! Barring a line, and letting it work again.

use super::{
    super::act::{Act, Done, Undone, conclude},
    back, line, object, unchanged,
};
use crate::words;
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{audit::Action, needs};
use switchhook_domain::{
    lock::{LockLevel, Status},
    subscriber::LockForm,
};

const PATH: &str = "/api/subscribers/lock";

/// Changes status and lock level of a line.
#[server(name = LockSubscriber, prefix = "/api", endpoint = "subscribers/lock")]
pub async fn lock_subscriber(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: LockForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = change(&token, &id, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn change(token: &str, id: &str, form: &mut LockForm) -> Result<Done, Undone> {
    let act = Act::<needs::LockSubscribers>::begin(token).await?;
    let line = line(&act, id).await?;
    let change = form.parse(line.status, line.lock).inspect_err(|_| {
        // The page shows the present state now; saving once more is a decision.
        line.status.name().clone_into(&mut form.before_status);
        form.before_lock = LockForm::level(line.lock);
    });
    let change = change?;
    if change.is_empty() {
        return Ok(unchanged(&line));
    }
    let (status, level) = change.applied(line.status, line.lock);
    let described = json!({ "before": described(line.status, line.lock), "after": described(status, level) });
    if let Some(status) = change.status {
        act.audited(Action::LockSubscriber, object(&line), described.clone(), async {
            act.client.set_status(&line, status, change.lock.flatten()).await
        })
        .await?;
    }
    if let Some(level) = change.lock_apart() {
        let set = act
            .audited(Action::LockSubscriber, object(&line), described, async {
                act.client.set_lock(&line, level).await
            })
            .await;
        match set {
            // The status is changed already: the page must not say that nothing was.
            Err(failure) if change.status.is_some() => {
                let (problem, advice) = failure.words();
                let notice = say!(subscribers.notice.only_status, problem = problem, advice = advice);
                return Ok(back(&line, notice));
            }
            other => other?,
        }
    }
    // What the platform made of it counts, not what was asked for.
    let (status, level) = match act.client.subscriber(line.id).await {
        Ok(after) => (after.status, after.lock),
        Err(_) => (status, level),
    };
    let notice = say!(subscribers.notice.lock, status = words::status(status), lock = words::lock(level));
    Ok(back(&line, notice))
}

fn described(status: Status, lock: Option<LockLevel>) -> serde_json::Value {
    json!({ "status": status.name(), "lock": lock.map(LockLevel::number) })
}
