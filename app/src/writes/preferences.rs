//! Saving preferences of a line: only what the person changed, and only what they may change.

use super::{
    act::{Act, Done, Undone, at_fields, conclude},
    subscribers,
};
use crate::{language, words};
use leptos::prelude::*;
use leptos_i18n::Locale as _;
use serde_json::{Value, json};
use switchhook_access::{audit::Action, needs};
use switchhook_domain::{
    FieldError, FieldErrors,
    preference::{Change, Definition, PreferencesForm, Values},
};

const PATH: &str = "/api/preferences/save";

/// Saves the preferences that the page showed.
#[server(name = SavePreferences, prefix = "/api", endpoint = "preferences/save")]
pub async fn save_preferences(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: PreferencesForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = save(&token, &id, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn save(token: &str, id: &str, form: &mut PreferencesForm) -> Result<Done, Undone> {
    let act = Act::<needs::EditPreferences>::begin(token).await?;
    let line = subscribers::line(&act, id).await?;
    let (definitions, present) = tokio::try_join!(
        act.client.preference_definitions(language::current().as_str()),
        act.client.preferences(&line)
    )?;
    let definition = |name: &str| definitions.iter().find(|definition| definition.name == name);
    let changes = form.changes(&definitions, &present).inspect_err(|errors| {
        // The page shows the present values now; saving once more is a decision.
        let conflicts = definitions
            .iter()
            .filter(|definition| errors.get(&field(&definition.name)) == Some(FieldError::ChangedMeanwhile));
        for definition in conflicts {
            let now = definition.to_input(present.get(&definition.name));
            form.before.insert(definition.name.clone(), now);
        }
    });
    let changes = changes?;
    let mut forbidden = FieldErrors::new();
    for change in &changes {
        if definition(&change.name).is_none_or(|definition| !act.principal.may(definition.permission())) {
            forbidden.add(field(&change.name), FieldError::InvalidChoice);
        }
    }
    if !forbidden.is_empty() {
        return Err(forbidden.into());
    }
    let to = page(line.id, &form.search);
    if changes.is_empty() {
        return Ok(Done { to, notice: say!(preferences.notice.unchanged) });
    }
    act.audited(
        Action::ChangePreferences,
        subscribers::object(&line),
        described(&definitions, &changes),
        async { act.client.change_preferences(&line, &changes).await },
    )
    .await
    .map_err(|failure| {
        let fields: Vec<_> =
            changes.iter().map(|change| (change.name.as_str(), field(&change.name))).collect();
        let fields: Vec<_> = fields.iter().map(|(name, field)| (*name, field.as_str())).collect();
        at_fields(failure, &fields)
    })?;
    let label = |name: &str| definition(name).map_or(name.to_owned(), words_of);
    let labels = |names: &[&str]| names.iter().map(|name| label(name)).collect::<Vec<_>>().join(", ");
    let names: Vec<_> = changes.iter().map(|change| change.name.as_str()).collect();
    // The platform drops some names without a word (contract 3.15): what it holds now counts.
    let lost = match act.client.preferences(&line).await {
        Ok(after) => differing(&changes, &after),
        Err(_) => Vec::new(),
    };
    let notice = if lost.is_empty() {
        say!(preferences.notice.saved, names = labels(&names), line = words::line(&line))
    } else {
        say!(preferences.notice.differs, names = labels(&lost), line = words::line(&line))
    };
    Ok(Done { to, notice })
}

fn field(name: &str) -> String {
    format!("form[values][{name}]")
}

fn page(id: impl std::fmt::Display, search: &str) -> String {
    let query = serde_urlencoded::to_string([("search", search)]).unwrap_or_default();
    let query = if search.is_empty() { String::new() } else { format!("?{query}") };
    format!("/subscribers/{id}/preferences{query}")
}

/// What a preference is called.
fn words_of(definition: &Definition) -> String {
    if definition.label.is_empty() { definition.name.clone() } else { definition.label.clone() }
}

/// The change as the audit trail keeps it: without passwords and codes.
fn described(definitions: &[Definition], changes: &[Change]) -> Value {
    let side = |value: fn(&Change) -> &Option<Value>| -> Value {
        let shown = |change: &Change| {
            let secret = definitions.iter().any(|one| one.name == change.name && one.is_secret());
            match value(change) {
                Some(_) if secret => Value::from("…"),
                value => json!(value),
            }
        };
        changes.iter().map(|change| (change.name.clone(), shown(change))).collect()
    };
    json!({ "before": side(|change| &change.from), "after": side(|change| &change.to) })
}

/// The names of the changes that the platform did not make.
fn differing<'a>(changes: &'a [Change], after: &Values) -> Vec<&'a str> {
    let holds = |change: &Change| after.get(&change.name) == change.to.as_ref();
    changes.iter().filter(|change| !holds(change)).map(|change| change.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchhook_domain::preference::DataType;

    fn definition(name: &str) -> Definition {
        Definition {
            name: name.into(),
            label: String::new(),
            description: String::new(),
            group: String::new(),
            data_type: DataType::String,
            list: false,
            read_only: false,
            choices: Vec::new(),
        }
    }

    #[test]
    fn codes_are_not_in_the_audit_trail() {
        let definitions = [definition("conference_pin"), definition("language")];
        let changes = [
            Change { name: "conference_pin".into(), from: None, to: Some(json!("1234")) },
            Change { name: "language".into(), from: Some(json!("en")), to: Some(json!("de")) },
        ];
        assert_eq!(
            described(&definitions, &changes),
            json!({
                "before": { "conference_pin": null, "language": "en" },
                "after": { "conference_pin": "…", "language": "de" },
            })
        );
    }

    #[test]
    fn what_the_platform_dropped_is_told() {
        let changes = [
            Change { name: "a".into(), from: None, to: Some(json!(1)) },
            Change { name: "b".into(), from: Some(json!(1)), to: None },
        ];
        let after = Values::from([("a".into(), json!(1)), ("b".into(), json!(1))]);
        assert_eq!(differing(&changes, &after), ["b"]);
    }

    #[test]
    fn the_search_is_kept() {
        assert_eq!(page(7, "block list"), "/subscribers/7/preferences?search=block+list");
        assert_eq!(page(7, ""), "/subscribers/7/preferences");
    }
}
