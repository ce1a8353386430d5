//! Small settings of a line, each on a page of its own: one way to save them all. Each is read, compared with what the
//! person saw, written, read again, and told in sentences.

mod blocked;
mod setting;
mod side;
mod speed_dials;
mod voicebox;

pub(crate) use blocked::Blocked;
pub(crate) use setting::{Actions, Asking, Seen, Setting};
pub(crate) use side::{Own, Side, Staff};
pub(crate) use speed_dials::SpeedDials;
pub(crate) use voicebox::Voicebox;

use super::{
    act::{Act, Done, Undone, at_fields, conclude, unchanged_since},
    subscribers,
};
use leptos::prelude::ServerFnError;
use serde_json::{Map, Value, json};

/// The two server functions of a setting: for staff, and for customers about their own lines.
macro_rules! server_functions {
    ($setting:ty, $form:ty, $staff:ident $staff_name:ident $staff_path:tt, $own:ident $own_name:ident $own_path:tt) => {
        impl $crate::writes::line::Actions for $setting {
            const STAFF: &'static str = concat!("/api/", $staff_path);
            const OWN: &'static str = concat!("/api/", $own_path);
        }
        server_functions!(@one $setting, $form, $crate::writes::line::Staff, $staff $staff_name $staff_path);
        server_functions!(@one $setting, $form, $crate::writes::line::Own, $own $own_name $own_path);
    };
    (@one $setting:ty, $form:ty, $side:ty, $function:ident $name:ident $path:tt) => {
        /// Saves the setting of a line.
        #[allow(dead_code, reason = "called over HTTP alone")]
        #[server(name = $name, prefix = "/api", endpoint = $path)]
        pub async fn $function(
            #[server(default)] token: String,
            #[server(default)] from: String,
            #[server(default)] add: String,
            #[server(default)] id: String,
            #[server(default)] form: $crate::writes::line::Seen<$form>,
        ) -> Result<(), ServerFnError> {
            $crate::writes::line::answer::<$setting, $side>(&token, &from, &add, &id, form).await
        }
    };
}
use server_functions;

async fn answer<S: Setting, D: Side>(
    token: &str,
    from: &str,
    add: &str,
    id: &str,
    form: Seen<S::Form>,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = Box::pin(save::<S, D>(token, add, id, &mut form)).await;
    conclude(D::action::<S>(), from, &form, done).await
}

async fn save<S: Setting, D: Side>(
    token: &str,
    add: &str,
    id: &str,
    form: &mut Seen<S::Form>,
) -> Result<Done, Undone> {
    let act = Act::<D::Needs>::begin(token).await?;
    let line = subscribers::line(&act, id).await?;
    if !add.is_empty() {
        return Err(Undone::MoreRows);
    }
    let held = S::load(&act.client, &line).await?;
    let present = S::state(&held);
    let asking = Asking::new::<D>(&act.portal, &act.principal, &line).await?;
    let wanted = S::parse(&form.values, &asking, &present)?;
    let to = D::path(line.id, S::PATH);
    if wanted == present {
        return Ok(Done { to, notice: say!(line.unchanged) });
    }
    unchanged_since(&mut form.seen, Seen::<S::Form>::mark(&S::form(&present, &asking)))?;
    let change = S::change(&present, &wanted);
    act.audited(S::ACTION, subscribers::object(&line), change, async {
        S::write(&act.client, &line, &held, &wanted).await
    })
    .await
    .map_err(|failure| at_fields(failure, S::REFUSALS))?;
    // What the platform made of it counts, not what was asked for.
    let now = S::load(&act.client, &line).await.map(|held| S::state(&held));
    let words = |now: &S::State| S::sentences(now, &asking).join(" ");
    let notice = match now {
        Ok(now) if now == wanted => say!(line.saved, now = words(&now)),
        Ok(now) => say!(line.saved_otherwise, now = words(&now)),
        Err(_) => say!(line.saved_unread),
    };
    let warnings = if D::IS_STAFF { S::warnings(&present, &wanted, &asking) } else { Vec::new() };
    let notice = std::iter::once(notice).chain(warnings).collect::<Vec<_>>().join(" ");
    Ok(Done { to, notice })
}

/// What the audit trail keeps of a change: the members that differ.
fn difference(before: Value, after: Value) -> Value {
    let members = |value: Value| match value {
        Value::Object(members) => members,
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    let (before, after) = (members(before), members(after));
    let differing = |side: &Map<String, Value>, other: &Map<String, Value>| -> Value {
        let members = side.iter().filter(|(name, value)| other.get(*name) != Some(value));
        members.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    json!({ "before": differing(&before, &after), "after": differing(&after, &before) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_keeps_what_differs() {
        let change = difference(json!({"a": 1, "b": [2], "c": 3}), json!({"a": 1, "b": [], "c": 3}));
        assert_eq!(change, json!({ "before": { "b": [2] }, "after": { "b": [] } }));
    }
}
