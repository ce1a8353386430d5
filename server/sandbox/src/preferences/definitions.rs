//! What a preference is: its type, its group, its choices (contract 3.14).

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::catalogue;
use crate::hal;
use crate::options::Role;

/// The type of a preference's values.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Boolean,
    Int,
    Text,
    Choice(&'static [Choice]),
    /// The name of an object of this kind.
    Reference(&'static str),
    Blob,
}

/// A value of an enumeration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    value: Option<&'static str>,
    preset: bool,
}

impl Choice {
    /// No value: what the domain says holds.
    pub(super) const UNSET: Self = Self { value: None, preset: true };

    pub(super) const fn of(value: &'static str) -> Self {
        Self { value: Some(value), preset: false }
    }

    pub(super) const fn preset(value: &'static str) -> Self {
        Self { value: Some(value), preset: true }
    }
}

/// A preference of the catalogue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Definition {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Whether it holds a list.
    pub(crate) many: bool,
    read_only: bool,
    description: &'static str,
}

impl Definition {
    const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self { name, kind, many: false, read_only: false, description }
    }

    pub(super) const fn flag(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Boolean, description)
    }

    pub(super) const fn int(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Int, description)
    }

    pub(super) const fn text(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Text, description)
    }

    pub(super) const fn blob(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Blob, description)
    }

    pub(super) const fn choice(
        name: &'static str,
        choices: &'static [Choice],
        description: &'static str,
    ) -> Self {
        Self::new(name, Kind::Choice(choices), description)
    }

    pub(super) const fn reference(name: &'static str, to: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Reference(to), description)
    }

    pub(super) const fn many(self) -> Self {
        Self { many: true, ..self }
    }

    pub(super) const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    /// Whether administrators of a customer see it (contract 3.14).
    pub(crate) fn is_exposed_to_customers(&self) -> bool {
        self.is_exposed_to_subscribers() || CUSTOMERS_ONLY.contains(&self.name)
    }

    /// Whether it is shown to a role.
    pub(crate) fn is_shown_to(&self, role: Role) -> bool {
        match role {
            Role::SubscriberAdmin => self.is_exposed_to_customers(),
            Role::Subscriber => self.is_exposed_to_subscribers(),
            _ => true,
        }
    }

    /// Whether every subscriber sees it.
    pub(crate) fn is_exposed_to_subscribers(&self) -> bool {
        SUBSCRIBERS.contains(&self.name)
    }

    /// The value of an enumeration, if that knows it.
    pub(crate) fn choice_of(&self, value: &str) -> Option<&'static str> {
        match self.kind {
            Kind::Choice(choices) => {
                choices.iter().filter_map(|choice| choice.value).find(|known| *known == value)
            }
            _ => None,
        }
    }

    fn described(&self, group: &str) -> Value {
        let data_type = match self.kind {
            Kind::Boolean => "boolean",
            Kind::Int => "int",
            Kind::Text | Kind::Reference(_) => "string",
            Kind::Choice(_) => "enum",
            Kind::Blob => "blob",
        };
        let mut described = json!({
            "label": spelled(self.name),
            "description": self.description,
            "preference_group": group,
            "data_type": data_type,
            "max_occur": i32::from(!self.many),
            "read_only": self.read_only,
            "dynamic": 0,
            "dev_pref": 0,
            "devprof_pref": 0,
            "fielddev_pref": 0,
        });
        if let Kind::Choice(choices) = self.kind {
            described["enum_values"] = choices.iter().map(|choice| choice_shown(*choice)).collect();
        }
        described
    }
}

fn choice_shown(choice: Choice) -> Value {
    json!({
        "label": choice.value.map_or_else(|| "not set here".to_owned(), spelled),
        "value": choice.value,
        "default_val": choice.preset,
        "dev_pref": 0,
        "devprof_pref": 0,
        "fielddev_pref": 0,
    })
}

/// A name in words.
fn spelled(name: &str) -> String {
    let mut text = name.replace('_', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// What every subscriber sees of its preferences.
const SUBSCRIBERS: [&str; 31] = [
    "accept_auto_answer",
    "advice_of_charge",
    "block_in_clir",
    "block_in_list",
    "block_in_mode",
    "block_out_list",
    "block_out_mode",
    "block_out_override_pin",
    "clir",
    "clir_intrapbx",
    "cloud_pbx_callqueue",
    "colr",
    "conference_max_participants",
    "conference_pin",
    "contract_sound_set",
    "csta_client",
    "csta_controller",
    "dnd",
    "enable_2fa",
    "language",
    "manager_secretary",
    "max_queue_length",
    "mobile_push_enable",
    "music_on_hold",
    "ncos",
    "ncos_set",
    "queue_wrap_up_time",
    "record_call",
    "rerouting_codes",
    "rerouting_mode",
    "secretary_numbers",
];

/// What administrators of a customer see besides.
const CUSTOMERS_ONLY: [&str; 11] = [
    "cli",
    "codecs_filter",
    "codecs_list",
    "colp_cf",
    "colp_pstn",
    "contact_ringtimeout",
    "csc_calls",
    "play_announce_before_call_setup",
    "play_announce_before_cf",
    "play_announce_before_recording",
    "play_announce_to_callee",
];

/// All definitions in the order of their names.
static SORTED: LazyLock<Vec<&'static Definition>> = LazyLock::new(|| {
    let mut all: Vec<&Definition> = catalogue::GROUPS.iter().flat_map(|(_, group)| group.iter()).collect();
    all.sort_by_key(|definition| definition.name);
    all
});

/// The definition of that name and its place, by which rows refer to it.
pub(crate) fn find(name: &str) -> Option<(u16, &'static Definition)> {
    let place = SORTED.binary_search_by_key(&name, |definition| definition.name).ok()?;
    Some((u16::try_from(place).ok()?, SORTED[place]))
}

/// The definition at a place.
pub(super) fn at(place: u16) -> Option<&'static Definition> {
    SORTED.get(usize::from(place)).copied()
}

/// The document of a collection of definitions; the sandbox has the same ones for subscribers, customers and domains: one member for each definition, and no collection.
pub(crate) fn document(collection: &str, role: Role) -> Value {
    let mut members = Map::new();
    for (group, definitions) in catalogue::GROUPS {
        for definition in definitions.iter().filter(|definition| definition.is_shown_to(role)) {
            members.insert(definition.name.to_owned(), definition.described(group));
        }
    }
    let mut links = hal::fixed_links();
    links.insert("self".to_owned(), json!({ "href": format!("/api/{collection}/") }));
    members.insert("_links".to_owned(), Value::Object(links));
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        let mut names: Vec<&str> = SORTED.iter().map(|definition| definition.name).collect();
        names.dedup();
        assert_eq!(names.len(), 246);
        for name in names {
            assert_eq!(find(name).unwrap().1.name, name);
        }
        assert!(find("account_id").is_none());
    }

    #[test]
    fn every_type_is_described() {
        let document = document("subscriberpreferencedefs", Role::Admin);
        assert_eq!(document["clir"]["data_type"], "boolean");
        assert_eq!(document["block_in_list"]["max_occur"], 0);
        assert_eq!(document["concurrent_max"]["data_type"], "int");
        assert_eq!(document["ncos"]["data_type"], "string");
        assert_eq!(document["lock"]["read_only"], true);
        assert_eq!(document["lock"]["enum_values"][1]["value"], "1");
        assert_eq!(document["emergency_location_object"]["data_type"], "blob");
        assert!(document.get("total_count").is_none());
    }
}
