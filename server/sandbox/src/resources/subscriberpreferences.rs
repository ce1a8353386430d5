//! `subscriberpreferences` (contract 3.15).

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind as Match};
use crate::hal::Document;
use crate::json;
use crate::patch::Operations;
use crate::preferences::definitions::{self, Definition, Kind};
use crate::preferences::{Scalar, Values};

pub(crate) struct SubscriberPreferences;

/// How long a value can be.
const LONGEST: usize = 128;

/// The names of objects that exist on every sandbox; all other names are unknown.
const KNOWN: [(&str, &[&str]); 3] = [
    ("ncos_level", &["local", "national", "international"]),
    ("sound_set", &["default"]),
    ("rewrite_rule_set", &["default"]),
];

impl Resource for SubscriberPreferences {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "subscriberpreferences",
                entity: "subscriberpreferences",
                collection: verbs::READABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::All,
                roles: Roles::all(roles::EVERYBODY),
                rows: Rows::Subscribers,
                generic: false,
            }
        }
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "reseller_id",
                kind: Match::Id,
                holds: |view, id, test| test.id(view.state.reseller_of_subscriber(id)),
            },
            Filter {
                name: "contact_id",
                kind: Match::Id,
                holds: |view, id, test| {
                    let customer =
                        view.state.subscribers.get(id).and_then(|row| view.state.customers.get(row.customer));
                    test.id(customer.map(|customer| customer.contact))
                },
            },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.subscribers.get(id)?;
        (column == "username").then(|| SortKey::text(Some(&row.username)))
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("subscriberpreferences", id);
        document.relate("subscribers", format!("/api/subscribers/{id}"));
        document.relate_journal();
        if let Some(row) = view.state.subscribers.get(id) {
            for (definition, values) in row.preferences.iter() {
                document.set(definition.name, values.shown());
            }
            if let Some(lock) = row.lock {
                document.set("lock", lock.to_string());
            }
        }
        document.set("id", id);
        document.set("subscriber_id", id);
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        change: Change<'_>,
    ) -> Result<(), ApiError> {
        let mut written = Vec::new();
        let mut lock = None;
        for (name, value) in body {
            let Some((_, definition)) = definitions::find(name) else { continue };
            if name == "lock" {
                lock = Some(checked_lock(definition, value)?);
                continue;
            }
            written.extend(checked(definition, value)?.map(|values| (definition.name, values)));
        }
        // A patch removes what it took out of the document; a PUT removes everything that it does not name.
        let removed: Option<Vec<&str>> = match change {
            Change::Put => None,
            Change::Patch { before, .. } => before.as_object().map(|before| {
                before.keys().map(String::as_str).filter(|name| !body.contains_key(*name)).collect()
            }),
        };
        call.state.subscribers.edit(id, |row| {
            match &removed {
                None => {
                    row.preferences.clear();
                    row.lock = None;
                }
                Some(names) => {
                    for name in names {
                        row.preferences.remove(name);
                        if *name == "lock" {
                            row.lock = None;
                        }
                    }
                }
            }
            for (name, values) in written {
                match values {
                    Values::Many(values) if values.is_empty() => row.preferences.remove(name),
                    values => row.preferences.set(name, values),
                }
            }
            if let Some(lock) = lock {
                row.lock = lock;
            }
        });
        Ok(())
    }
}

fn checked_lock(definition: &Definition, value: &Value) -> Result<Option<u8>, ApiError> {
    match checked(definition, value)? {
        Some(Values::One(Scalar::Choice(level))) => Ok(level.parse().ok()),
        _ => Ok(None),
    }
}

/// The values to store; nothing where null says that there is nothing to do.
fn checked(definition: &Definition, value: &Value) -> Result<Option<Values>, ApiError> {
    let Definition { name, many, .. } = *definition;
    let refuse = |given: &str, expected: &str| {
        Err(ApiError::unprocessable(format!(
            "Invalid data type '{given}' for preference '{name}', expected {expected}"
        )))
    };
    match value {
        Value::Null => Ok(None),
        Value::Array(elements) if many => {
            let values: Vec<Scalar> =
                elements.iter().map(|element| scalar(definition, element)).collect::<Result<_, _>>()?;
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
        _ => Ok(Some(Values::One(scalar(definition, value)?))),
    }
}

fn scalar(definition: &Definition, value: &Value) -> Result<Scalar, ApiError> {
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
            if KNOWN.iter().any(|(kind, names)| *kind == to && names.contains(&text.as_str())) {
                Ok(Scalar::Text(text.into()))
            } else {
                Err(ApiError::unprocessable(format!("Unknown {to} '{text}'")))
            }
        }
        Kind::Text | Kind::Blob => Ok(Scalar::Text(text.into())),
    }
}
