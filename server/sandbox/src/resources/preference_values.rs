//! The values of preferences in a request: those of subscribers, customers and domains are alike (contract 3.15).

use serde_json::{Map, Value};

use super::Change;
use crate::error::ApiError;
use crate::form::Submitted;
use crate::json;
use crate::preferences::definitions::{self, Definition, Kind};
use crate::preferences::{Preferences, Scalar, Values};
use crate::state::State;

/// How long a value can be.
const LONGEST: usize = 128;

/// The names of objects that exist on every sandbox; all other names are unknown.
const KNOWN: [(&str, &[&str]); 3] = [
    ("ncos_level", &["local", "national", "international"]),
    ("sound_set", &["default"]),
    ("rewrite_rule_set", &["default"]),
];

/// What a request makes of somebody's preferences.
pub(super) struct Wanted {
    written: Vec<(&'static str, Values)>,
    /// The names that a patch took out of the document; nothing for a PUT, which removes all that it does not name.
    removed: Option<Vec<String>>,
    /// The lock of a subscriber, which is not among the preferences here.
    pub(super) lock: Submitted<u8>,
}

impl Wanted {
    pub(super) fn parse(
        state: &State,
        reseller: u32,
        body: &Map<String, Value>,
        change: Change<'_>,
    ) -> Result<Self, ApiError> {
        let mut written = Vec::new();
        let mut lock = Submitted::LeftOut;
        for (name, value) in body {
            let Some((_, definition)) = definitions::find(name) else { continue };
            let values = checked(state, reseller, definition, value)?;
            if name == "lock" {
                lock = Submitted::Given(match values {
                    Some(Values::One(Scalar::Choice(level))) => level.parse().ok(),
                    _ => None,
                });
            } else {
                written.extend(values.map(|values| (definition.name, values)));
            }
        }
        let removed = match change {
            Change::Put => None,
            Change::Patch { before, .. } => before
                .as_object()
                .map(|before| before.keys().filter(|name| !body.contains_key(*name)).cloned().collect()),
        };
        Ok(Self { written, removed, lock })
    }

    pub(super) fn removes(&self, name: &str) -> bool {
        self.removed.as_ref().is_none_or(|removed| removed.iter().any(|known| known == name))
    }

    pub(super) fn write(self, preferences: &mut Preferences) {
        match &self.removed {
            None => preferences.clear(),
            Some(names) => names.iter().for_each(|name| preferences.remove(name)),
        }
        for (name, values) in self.written {
            match values {
                Values::Many(values) if values.is_empty() => preferences.remove(name),
                values => preferences.set(name, values),
            }
        }
    }
}

/// The values to store; nothing where null says that there is nothing to do.
fn checked(
    state: &State,
    reseller: u32,
    definition: &Definition,
    value: &Value,
) -> Result<Option<Values>, ApiError> {
    let Definition { name, many, .. } = *definition;
    let refuse = |given: &str, expected: &str| {
        Err(ApiError::unprocessable(format!(
            "Invalid data type '{given}' for preference '{name}', expected {expected}"
        )))
    };
    match value {
        Value::Null => Ok(None),
        Value::Array(elements) if many => {
            let values: Vec<Scalar> = elements
                .iter()
                .map(|element| scalar(state, reseller, definition, element))
                .collect::<Result<_, _>>()?;
            if name == "allowed_clis" {
                for (place, value) in values.iter().enumerate() {
                    if let Scalar::Text(text) = value
                        && values[..place].contains(value)
                    {
                        return Err(ApiError::unprocessable(format!("Duplicate allowed_clis value: {text}")));
                    }
                }
            }
            Ok(Some(Values::Many(values)))
        }
        Value::Array(_) => refuse("ARRAY", "flat value"),
        Value::Object(_) if !matches!(definition.kind, Kind::Blob) => {
            refuse("HASH", if many { "ARRAY" } else { "flat value" })
        }
        _ if many => refuse("", "ARRAY"),
        _ => Ok(Some(Values::One(scalar(state, reseller, definition, value)?))),
    }
}

fn scalar(state: &State, reseller: u32, definition: &Definition, value: &Value) -> Result<Scalar, ApiError> {
    let name = definition.name;
    let wrong_type = |expected: &str| {
        ApiError::unprocessable(format!(
            "Invalid data type for element in preference '{name}', expected '{expected}'"
        ))
    };
    let text = json::text_of(Some(value)).unwrap_or_default();
    if text.chars().count() > LONGEST {
        return Err(ApiError::unprocessable(format!(
            "Preference '{name}' exceeds maximum length of {LONGEST} characters"
        )));
    }
    match definition.kind {
        Kind::Boolean => match value {
            Value::Bool(flag) => Ok(Scalar::Flag(*flag)),
            _ if text == "0" || text == "1" => Ok(Scalar::Flag(text == "1")),
            _ => Err(wrong_type("boolean")),
        },
        Kind::Int if value.is_boolean() => Err(wrong_type("int")),
        Kind::Int => text.parse().map(Scalar::Int).map_err(|_| wrong_type("int")),
        Kind::Choice(_) => definition
            .choice_of(&text)
            .map(Scalar::Choice)
            .ok_or_else(|| ApiError::unprocessable(format!("Invalid enum value in preference '{name}'"))),
        Kind::Reference(to) => {
            let levels = state.ncos_levels.visible(Some(reseller)).iter();
            let mut levels = levels.filter_map(|id| state.ncos_levels.get(*id)?.text("level"));
            if KNOWN.iter().any(|(kind, names)| *kind == to && names.contains(&text.as_str()))
                || to == "ncos_level" && levels.any(|level| level == text)
            {
                Ok(Scalar::Text(text.into()))
            } else {
                Err(ApiError::unprocessable(format!("Unknown {to} '{text}'")))
            }
        }
        Kind::Text | Kind::Blob => Ok(Scalar::Text(text.into())),
    }
}
