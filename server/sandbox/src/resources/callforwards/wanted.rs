//! A forward of the simple view: what a request wants, and how that becomes rows.

use serde_json::{Map, Value};

use crate::error::{ApiError, FieldError, FieldErrors};
use crate::forwards::{self, Addressee, stored};
use crate::json;
use crate::resources::forward_sets::announcement;
use crate::state::State;
use crate::state::forwards::{Destination, Elements, ForwardType, Mapping, Set, SetKind};

/// How sets begin that the simple view has made for itself.
const QUICK: &str = "quickset_";

/// A forward that is to be there.
pub(super) struct Wanted {
    destinations: Elements,
    /// Times, sources and called numbers; nothing where there is no restriction.
    others: [(SetKind, Option<Elements>); 3],
}

impl Wanted {
    /// What the member of a type says; nothing where the forward is to go.
    pub(super) fn parse(
        value: Option<&Value>,
        forward: ForwardType,
        addressee: &Addressee,
    ) -> Result<Option<Self>, ApiError> {
        let failed = || ApiError::Failed(format!("CallForward '{}' could not be updated.", forward.name()));
        let Some(Value::Object(members)) = value else { return Ok(None) };
        let destinations = match members.get("destinations") {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Array(list)) if list.is_empty() => return Ok(None),
            Some(Value::Array(list)) => list,
            Some(_) => return Err(failed()),
        };
        let destinations: Vec<Destination> = destinations
            .iter()
            .enumerate()
            .map(|(index, element)| match element {
                Value::Object(members) => destination(members, index, forward, addressee),
                _ => Err(failed()),
            })
            .collect::<Result<_, _>>()?;
        let times: Vec<_> = objects(members.get("times")).map(forwards::loose).collect();
        let times = (!times.is_empty()).then_some(Elements::Periods(times));
        let sources = patterns(members, "sources", "source").map_err(|()| failed())?;
        let bnumbers = patterns(members, "bnumbers", "bnumber").map_err(|()| failed())?;
        Ok(Some(Self {
            destinations: Elements::Destinations(destinations),
            others: [(SetKind::Time, times), (SetKind::Source, sources), (SetKind::Bnumber, bnumbers)],
        }))
    }

    /// Refills the sets of the mapping in place, or makes them.
    pub(super) fn store(self, state: &mut State, subscriber: u32, forward: ForwardType) {
        let last = state.forwards.mappings_of_type(subscriber, forward).last();
        let present = last.map(|(cfm, row)| (cfm, row.clone()));
        let row = present.as_ref().map(|(_, row)| row);
        let destination = row.map(|row| row.destination);
        let destination =
            fill(state, SetKind::Destination, subscriber, forward, destination, self.destinations);
        let [time, source, bnumber] = self.others.map(|(kind, elements)| {
            let set = row.and_then(|row| row.set(kind));
            match (elements, set) {
                (Some(elements), set) => Some(fill(state, kind, subscriber, forward, set, elements)),
                (None, Some(set)) => {
                    state.forwards.unassign_set_of(subscriber, kind, set);
                    discard_quick(state, kind, set);
                    None
                }
                (None, None) => None,
            }
        });
        let (enabled, use_redirection) = row.map_or((true, false), |row| (row.enabled, row.use_redirection));
        if let Some((cfm, _)) = present {
            state.forwards.remove_mapping(cfm);
        }
        state.forwards.add_mapping(Mapping {
            subscriber,
            forward,
            destination,
            time,
            source,
            bnumber,
            enabled,
            use_redirection,
        });
    }
}

/// Removes a set that the simple view has made; others stay.
pub(super) fn discard_quick(state: &mut State, kind: SetKind, set: u32) {
    if state.forwards.sets(kind).get(set).is_some_and(|row| row.name.starts_with(QUICK)) {
        state.forwards.remove_set(kind, set);
    }
}

fn fill(
    state: &mut State,
    kind: SetKind,
    subscriber: u32,
    forward: ForwardType,
    present: Option<u32>,
    elements: Elements,
) -> u32 {
    let name = format!("{QUICK}{}", forward.name());
    let sets = state.forwards.sets_mut(kind);
    match present.or_else(|| sets.named(subscriber, &name)) {
        Some(id) => {
            sets.edit(id, |set| set.elements = elements);
            id
        }
        None => sets.add(Set { subscriber, name, elements }),
    }
}

fn objects(value: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn destination(
    members: &Map<String, Value>,
    index: usize,
    forward: ForwardType,
    addressee: &Addressee,
) -> Result<Destination, ApiError> {
    let timeout = match members.get("timeout").filter(|value| !value.is_null()) {
        None => 300,
        Some(value) => {
            let number = json::integer_of(value);
            let mut errors = Vec::new();
            if number.is_none() {
                errors.push("Value must be an integer".to_owned());
            }
            if number.is_none_or(|number| number < 0) {
                errors.push("Value must be a positive integer".to_owned());
                let input = json::text_of(Some(value)).unwrap_or_default();
                let error = FieldError { field: format!("{index}_timeout"), input, errors };
                return Err(ApiError::Validation(FieldErrors(vec![error])));
            }
            number.unwrap_or_default()
        }
    };
    let target = json::text_of(members.get("destination"))
        .ok_or_else(|| ApiError::Failed(format!("CallForward '{}' could not be updated.", forward.name())))?;
    let announcement = announcement(members, &target, &format!(" in '{}'", forward.name()))?;
    let priority = members.get("priority").and_then(json::integer_of);
    Ok(Destination { uri: stored(&target, addressee, Some(forward)), timeout, priority, announcement })
}

/// Patterns need their mode and their kind: the platform fills in neither (contract 3.18).
fn patterns(members: &Map<String, Value>, list: &str, member: &str) -> Result<Option<Elements>, ()> {
    let patterns: Vec<String> = objects(members.get(list))
        .map(|element| json::text_of(element.get(member)).unwrap_or_default())
        .collect();
    if patterns.is_empty() {
        return Ok(None);
    }
    let given = |name: &str| json::text_of(members.get(&format!("{list}_{name}"))).ok_or(());
    let whitelist = given("mode")? != "blacklist";
    let is_regex = crate::query::is_trueish(&given("is_regex")?);
    Ok(Some(Elements::Patterns { whitelist, is_regex, patterns }))
}
