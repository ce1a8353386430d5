//! What an entry of the trail says about the change itself, in a form that people can read.

use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use switchhook_access::audit::AuditRecord;

/// A box to open: the change, how it ended, and what the logs call it.
pub(super) fn details(record: &AuditRecord) -> AnyView {
    let detail = (!record.detail.is_empty())
        .then(|| view! { <dt>{say!(audit.detail)}</dt><dd>{record.detail.clone()}</dd> });
    let role = record.actor.as_ref().map(|actor| {
        view! { <dt>{say!(audit.role)}</dt><dd><code>{actor.role.name()}</code></dd> }
    });
    let address = record
        .address
        .clone()
        .map(|address| view! { <dt>{say!(audit.address)}</dt><dd><code>{address}</code></dd> });
    view! {
        <details>
            <summary>{say!(audit.details)}</summary>
            {change(&record.change)}
            <dl class="facts">
                {detail}
                {role}
                {address}
                <dt>{say!(audit.request)}</dt>
                <dd><code>{record.request_id.clone()}</code></dd>
            </dl>
        </details>
    }
    .into_any()
}

fn change(change: &Value) -> AnyView {
    let side = |name: &str| change.get(name).and_then(Value::as_object);
    match (side("before"), side("after")) {
        (None, None) => members(change),
        (before, after) => {
            let names: BTreeSet<_> =
                [before, after].into_iter().flatten().flat_map(|side| side.keys()).collect();
            let rows = names
                .into_iter()
                .map(|name| {
                    let value = |side: Option<&serde_json::Map<String, Value>>| {
                        side.map(|side| text(side.get(name).unwrap_or(&Value::Null)))
                    };
                    let (before, after) = (value(before), value(after));
                    let arrow = (before.is_some() && after.is_some()).then_some(" → ");
                    view! {
                        <dt><code>{name.clone()}</code></dt>
                        <dd>{before.map(|words| view! { <del>{words}</del> })}{arrow}{after.map(|words| view! { <ins>{words}</ins> })}</dd>
                    }
                })
                .collect_view();
            view! { <dl class="facts">{rows}</dl> }.into_any()
        }
    }
}

/// A change that is not told as before and after.
fn members(change: &Value) -> AnyView {
    match change {
        Value::Null => ().into_any(),
        Value::Object(members) => {
            let rows = members
                .iter()
                .map(|(name, value)| view! { <dt><code>{name.clone()}</code></dt><dd>{text(value)}</dd> })
                .collect_view();
            view! { <dl class="facts">{rows}</dl> }.into_any()
        }
        other => view! { <p>{text(other)}</p> }.into_any(),
    }
}

/// A value in one line; nothing is a dash.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "–".to_owned(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{name}: {}", text(value)));
            members.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_told_without_brackets() {
        for (value, words) in [
            (json!(null), "–"),
            (json!([]), "–"),
            (json!(["431*", 7, true]), "431*, 7, true"),
            (json!({"a": 1, "b": {"c": null}}), "a: 1; b: c: –"),
        ] {
            assert_eq!(text(&value), words);
        }
    }
}
