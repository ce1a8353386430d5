//! `cfmappings` (contract 3.19).

use serde_json::{Map, Value, json};

use super::forward_sets::elements;
use super::{Call, Change, Resource, Roles, Rows, Shape, View, roles, verbs};
use crate::caller::Caller;
use crate::error::{ApiError, FieldError, FieldErrors};
use crate::forwards::Addressee;
use crate::hal::Document;
use crate::json;
use crate::patch::Operations;
use crate::state::State;
use crate::state::forwards::{ForwardType, Mapping, Set, SetKind};

pub(crate) struct CfMappings;

impl Resource for CfMappings {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "cfmappings",
                entity: "cfmapping",
                collection: verbs::READABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::All,
                roles: Roles::all(roles::EVERYBODY),
                rows: Rows::Subscribers,
                generic: false,
            }
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = related(id, view.caller);
        let forwards = &view.state.forwards;
        for forward in ForwardType::ALL {
            let shown =
                forwards.mappings_of_type(id, forward).map(|(cfm, row)| mapping_shown(view.state, cfm, row));
            document.set(forward.name(), shown.collect::<Vec<_>>());
        }
        document.set("cft_ringtimeout", forwards.ring_time(id));
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        change: Change<'_>,
    ) -> Result<(), ApiError> {
        // A patch that only adds works on empty lists and appends what comes out.
        let added = match change {
            Change::Patch { patch, .. } if patch.only_adds() => {
                let mut document = Value::Object(empty(id, call.caller).members);
                patch.apply(&mut document)?;
                Some(document)
            }
            _ => None,
        };
        let body = added.as_ref().and_then(Value::as_object).unwrap_or(body);
        let mut wanted = Vec::new();
        for forward in ForwardType::ALL {
            let Some(Value::Array(elements)) = body.get(forward.name()) else {
                return Err(ApiError::unprocessable(format!(
                    "Invalid field '{}'. Must be an array.",
                    forward.name()
                )));
            };
            for element in elements {
                wanted.push(Wanted::parse(call.state, id, forward, element)?);
            }
        }
        let ring_time = ring_time(body)?;
        if added.is_none() {
            call.state.forwards.remove_mappings_of(id);
        }
        for mapping in wanted {
            mapping.store(call.state, id);
        }
        keep_ring_time(call.state, id, ring_time);
        Ok(())
    }

    fn answer(&self, view: &View<'_>, id: u32, change: Change<'_>) -> Document {
        match change {
            Change::Patch { patch, .. } if patch.only_adds() => empty(id, view.caller),
            _ => self.document(view, id),
        }
    }
}

/// Stores a ring time; without one it stays only while an enabled forward needs it.
pub(super) fn keep_ring_time(state: &mut State, subscriber: u32, seconds: Option<u32>) {
    let needed = state.forwards.mappings_of_type(subscriber, ForwardType::Cft).any(|(_, row)| row.enabled);
    match seconds {
        Some(seconds) if seconds > 0 => state.forwards.set_ring_time(subscriber, Some(seconds)),
        _ if !needed => state.forwards.set_ring_time(subscriber, None),
        _ => {}
    }
}

fn related(id: u32, caller: &Caller) -> Document {
    let mut document = Document::new("cfmappings", id);
    document.relate("subscribers", format!("/api/subscribers/{id}"));
    if !caller.is_subscriber() {
        document.relate_journal();
    }
    document.set("id", id);
    document
}

fn empty(id: u32, caller: &Caller) -> Document {
    let mut document = related(id, caller);
    for forward in ForwardType::ALL {
        document.set(forward.name(), json!([]));
    }
    document.set("cft_ringtimeout", Value::Null);
    document
}

fn mapping_shown(state: &State, id: u32, row: &Mapping) -> Value {
    let mut shown = json!({
        "cfm_id": id,
        "enabled": row.enabled,
        "use_redirection": row.use_redirection,
    });
    for kind in SetKind::ALL {
        let set = row.set(kind);
        let name = set.and_then(|set| state.forwards.sets(kind).get(set)).map(|set| set.name.clone());
        shown[member(kind)] = name.into();
        shown[format!("{}_id", member(kind))] = set.into();
    }
    shown
}

fn member(kind: SetKind) -> &'static str {
    match kind {
        SetKind::Destination => "destinationset",
        SetKind::Time => "timeset",
        SetKind::Source => "sourceset",
        SetKind::Bnumber => "bnumberset",
    }
}

/// A set that a mapping names.
enum Named {
    Known(u32),
    New(Set),
}

/// A mapping of a request, before anything is changed.
struct Wanted {
    forward: ForwardType,
    sets: [Option<Named>; 4],
    enabled: bool,
    use_redirection: bool,
}

impl Wanted {
    fn parse(
        state: &State,
        subscriber: u32,
        forward: ForwardType,
        element: &Value,
    ) -> Result<Self, ApiError> {
        let Value::Object(members) = element else {
            return Err(ApiError::unprocessable(format!(
                "Invalid element in array '{}'. Must be an object.",
                forward.name()
            )));
        };
        let mut sets = [const { None }; 4];
        for kind in SetKind::ALL {
            sets[kind as usize] = named(state, subscriber, kind, members)?;
        }
        if sets[SetKind::Destination as usize].is_none() {
            return Err(ApiError::unprocessable(format!(
                "Missing field 'destinationset' or 'destinationset_id' in '{}'.",
                forward.name()
            )));
        }
        Ok(Self {
            forward,
            sets,
            enabled: flag(members.get("enabled"), true)?,
            use_redirection: flag(members.get("use_redirection"), false)?,
        })
    }

    fn store(self, state: &mut State, subscriber: u32) {
        let [destination, time, source, bnumber] = self.sets.map(|named| named);
        let mut id = |kind: SetKind, named: Option<Named>| match named? {
            Named::Known(id) => Some(id),
            Named::New(set) => Some(state.forwards.sets_mut(kind).add(set)),
        };
        let destination = id(SetKind::Destination, destination).unwrap_or_default();
        let time = id(SetKind::Time, time);
        let source = id(SetKind::Source, source);
        let bnumber = id(SetKind::Bnumber, bnumber);
        state.forwards.add_mapping(Mapping {
            subscriber,
            forward: self.forward,
            destination,
            time,
            source,
            bnumber,
            enabled: self.enabled,
            use_redirection: self.use_redirection,
        });
    }
}

/// The set that a mapping names: an id wins over a name, and its owner is not asked for.
fn named(
    state: &State,
    subscriber: u32,
    kind: SetKind,
    members: &Map<String, Value>,
) -> Result<Option<Named>, ApiError> {
    let name = member(kind);
    let not_found = || ApiError::unprocessable(format!("Invalid '{name}'. Could not be found."));
    let sets = state.forwards.sets(kind);
    if let Some(id) = members.get(&format!("{name}_id")).filter(|id| !id.is_null()) {
        let id = json::integer_of(id).and_then(|id| u32::try_from(id).ok());
        return id
            .filter(|id| sets.get(*id).is_some())
            .map(|id| Some(Named::Known(id)))
            .ok_or_else(not_found);
    }
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(inline)) => {
            let set_name = json::text_of(inline.get("name")).ok_or_else(not_found)?;
            let elements = elements(kind, inline, &Addressee::of(state, subscriber), None)?;
            if sets.named(subscriber, &set_name).is_some() {
                return Err(failed());
            }
            Ok(Some(Named::New(Set { subscriber, name: set_name, elements })))
        }
        Some(text) => {
            let text = json::text_of(Some(text)).unwrap_or_default();
            sets.named(subscriber, &text).map(|id| Some(Named::Known(id))).ok_or_else(not_found)
        }
    }
}

fn failed() -> ApiError {
    ApiError::unprocessable("Failed to create cfmapping.")
}

/// Texts other than 0 and 1 are no flags (contract 2.7).
fn flag(value: Option<&Value>, default: bool) -> Result<bool, ApiError> {
    match value {
        None | Some(Value::Null) => Ok(default),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(value) => match json::integer_of(value) {
            Some(0) => Ok(false),
            Some(1) => Ok(true),
            _ => Err(failed()),
        },
    }
}

fn ring_time(body: &Map<String, Value>) -> Result<Option<u32>, ApiError> {
    let Some(value) = body.get("cft_ringtimeout").filter(|value| !value.is_null()) else { return Ok(None) };
    json::integer_of(value).and_then(|seconds| u32::try_from(seconds).ok()).map(Some).ok_or_else(|| {
        ApiError::Validation(FieldErrors(vec![FieldError {
            field: "cft_ringtimeout".to_owned(),
            input: json::text_of(Some(value)).unwrap_or_default(),
            errors: vec!["Value must be a positive integer".to_owned()],
        }]))
    })
}
