//! Saving call forwards: a plan from what the platform holds to what is wanted, shown and checked before, read back after.

mod apply;
mod template;

pub(crate) use template::{OWN_PATH as OWN_TEMPLATE, STAFF_PATH as STAFF_TEMPLATE};

use super::act::{Act, Done, Undone, conclude, unchanged_since};
use crate::{
    failure::Failure,
    pages::forwards::{local_date, own_numbers},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs::{self, Needs},
};
use switchhook_domain::{
    FieldError, FieldErrors,
    destination_policy::DestinationPolicy,
    forwards::{
        Configuration, Date, ForwardsForm, Line, Plan, Pressed, Routing, Target, Wanted, is_denied, mark_of,
    },
    identifier::SubscriberId,
    permission::Scope,
};
use switchhook_platform::{Scoped, Subscriber};

/// The form that undoes an earlier change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    /// The entry of the audit trail.
    pub entry: String,
    /// The mark of the state that the page showed.
    pub seen: String,
}

/// Saves the forwards of a line, as staff.
#[server(name = SaveForwards, prefix = "/api", endpoint = "forwards/save")]
pub async fn save_forwards(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] press: String,
    #[server(default)] id: String,
    #[server(default)] form: ForwardsForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = Box::pin(save::<needs::EditForwards>(&token, &press, &id, &mut form, STAFF)).await;
    conclude("/api/forwards/save", &from, &form, done).await
}

/// Saves the forwards of one's own line.
#[server(name = SaveOwnForwards, prefix = "/api", endpoint = "my/forwards/save")]
pub async fn save_own_forwards(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] press: String,
    #[server(default)] id: String,
    #[server(default)] form: ForwardsForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = Box::pin(save::<needs::EditOwnForwards>(&token, &press, &id, &mut form, CUSTOMER)).await;
    conclude("/api/my/forwards/save", &from, &form, done).await
}

/// Undoes an earlier change of a line, as staff.
#[server(name = UndoForwards, prefix = "/api", endpoint = "forwards/undo")]
pub async fn undo_forwards(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: UndoForm,
) -> Result<(), ServerFnError> {
    let done = Box::pin(undo::<needs::EditForwards>(&token, &id, &form, STAFF)).await;
    conclude("/api/forwards/undo", &from, &form, done).await
}

/// Undoes an earlier change of one's own line.
#[server(name = UndoOwnForwards, prefix = "/api", endpoint = "my/forwards/undo")]
pub async fn undo_own_forwards(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: UndoForm,
) -> Result<(), ServerFnError> {
    let done = Box::pin(undo::<needs::EditOwnForwards>(&token, &id, &form, CUSTOMER)).await;
    conclude("/api/my/forwards/undo", &from, &form, done).await
}

/// Where the page of a line is: before and after its id.
type Place = (&'static str, &'static str);
const STAFF: Place = ("/subscribers/", "/forwards");
const CUSTOMER: Place = ("/my/forwards/", "");

/// A line that is about to be changed.
struct Change<P> {
    act: Act<P>,
    subscriber: Scoped<Subscriber>,
    present: Scoped<Configuration>,
    to: String,
}

impl<P: Needs> Change<P> {
    async fn begin(token: &str, id: &str, (before, after): Place) -> Result<Self, Undone> {
        let act = Act::<P>::begin(token).await?;
        let id: SubscriberId = id.parse().map_err(|_| Failure::NotFound)?;
        let subscriber = act.client.subscriber(id).await?;
        let present = act.client.forwards(&subscriber).await?;
        Ok(Self { act, subscriber, present, to: format!("{before}{id}{after}") })
    }

    /// The day on the calendar of the line.
    async fn today(&self) -> Date {
        let now = self.act.portal.access().doors().now();
        local_date(&self.act.client, &self.subscriber, now).await
    }

    /// Whether the page showed the present state; if not, it does now, and saving once more is a decision.
    fn check(&self, seen: &mut String) -> Result<(), Undone> {
        unchanged_since(seen, self.present.mark())
    }

    /// What the reseller allows.
    async fn policy(&self) -> Result<DestinationPolicy, Failure> {
        Ok(self.act.portal.access().destination_policies().find(self.act.principal.scope()).await?)
    }

    /// Plans, writes, reads back, and keeps before and after.
    async fn carry_out(self, wanted: &Wanted) -> Result<Done, Undone> {
        let Self { act, subscriber, present, to } = self;
        let plan = Plan::new(&present, wanted);
        if plan.is_empty() {
            return Ok(Done { to, notice: say!(forwards.unchanged) });
        }
        let name = crate::words::line(&subscriber);
        let change = json!({ "before": Routing::of(&present), "after": Routing::wanted(&present, wanted) });
        Box::pin(act.audited(
            Action::ChangeForwards,
            Object::new(ObjectKind::Subscriber, &subscriber.id, name),
            change,
            apply::apply(&act.client, &subscriber, &present, wanted, &plan),
        ))
        .await?;
        let notice = match act.client.forwards(&subscriber).await {
            Ok(held) if Plan::is_reached(&present, wanted, &held) => say!(forwards.saved),
            _ => say!(forwards.saved_otherwise),
        };
        Ok(Done { to, notice })
    }
}

async fn save<P: Needs>(
    token: &str,
    press: &str,
    id: &str,
    form: &mut ForwardsForm,
    place: Place,
) -> Result<Done, Undone> {
    // A file is no part of what is kept of a form.
    let file = std::mem::take(&mut form.holidays.file);
    let change = Change::<P>::begin(token, id, place).await?;
    form.holidays.file = file;
    let number = change.subscriber.primary_number.clone().ok_or(Failure::NotFound)?;
    let own = own_numbers(&change.subscriber);
    let line = Line { number: &number, own: &own };
    // First of all: what a button adds goes into the list that was chosen, not into the one that it replaces.
    form.follow_choices(&change.present, &line);
    if ForwardsForm::is_about_holidays(press) {
        form.press_holidays(press, change.today().await)?;
        return Err(Undone::Shown);
    }
    let pressed = form.press(press);
    if pressed == Pressed::Edit {
        return Err(Undone::Shown);
    }
    change.check(&mut form.seen).inspect_err(|_| form.reviewed.clear())?;
    let wanted = form.parse(&change.present, &line).inspect_err(|_| form.reviewed.clear())?;
    if place == CUSTOMER {
        let policy = change.policy().await?;
        let denied = form.denied(&change.present, &line, &policy);
        if !denied.is_empty() {
            form.reviewed.clear();
            return Err(denied.into());
        }
    }
    // Only what was shown as a whole is saved.
    if pressed == Pressed::Review || form.reviewed != mark_of(&wanted) {
        form.reviewed = mark_of(&wanted);
        return Err(Undone::Shown);
    }
    change.carry_out(&wanted).await
}

/// Whoever may see a line may see what was done to it, by staff, too.
fn reseller_of(scope: Scope) -> Scope {
    scope.reseller().map_or(Scope::Operator, Scope::Reseller)
}

async fn undo<P: Needs>(token: &str, id: &str, form: &UndoForm, place: Place) -> Result<Done, Undone> {
    let change = Change::<P>::begin(token, id, place).await?;
    change.check(&mut form.seen.clone())?;
    let within = reseller_of(change.act.principal.scope());
    let entry = form.entry.parse().map_err(|_| Failure::NotFound)?;
    let record = change.act.portal.access().audit().find(within, entry).await.map_err(Failure::from)?;
    let is_of_line = |object: &Object| object.id == change.subscriber.id.to_string();
    let record = record
        .filter(|record| record.action == Action::ChangeForwards && is_of_line(&record.object))
        .ok_or(Failure::NotFound)?;
    let before: Routing =
        serde_json::from_value(record.change["before"].clone()).map_err(|_| Failure::NotFound)?;
    let wanted = before.restored(&change.present);
    if place == CUSTOMER {
        let (now, then) = (Routing::of(&change.present), Routing::wanted(&change.present, &wanted));
        let policy = change.policy().await?;
        let targets = |routing: &Routing| -> Vec<Target> {
            let rules = routing.iter().filter_map(|(_, _, rule)| rule.in_order());
            rules.flatten().map(|one| routing.target(one)).collect()
        };
        let (present, number) = (targets(&now), change.subscriber.primary_number.as_ref());
        let is_new = |target: &Target| !present.contains(target);
        if targets(&then)
            .iter()
            .any(|target| is_new(target) && is_denied(&policy, target, number, &now.domain))
        {
            return Err(FieldErrors::of("form[entry]", FieldError::Denied).into());
        }
    }
    change.carry_out(&wanted).await
}
