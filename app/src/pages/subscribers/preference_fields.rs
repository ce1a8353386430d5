//! The inputs of preferences, by what they hold.

use crate::components::{Choice, Hidden, SelectField, TextArea, TextField};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use switchhook_access::Principal;
use switchhook_domain::preference::{DataType, Definition, PreferencesForm, Values};

/// Preferences in their groups. To be called inside of their form, where the fields find their mistakes.
pub(super) fn sections(
    definitions: &[Definition],
    values: &Values,
    form: &PreferencesForm,
    principal: &Principal,
) -> Vec<AnyView> {
    let mut groups: BTreeMap<&str, Vec<&Definition>> = BTreeMap::new();
    for definition in definitions {
        groups.entry(&definition.group).or_default().push(definition);
    }
    groups
        .into_iter()
        .map(|(group, mut members)| {
            members.sort_by_key(|definition| label(definition).to_lowercase());
            section(group, &members, values, form, principal)
        })
        .collect()
}

fn section(
    group: &str,
    members: &[&Definition],
    values: &Values,
    form: &PreferencesForm,
    principal: &Principal,
) -> AnyView {
    let members = members
        .iter()
        .map(|definition| {
            let value = values.get(&definition.name);
            let allowed = principal.may(definition.permission());
            let body = if allowed && definition.writable() {
                input(definition, value, form)
            } else {
                fixed(definition, value, allowed)
            };
            view! { <div class="preference">{body}<p class="technical"><code>{definition.name.clone()}</code></p></div> }
        })
        .collect_view();
    let title = if group.is_empty() { say!(preferences.other_group) } else { group.to_owned() };
    view! { <section><h2>{title}</h2>{members}</section> }.into_any()
}

fn label(definition: &Definition) -> String {
    if definition.label.is_empty() { definition.name.clone() } else { definition.label.clone() }
}

/// An input with what was typed, or else the present value; and what the person saw before.
fn input(definition: &Definition, value: Option<&Value>, form: &PreferencesForm) -> AnyView {
    let present = definition.to_input(value);
    let typed = form.values.get(&definition.name).cloned().unwrap_or_else(|| present.clone());
    let before = form.before.get(&definition.name).cloned().unwrap_or_else(|| present.clone());
    let name = format!("form[values][{}]", definition.name);
    let label = label(definition);
    // A person whose change was not made sees what is there now.
    let differs = form.values.contains_key(&definition.name) && typed.trim() != present.trim();
    let now = differs.then(|| {
        let now = if present.is_empty() { say!(preferences.not_set) } else { present.replace('\n', ", ") };
        say!(preferences.now, value = now)
    });
    let one_a_line = definition.list.then(|| say!(preferences.list_hint));
    let description = Some(definition.description.clone()).filter(|words| !words.is_empty());
    let hint = [description, one_a_line, now].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let field = if definition.list {
        view! { <TextArea name=name label=label value=typed hint=hint/> }.into_any()
    } else {
        match definition.data_type {
            DataType::Boolean | DataType::Enum => {
                let choices = choices(definition, &typed);
                view! { <SelectField name=name label=label choices=choices value=typed hint=hint/> }
                    .into_any()
            }
            DataType::Int => view! {
                <TextField name=name label=label value=typed hint=hint inputmode="numeric" class="short"/>
            }
            .into_any(),
            DataType::String | DataType::Blob | DataType::Unknown => {
                view! { <TextField name=name label=label value=typed hint=hint/> }.into_any()
            }
        }
    };
    view! { {field}<Hidden name=format!("form[before][{}]", definition.name) value=before/> }.into_any()
}

/// The values of a choice. One that is typed but not offered stays visible: nothing changes by showing it.
fn choices(definition: &Definition, typed: &str) -> Vec<Choice> {
    let not_set = Choice::new("", say!(preferences.not_set));
    let mut choices = if definition.data_type == DataType::Boolean {
        let (yes, no) = (say!(preferences.yes), say!(preferences.no));
        vec![not_set, Choice::new("true", yes), Choice::new("false", no)]
    } else {
        let offered = definition.choices.iter().filter_map(|choice| {
            let value = choice.value.as_deref().filter(|value| !value.is_empty())?;
            let words = if choice.label.is_empty() { value } else { &choice.label };
            Some(Choice::new(value, words))
        });
        std::iter::once(not_set).chain(offered).collect()
    };
    if !choices.iter().any(|choice| choice.value == typed) {
        choices.push(Choice::new(typed, typed));
    }
    choices
}

/// A value that is only shown, and why.
fn fixed(definition: &Definition, value: Option<&Value>, allowed: bool) -> AnyView {
    let shown = match (definition.data_type, value) {
        (_, None | Some(Value::Null)) => say!(preferences.not_set),
        (DataType::Blob, Some(_)) => say!(preferences.file),
        (DataType::Boolean, Some(Value::Bool(true))) => say!(preferences.yes),
        (DataType::Boolean, Some(Value::Bool(false))) => say!(preferences.no),
        _ if definition.is_secret() && !allowed => say!(preferences.secret),
        (_, value) => definition.to_input(value).replace('\n', ", "),
    };
    let why = if allowed { say!(preferences.read_only) } else { say!(preferences.not_allowed) };
    let hint = (!definition.description.is_empty())
        .then(|| view! { <p class="hint">{definition.description.clone()}</p> });
    view! {
        <dl class="facts">
            <dt>{label(definition)}</dt>
            <dd>{shown}" "<small>{why}</small></dd>
        </dl>
        {hint}
    }
    .into_any()
}
