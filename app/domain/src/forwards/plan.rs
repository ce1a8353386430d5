//! From the present state to the wanted one, in steps that leave the old routing in place until the one switch.
//!
//! New sets are made first, then all mappings are switched in one write, then private sets that nothing uses any more are
//! removed. A change of one set's content that nothing else uses is a single write in place instead.

use super::{
    Configuration, Destination, Kind, Mapping, Period, Wanted, WantedDestination, WantedForward,
    WantedSchedule, form::schedule_of,
};
use crate::identifier::{BnumberSetId, DestinationSetId, SourceSetId, TimeSetId};
use std::collections::{BTreeMap, BTreeSet};

/// Sets with such names belong to one rule: ours, and those of the platform's own simple view.
const PRIVATE: [&str; 2] = ["switchhook_", "quickset_"];

/// A destination set to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDestinationSet {
    /// A name that the subscriber does not use yet.
    pub name: String,
    /// Its content, priorities set.
    pub destinations: Vec<Destination>,
}

/// A time set to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTimeSet {
    /// A name that the subscriber does not use yet.
    pub name: String,
    /// Its rows.
    pub periods: Vec<Period>,
}

/// A destination set that exists, or the n-th that the plan creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the two cases are said above")]
pub enum DestinationSetRef {
    Existing(DestinationSetId),
    New(usize),
}

/// A time set that exists, or the n-th that the plan creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the two cases are said above")]
pub enum TimeSetRef {
    Existing(TimeSetId),
    New(usize),
}

/// A mapping to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are those of a mapping")]
pub struct PlannedMapping {
    pub destination_set: DestinationSetRef,
    pub time_set: Option<TimeSetRef>,
    pub source_set: Option<SourceSetId>,
    pub bnumber_set: Option<BnumberSetId>,
    pub enabled: bool,
    pub use_redirection: bool,
}

/// A set whose content is written in place: the whole change is this one write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// New destinations of a set.
    Destinations(DestinationSetId, String, Vec<Destination>),
    /// New rows of a set.
    Periods(TimeSetId, String, Vec<Period>),
}

/// The one write that changes who rings: all mappings of all kinds, and the ring time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// By kind; a kind that is missing has none.
    pub mappings: BTreeMap<Kind, Vec<PlannedMapping>>,
    /// How long the line rings before "no answer", in seconds.
    pub ring_seconds: Option<u32>,
}

/// The writes that lead to the wanted state, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// First: sets to create.
    pub new_destination_sets: Vec<NewDestinationSet>,
    /// First, too.
    pub new_time_sets: Vec<NewTimeSet>,
    /// Then: one write of all mappings and the ring time.
    pub switch: Option<Switch>,
    /// Or instead of both: one set rewritten in place.
    pub in_place: Option<Replacement>,
    /// Last: private sets that nothing uses any more.
    pub unused_destination_sets: Vec<DestinationSetId>,
    /// Last, too.
    pub unused_time_sets: Vec<TimeSetId>,
}

impl Plan {
    /// The plan for what is wanted of the first rule of each kind. All other rules, and all that the form does not show of these
    /// (callers, called numbers, redirection), stay as they are.
    #[must_use]
    pub fn new(present: &Configuration, wanted: &Wanted) -> Self {
        let mut plan = Self::default();
        let mut replacements = Vec::new();
        let mut mappings: BTreeMap<Kind, Vec<PlannedMapping>> = present
            .mappings
            .iter()
            .map(|(kind, mappings)| (*kind, mappings.iter().map(PlannedMapping::keep).collect()))
            .collect();
        let before = mappings.clone();
        for (kind, forward) in &wanted.forwards {
            let rules = mappings.entry(*kind).or_default();
            match (forward, present.of(*kind).first()) {
                (None, None) => {}
                (None, Some(_)) => {
                    rules.remove(0);
                }
                (Some(forward), first) => {
                    let rule = plan.rule(present, *kind, forward, first, &mut replacements);
                    match rules.first_mut() {
                        Some(slot) => *slot = rule,
                        None => rules.push(rule),
                    }
                }
            }
        }
        mappings.retain(|_, rules| !rules.is_empty());
        let before_ring = present.ring_seconds;
        let ring_seconds = wanted.ring_seconds.or(before_ring);
        let before: BTreeMap<_, _> = before.into_iter().filter(|(_, rules)| !rules.is_empty()).collect();

        let only_one_set_changes = replacements.len() == 1 && ring_seconds == before_ring;
        if only_one_set_changes && plan.same_but_for_new_sets(present, &mappings, &before) {
            plan = Self { in_place: replacements.pop(), ..Self::default() };
        } else if mappings != before || ring_seconds != before_ring {
            plan.switch = Some(Switch { mappings, ring_seconds });
        } else {
            return Self::default();
        }
        plan.clean_up(present);
        plan
    }

    /// Whether what was wanted is what the platform holds. A removed first rule is not looked for: another may have followed it.
    #[must_use]
    pub fn is_reached(held: &Configuration, wanted: &Wanted) -> bool {
        let present = wanted.forwards.iter().filter(|(_, forward)| forward.is_some());
        let present = present.map(|(kind, forward)| (*kind, forward.clone())).collect();
        Self::new(held, &Wanted { forwards: present, ring_seconds: wanted.ring_seconds }).is_empty()
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The rule for what is wanted. A set that must change becomes a new one here; if it could be rewritten in place, that is
    /// noted in `replacements`.
    fn rule(
        &mut self,
        present: &Configuration,
        kind: Kind,
        wanted: &WantedForward,
        first: Option<&Mapping>,
        replacements: &mut Vec<Replacement>,
    ) -> PlannedMapping {
        let old_set = first.and_then(|mapping| present.destination_set(mapping.destination_set));
        let destination_set = match old_set {
            Some(set) if same_destinations(present, &set.in_order(), &wanted.destinations) => {
                DestinationSetRef::Existing(set.id)
            }
            _ => {
                let old = old_set.map(super::DestinationSet::in_order).unwrap_or_default();
                let destinations = merged(present, &old, &wanted.destinations);
                if let Some(set) = old_set
                    && set.owner == present.subscriber
                    && present.uses_of_destinations(set.id) == 1
                {
                    replacements.push(Replacement::Destinations(
                        set.id,
                        set.name.clone(),
                        destinations.clone(),
                    ));
                }
                let name = self.free_name(kind, present);
                self.new_destination_sets.push(NewDestinationSet { name, destinations });
                DestinationSetRef::New(self.new_destination_sets.len() - 1)
            }
        };
        let time_set = match (&wanted.schedule, first) {
            (WantedSchedule::Always, _) => None,
            (WantedSchedule::Kept, mapping) => {
                mapping.and_then(|mapping| mapping.time_set).map(TimeSetRef::Existing)
            }
            (WantedSchedule::Weekly(_), Some(mapping))
                if schedule_of(present, mapping) == wanted.schedule =>
            {
                mapping.time_set.map(TimeSetRef::Existing)
            }
            (WantedSchedule::Weekly(time), mapping) => {
                let periods = time.to_periods();
                let old = mapping.and_then(|mapping| mapping.time_set).and_then(|id| present.time_set(id));
                if let Some(set) = old
                    && set.owner == present.subscriber
                    && present.uses_of_times(set.id) == 1
                {
                    replacements.push(Replacement::Periods(set.id, set.name.clone(), periods.clone()));
                }
                let name = self.free_name(kind, present);
                self.new_time_sets.push(NewTimeSet { name, periods });
                Some(TimeSetRef::New(self.new_time_sets.len() - 1))
            }
        };
        PlannedMapping {
            destination_set,
            time_set,
            source_set: first.and_then(|mapping| mapping.source_set),
            bnumber_set: first.and_then(|mapping| mapping.bnumber_set),
            enabled: wanted.enabled,
            use_redirection: first.is_some_and(|mapping| mapping.use_redirection),
        }
    }

    /// Whether the mappings differ in nothing but one new set that stands where an old one stood.
    fn same_but_for_new_sets(
        &self,
        present: &Configuration,
        wanted: &BTreeMap<Kind, Vec<PlannedMapping>>,
        before: &BTreeMap<Kind, Vec<PlannedMapping>>,
    ) -> bool {
        let with_old_sets = |kind: &Kind, index: usize, rule: &PlannedMapping| {
            let old = present.of(*kind).get(index);
            let destination_set = match (rule.destination_set, old) {
                (DestinationSetRef::New(_), Some(old)) => DestinationSetRef::Existing(old.destination_set),
                (same, _) => same,
            };
            let time_set = match (rule.time_set, old.and_then(|old| old.time_set)) {
                (Some(TimeSetRef::New(_)), Some(old)) => Some(TimeSetRef::Existing(old)),
                (same, _) => same,
            };
            PlannedMapping { destination_set, time_set, ..*rule }
        };
        let undone: BTreeMap<Kind, Vec<PlannedMapping>> = wanted
            .iter()
            .map(|(kind, rules)| {
                (
                    *kind,
                    rules.iter().enumerate().map(|(index, rule)| with_old_sets(kind, index, rule)).collect(),
                )
            })
            .collect();
        self.new_destination_sets.len() + self.new_time_sets.len() == 1 && undone == *before
    }

    /// A name that no set of this subscriber has, and none that the plan makes.
    fn free_name(&self, kind: Kind, present: &Configuration) -> String {
        let taken: BTreeSet<String> = present
            .destination_sets
            .iter()
            .map(|set| set.name.to_lowercase())
            .chain(present.time_sets.iter().map(|set| set.name.to_lowercase()))
            .chain(self.new_destination_sets.iter().map(|set| set.name.clone()))
            .chain(self.new_time_sets.iter().map(|set| set.name.clone()))
            .collect();
        let name = |number: usize| format!("{}{}_{number}", PRIVATE[0], kind.name());
        (1..=taken.len() + 1).map(name).find(|name| !taken.contains(name)).unwrap_or_default()
    }

    /// Private own sets that no rule will use: replaced ones, and what a broken save left behind.
    fn clean_up(&mut self, present: &Configuration) {
        let kept: Vec<PlannedMapping> = match &self.switch {
            Some(switch) => switch.mappings.values().flatten().copied().collect(),
            None => present.mappings.values().flatten().map(PlannedMapping::keep).collect(),
        };
        let private = |name: &str| PRIVATE.iter().any(|prefix| name.starts_with(prefix));
        self.unused_destination_sets = present
            .destination_sets
            .iter()
            .filter(|set| set.owner == present.subscriber && private(&set.name))
            .filter(|set| {
                !kept.iter().any(|rule| rule.destination_set == DestinationSetRef::Existing(set.id))
            })
            .map(|set| set.id)
            .collect();
        self.unused_time_sets = present
            .time_sets
            .iter()
            .filter(|set| set.owner == present.subscriber && private(&set.name))
            .filter(|set| !kept.iter().any(|rule| rule.time_set == Some(TimeSetRef::Existing(set.id))))
            .map(|set| set.id)
            .collect();
    }
}

impl PlannedMapping {
    /// A mapping as it is.
    fn keep(mapping: &Mapping) -> Self {
        Self {
            destination_set: DestinationSetRef::Existing(mapping.destination_set),
            time_set: mapping.time_set.map(TimeSetRef::Existing),
            source_set: mapping.source_set,
            bnumber_set: mapping.bnumber_set,
            enabled: mapping.enabled,
            use_redirection: mapping.use_redirection,
        }
    }
}

fn same_destinations(present: &Configuration, old: &[&Destination], wanted: &[WantedDestination]) -> bool {
    old.len() == wanted.len()
        && old
            .iter()
            .zip(wanted)
            .all(|(old, wanted)| present.target(old) == wanted.target && old.timeout == wanted.seconds)
}

/// The wanted destinations; what was there before keeps its stored address and announcement.
fn merged(present: &Configuration, old: &[&Destination], wanted: &[WantedDestination]) -> Vec<Destination> {
    let mut left: Vec<&Destination> = old.to_vec();
    (1..)
        .zip(wanted)
        .map(|(priority, wanted)| {
            let known =
                left.iter().position(|old| present.target(old) == wanted.target).map(|at| left.remove(at));
            Destination {
                uri: known.map_or_else(|| wanted.target.to_uri(&present.domain), |old| old.uri.clone()),
                timeout: wanted.seconds,
                priority: Some(priority),
                announcement_id: known.and_then(|old| old.announcement_id),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
