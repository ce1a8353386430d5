//! `callforwards`: the simple view of the mappings (contract 3.18).

mod wanted;

use serde_json::{Map, Value, json};

use self::wanted::Wanted;
use super::cfmappings::keep_ring_time;
use super::forward_sets::{destination_shown, patterns_shown, set_shown};
use super::{Call, Change, Resource, Roles, Rows, Shape, View, roles, verbs};
use crate::error::ApiError;
use crate::forwards::{self, Addressee, keyword};
use crate::hal::Document;
use crate::patch::Operations;
use crate::state::State;
use crate::state::forwards::{Elements, ForwardType, Mapping, SetKind};

pub(crate) struct CallForwards;

impl Resource for CallForwards {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "callforwards",
                entity: "callforward",
                collection: verbs::READABLE,
                item: verbs::CHANGEABLE_AND_DELETABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::EVERYBODY),
                rows: Rows::Subscribers,
                generic: true,
            }
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("callforwards", id);
        document.relate("callforwards", format!("/api/callforwards/{id}"));
        document.relate("subscribers", format!("/api/subscribers/{id}"));
        document.relate_journal();
        let addressee = Addressee::of(view.state, id);
        let is_shown = |forward: &ForwardType| {
            !view.caller.is_subscriber() || view.state.profile_allows(id, forward.name())
        };
        for forward in ForwardType::ALL.into_iter().filter(is_shown) {
            // Of several mappings the last one is shown.
            let shown = match view.state.forwards.mappings_of_type(id, forward).last() {
                Some((_, row)) => forward_shown(view.state, id, row, &addressee),
                None => json!({}),
            };
            document.set(forward.name(), shown);
        }
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        simple(call.state, id)?;
        let addressee = Addressee::of(call.state, id);
        let mut wanted = Vec::new();
        let is_written = |forward: &ForwardType| {
            !call.caller.is_subscriber() || call.state.profile_allows(id, forward.name())
        };
        for forward in ForwardType::ALL.into_iter().filter(is_written) {
            wanted.push((forward, Wanted::parse(body.get(forward.name()), forward, &addressee)?));
        }
        for (forward, wanted) in wanted {
            match wanted {
                Some(wanted) => wanted.store(call.state, id, forward),
                None => clear(call.state, id, forward),
            }
        }
        let ring_time =
            body.get("cft").and_then(|cft| cft.get("ringtimeout")).and_then(crate::json::integer_of);
        keep_ring_time(call.state, id, ring_time.and_then(|seconds| u32::try_from(seconds).ok()));
        Ok(())
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        simple(call.state, id)?;
        for forward in ForwardType::ALL {
            clear(call.state, id, forward);
        }
        keep_ring_time(call.state, id, None);
        Ok(())
    }
}

/// The simple view refuses every write while any type has several enabled mappings.
fn simple(state: &State, id: u32) -> Result<(), ApiError> {
    for forward in ForwardType::ALL {
        if state.forwards.mappings_of_type(id, forward).filter(|(_, row)| row.enabled).count() > 1 {
            return Err(ApiError::unprocessable(format!(
                "Not a simple cf. Multiple {}-s configured.",
                forward.name()
            )));
        }
    }
    Ok(())
}

/// Removes the forward and its destination set, whatever else uses it.
fn clear(state: &mut State, id: u32, forward: ForwardType) {
    let rows: Vec<(u32, Mapping)> =
        state.forwards.mappings_of_type(id, forward).map(|(cfm, row)| (cfm, row.clone())).collect();
    for (cfm, row) in rows {
        state.forwards.remove_mapping(cfm);
        state.forwards.remove_set(SetKind::Destination, row.destination);
        for kind in [SetKind::Time, SetKind::Source, SetKind::Bnumber] {
            if let Some(set) = row.set(kind) {
                wanted::discard_quick(state, kind, set);
            }
        }
    }
}

fn forward_shown(state: &State, id: u32, row: &Mapping, addressee: &Addressee) -> Value {
    let elements = |kind: SetKind| {
        row.set(kind).and_then(|set| state.forwards.sets(kind).get(set)).map(|set| &set.elements)
    };
    let set = |kind: SetKind| row.set(kind).map_or(Value::Null, |set| set_shown(state, kind, set, id));
    let mut shown = json!({
        "destinations": [],
        "times": [],
        "destination_set": set(SetKind::Destination),
        "time_set": set(SetKind::Time),
        "source_set": set(SetKind::Source),
        "bnumber_set": set(SetKind::Bnumber),
    });
    if let Some(Elements::Destinations(destinations)) = elements(SetKind::Destination) {
        let simple = |destination| {
            let mut shown = destination_shown(destination, addressee);
            if let Some(keyword) = keyword(&destination.uri) {
                shown["destination"] = keyword.into();
            }
            shown
        };
        shown["destinations"] = destinations.iter().map(simple).collect();
    }
    if let Some(Elements::Periods(periods)) = elements(SetKind::Time) {
        shown["times"] = periods.iter().map(forwards::shown).collect();
    }
    for (kind, list, member) in
        [(SetKind::Source, "sources", "source"), (SetKind::Bnumber, "bnumbers", "bnumber")]
    {
        let (mode, is_regex, patterns) = match elements(kind) {
            Some(Elements::Patterns { whitelist, is_regex, patterns }) => {
                (*whitelist, *is_regex, patterns.as_slice())
            }
            _ => (true, false, [].as_slice()),
        };
        shown[list] = patterns_shown(patterns, member);
        shown[format!("{list}_mode")] = if mode { "whitelist" } else { "blacklist" }.into();
        shown[format!("{list}_is_regex")] = is_regex.into();
    }
    if row.forward == ForwardType::Cft {
        shown["ringtimeout"] = state.forwards.ring_time(id).into();
    }
    shown
}
