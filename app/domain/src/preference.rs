//! Preferences of a subscriber: definitions that the platform sends, values, and the form generated from them
//! (contract 3.14, 3.15).

use crate::{FieldError, FieldErrors, permission::Permission, text};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The platform stores at most so many characters in one value.
const VALUE_LONGEST: u16 = 128;

/// What kind of value a preference holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// Yes or no.
    Boolean,
    /// A whole number.
    Int,
    /// A text, or the name of something that the platform knows.
    String,
    /// One of a list of values.
    Enum,
    /// A file; shown, never written.
    Blob,
    /// A kind that this portal does not know; shown, never written.
    #[serde(other)]
    Unknown,
}

/// One value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The words for it.
    pub label: String,
    /// What is stored; none stands for "not set".
    pub value: Option<String>,
}

/// What the platform says about a preference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The technical name, e.g. `block_in_list`.
    pub name: String,
    /// The words for it.
    pub label: String,
    /// What it does.
    pub description: String,
    /// The group that it is shown in.
    pub group: String,
    /// What it holds.
    pub data_type: DataType,
    /// Whether it holds any number of values.
    pub list: bool,
    /// Whether the platform calls it read-only. (It would accept a write all the same.)
    pub read_only: bool,
    /// The values of an [`DataType::Enum`].
    pub choices: Vec<Choice>,
}

/// The values of a subscriber, as the platform sent them; a preference without a value is absent.
pub type Values = BTreeMap<String, Json>;

/// One preference that shall change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The technical name.
    pub name: String,
    /// Its present value.
    pub from: Option<Json>,
    /// Its new value; none removes it.
    pub to: Option<Json>,
}

impl Definition {
    /// Whether the portal lets staff change it.
    #[must_use]
    pub fn writable(&self) -> bool {
        !self.read_only && !matches!(self.data_type, DataType::Blob | DataType::Unknown)
    }

    /// What it takes to change it, and to see a value that is secret.
    #[must_use]
    pub fn permission(&self) -> Permission {
        if self.name == "lock" {
            Permission::LockSubscribers
        } else if self.is_secret() {
            Permission::EditPasswords
        } else {
            Permission::EditPreferences
        }
    }

    /// Whether its value is a password or a code. The platform does not say so, only the names do.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.name.split('_').any(|word| matches!(word, "pass" | "password" | "pin" | "secret" | "token"))
    }

    /// Whether a search for `words` finds it, by name, label, description or group.
    #[must_use]
    pub fn matches(&self, words: &str) -> bool {
        let hay = format!("{} {} {} {}", self.name, self.label, self.description, self.group).to_lowercase();
        words.to_lowercase().split_whitespace().all(|word| hay.contains(word))
    }

    /// A value as the input of the form shows it: a list has one entry a line, nothing is "not set".
    #[must_use]
    pub fn to_input(&self, value: Option<&Json>) -> String {
        match value {
            None | Some(Json::Null) => String::new(),
            Some(Json::Array(entries)) => entries.iter().map(plain).collect::<Vec<_>>().join("\n"),
            Some(value) => plain(value),
        }
    }

    /// Reads the input of the form.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(&self, typed: &str) -> Result<Option<Json>, FieldError> {
        if !self.list {
            return if typed.trim().is_empty() { Ok(None) } else { self.parse_one(typed).map(Some) };
        }
        let mut entries = Vec::new();
        for line in typed.lines().filter(|line| !line.trim().is_empty()) {
            let entry = self.parse_one(line)?;
            if entries.contains(&entry) {
                return Err(FieldError::Repeated);
            }
            entries.push(entry);
        }
        Ok((!entries.is_empty()).then_some(Json::Array(entries)))
    }

    fn parse_one(&self, typed: &str) -> Result<Json, FieldError> {
        match self.data_type {
            DataType::Boolean => match typed.trim() {
                "true" => Ok(Json::Bool(true)),
                "false" => Ok(Json::Bool(false)),
                _ => Err(FieldError::InvalidChoice),
            },
            DataType::Int => {
                text::whole_number(typed, i64::from(i32::MIN), i64::from(i32::MAX)).map(Json::from)
            }
            DataType::Enum => {
                let known = self.choices.iter().any(|choice| choice.value.as_deref() == Some(typed));
                if known { Ok(Json::from(typed)) } else { Err(FieldError::InvalidChoice) }
            }
            DataType::String => text::required(typed, VALUE_LONGEST).map(Json::from),
            DataType::Blob | DataType::Unknown => Err(FieldError::InvalidChoice),
        }
    }
}

/// A single value without quotation marks.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The form of the preferences page: only the preferences that were shown are in it; all others stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    /// What was typed, by name.
    pub values: BTreeMap<String, String>,
    /// What the page showed before, by name.
    pub before: BTreeMap<String, String>,
    /// The search that the page was showing.
    pub search: String,
}

impl PreferencesForm {
    /// Compares what was typed with the platform's present state: only what the person changed is written, and what somebody
    /// else changed meanwhile is told instead of overwritten.
    ///
    /// # Errors
    /// Every mistake at its field, `form[values][name]`.
    pub fn changes(&self, definitions: &[Definition], present: &Values) -> Result<Vec<Change>, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut changes = Vec::new();
        for (name, typed) in &self.values {
            let field = format!("form[values][{name}]");
            let before = self.before.get(name).map_or("", String::as_str);
            // Browsers send line ends as CR LF.
            if typed.replace("\r\n", "\n").trim() == before.replace("\r\n", "\n").trim() {
                continue;
            }
            let Some(definition) = definitions.iter().find(|definition| &definition.name == name) else {
                errors.add(field, FieldError::Unknown);
                continue;
            };
            if !definition.writable() {
                errors.add(field, FieldError::InvalidChoice);
                continue;
            }
            let from = present.get(name).cloned();
            let Some(to) = errors.take(&field, definition.parse(typed)) else { continue };
            if from == to {
                continue;
            }
            if definition.to_input(from.as_ref()).trim() != before.replace("\r\n", "\n").trim() {
                errors.add(field, FieldError::ChangedMeanwhile);
                continue;
            }
            changes.push(Change { name: name.clone(), from, to });
        }
        if errors.is_empty() { Ok(changes) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn definition(name: &str, data_type: DataType, list: bool) -> Definition {
        Definition {
            name: name.into(),
            label: "Block list for incoming calls".into(),
            description: String::new(),
            group: "Blocking".into(),
            data_type,
            list,
            read_only: false,
            choices: vec![
                Choice { label: "none".into(), value: None },
                Choice { label: "German".into(), value: Some("de".into()) },
            ],
        }
    }

    fn form(name: &str, typed: &str, before: &str) -> PreferencesForm {
        PreferencesForm {
            values: BTreeMap::from([(name.to_owned(), typed.to_owned())]),
            before: BTreeMap::from([(name.to_owned(), before.to_owned())]),
            search: String::new(),
        }
    }

    #[test]
    fn every_kind_of_value_is_read_from_its_input() {
        use DataType as D;
        for (data_type, list, typed, value) in [
            (D::Boolean, false, "true", Ok(Some(json!(true)))),
            (D::Boolean, false, "maybe", Err(FieldError::InvalidChoice)),
            (D::Boolean, false, "", Ok(None)),
            (D::Int, false, "12", Ok(Some(json!(12)))),
            (D::Int, false, "twelve", Err(FieldError::NotANumber)),
            (D::String, false, "tone", Ok(Some(json!("tone")))),
            (D::String, false, "🙂", Err(FieldError::UnsupportedCharacter)),
            (D::Enum, false, "de", Ok(Some(json!("de")))),
            (D::Enum, false, "xx", Err(FieldError::InvalidChoice)),
            (D::String, true, "431*\r\n\r\n 4366* ", Ok(Some(json!(["431*", "4366*"])))),
            (D::String, true, "431*\n431*", Err(FieldError::Repeated)),
            (D::String, true, " \n", Ok(None)),
            (D::Blob, false, "x", Err(FieldError::InvalidChoice)),
        ] {
            assert_eq!(definition("x", data_type, list).parse(typed), value, "{data_type:?} {typed:?}");
        }
        let long = "x".repeat(10_000);
        assert_eq!(definition("x", D::String, false).parse(&long), Err(FieldError::TooLong(128)));
    }

    #[test]
    fn only_what_the_person_changed_is_written() {
        let definitions = [definition("block_in_list", DataType::String, true)];
        let present = Values::from([("block_in_list".into(), json!(["431*"])), ("cli".into(), json!("43"))]);
        assert_eq!(form("block_in_list", "431*", "431*").changes(&definitions, &present), Ok(vec![]));
        let changes = form("block_in_list", "431*\r\n49*", "431*").changes(&definitions, &present).unwrap();
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].to, Some(json!(["431*", "49*"])));
        let changes = form("block_in_list", "", "431*").changes(&definitions, &present).unwrap();
        assert_eq!(changes[0].to, None);
    }

    #[test]
    fn somebody_elses_change_is_not_overwritten() {
        let definitions = [definition("language", DataType::Enum, false)];
        let present = Values::from([("language".into(), json!("en"))]);
        let errors = form("language", "de", "").changes(&definitions, &present).unwrap_err();
        assert_eq!(errors.get("form[values][language]"), Some(FieldError::ChangedMeanwhile));
    }

    #[test]
    fn unknown_and_read_only_preferences_are_refused() {
        let mut fixed = definition("fixed", DataType::String, false);
        fixed.read_only = true;
        assert!(form("fixed", "x", "").changes(&[fixed], &Values::new()).is_err());
        let errors = form("no_such", "x", "").changes(&[], &Values::new()).unwrap_err();
        assert_eq!(errors.get("form[values][no_such]"), Some(FieldError::Unknown));
    }

    #[test]
    fn secrets_and_locks_take_more_than_other_preferences() {
        for (name, permission) in [
            ("peer_auth_pass", Permission::EditPasswords),
            ("block_out_override_pin", Permission::EditPasswords),
            ("lock", Permission::LockSubscribers),
            ("bypass_rtpproxy", Permission::EditPreferences),
            ("manager_secretary", Permission::EditPreferences),
        ] {
            assert_eq!(definition(name, DataType::String, false).permission(), permission, "{name}");
        }
    }

    #[test]
    fn is_found_by_any_of_its_words() {
        let definition = definition("block_in_list", DataType::String, true);
        assert!(definition.matches("INCOMING block"));
        assert!(definition.matches("block_in"));
        assert!(!definition.matches("outgoing"));
    }
}
