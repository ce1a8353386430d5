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
mod tests {
    use super::*;
    use crate::forwards::{Days, DestinationSet, Target, TimeOfDay, TimeSet, WeeklyTime};
    use crate::identifier::SubscriberId;
    use proptest::prelude::*;

    const LINE: SubscriberId = SubscriberId(7);

    fn destination(uri: &str, timeout: u32) -> Destination {
        Destination { uri: uri.into(), timeout, priority: Some(1), announcement_id: None }
    }

    fn mapping(destination_set: u64, time_set: Option<u64>) -> Mapping {
        Mapping {
            destination_set: DestinationSetId(destination_set),
            time_set: time_set.map(TimeSetId),
            source_set: Some(SourceSetId(90)),
            bnumber_set: None,
            enabled: true,
            use_redirection: false,
        }
    }

    fn set(id: u64, name: &str, owner: SubscriberId) -> DestinationSet {
        DestinationSet {
            id: DestinationSetId(id),
            name: name.into(),
            owner,
            destinations: vec![destination("sip:201@alpine.example", 30)],
        }
    }

    fn present() -> Configuration {
        Configuration {
            subscriber: LINE,
            domain: "alpine.example".into(),
            mappings: BTreeMap::from([(Kind::Busy, vec![mapping(1, None), mapping(2, None)])]),
            ring_seconds: Some(20),
            destination_sets: vec![set(1, "quickset_cfb", LINE), set(2, "mobile", LINE)],
            time_sets: vec![],
            source_sets: vec![],
            bnumber_sets: vec![],
        }
    }

    fn forward(target: &str, schedule: WantedSchedule) -> Option<WantedForward> {
        let target = Target::Number(target.into());
        Some(WantedForward {
            enabled: true,
            destinations: vec![WantedDestination { target, seconds: 30 }],
            schedule,
        })
    }

    fn wanted(kind: Kind, forward: Option<WantedForward>) -> Wanted {
        Wanted { forwards: BTreeMap::from([(kind, forward)]), ring_seconds: None }
    }

    fn office() -> WantedSchedule {
        let time =
            WeeklyTime::new(Days::WORKING, TimeOfDay::new(8, 30).unwrap(), TimeOfDay::new(17, 15).unwrap());
        WantedSchedule::Weekly(time.unwrap())
    }

    /// What the platform holds after the plan ran.
    fn run(plan: &Plan, mut state: Configuration) -> Configuration {
        let next = 1 + state
            .destination_sets
            .iter()
            .map(|set| set.id.0)
            .chain(state.time_sets.iter().map(|set| set.id.0))
            .max()
            .unwrap_or(0);
        let ids = |index: usize| next + u64::try_from(index).unwrap();
        for (index, new) in plan.new_destination_sets.iter().enumerate() {
            assert!(!state.destination_sets.iter().any(|set| set.name == new.name), "names are unique");
            state.destination_sets.push(DestinationSet {
                id: DestinationSetId(ids(index)),
                name: new.name.clone(),
                owner: LINE,
                destinations: new.destinations.clone(),
            });
        }
        for (index, new) in plan.new_time_sets.iter().enumerate() {
            state.time_sets.push(TimeSet {
                id: TimeSetId(ids(index)),
                name: new.name.clone(),
                owner: LINE,
                periods: new.periods.clone(),
            });
        }
        if let Some(switch) = &plan.switch {
            let real = |rule: &PlannedMapping| Mapping {
                destination_set: match rule.destination_set {
                    DestinationSetRef::Existing(id) => id,
                    DestinationSetRef::New(index) => DestinationSetId(ids(index)),
                },
                time_set: rule.time_set.map(|set| match set {
                    TimeSetRef::Existing(id) => id,
                    TimeSetRef::New(index) => TimeSetId(ids(index)),
                }),
                source_set: rule.source_set,
                bnumber_set: rule.bnumber_set,
                enabled: rule.enabled,
                use_redirection: rule.use_redirection,
            };
            state.mappings = switch
                .mappings
                .iter()
                .map(|(kind, rules)| (*kind, rules.iter().map(real).collect()))
                .collect();
            state.ring_seconds = switch.ring_seconds;
        }
        match &plan.in_place {
            Some(Replacement::Destinations(id, _, destinations)) => {
                state.destination_sets.iter_mut().find(|set| set.id == *id).unwrap().destinations =
                    destinations.clone();
            }
            Some(Replacement::Periods(id, _, periods)) => {
                state.time_sets.iter_mut().find(|set| set.id == *id).unwrap().periods = periods.clone();
            }
            None => {}
        }
        let used = |state: &Configuration, id| state.uses_of_destinations(id) > 0;
        assert!(!plan.unused_destination_sets.iter().any(|id| used(&state, *id)), "no set in use is removed");
        state.destination_sets.retain(|set| !plan.unused_destination_sets.contains(&set.id));
        state.time_sets.retain(|set| !plan.unused_time_sets.contains(&set.id));
        state
    }

    #[test]
    fn what_is_already_so_needs_no_write() {
        let plan = Plan::new(&present(), &wanted(Kind::Busy, Some(rings("201", WantedSchedule::Always))));
        assert!(plan.is_empty());
    }

    #[test]
    fn one_changed_list_is_one_write_in_place() {
        let plan = Plan::new(&present(), &wanted(Kind::Busy, Some(rings("202", WantedSchedule::Always))));
        assert!(
            matches!(&plan.in_place, Some(Replacement::Destinations(DestinationSetId(1), name, _)) if name == "quickset_cfb")
        );
        assert_eq!(plan.switch, None);
        assert!(plan.new_destination_sets.is_empty());
    }

    #[test]
    fn a_shared_or_foreign_set_is_never_rewritten() {
        let mut shared = present();
        shared.mappings.insert(Kind::Always, vec![mapping(1, None)]);
        let mut foreign = present();
        foreign.destination_sets[0].owner = SubscriberId(8);
        for state in [shared, foreign] {
            let plan = Plan::new(&state, &wanted(Kind::Busy, Some(rings("202", WantedSchedule::Always))));
            assert_eq!(plan.in_place, None);
            let after = run(&plan, state.clone());
            assert_eq!(
                after.destination_set(DestinationSetId(1)),
                state.destination_set(DestinationSetId(1))
            );
            assert_eq!(after.of(Kind::Busy)[1], state.of(Kind::Busy)[1], "the second rule stays");
        }
    }

    #[test]
    fn several_changes_are_switched_in_one_write_and_cleaned_up_after() {
        let plan = Plan::new(&present(), &wanted(Kind::Busy, Some(rings("202", office()))));
        assert_eq!(plan.in_place, None);
        assert_eq!(plan.new_destination_sets[0].name, "switchhook_cfb_1");
        assert_eq!(plan.new_time_sets[0].periods.len(), 3);
        assert_eq!(plan.unused_destination_sets, [DestinationSetId(1)]);
        let after = run(&plan, present());
        assert_eq!(after.of(Kind::Busy)[0].source_set, Some(SourceSetId(90)), "callers stay");
        assert!(Plan::new(&after, &wanted(Kind::Busy, Some(rings("202", office())))).is_empty());
    }

    #[test]
    fn a_named_set_is_kept_when_its_rule_goes() {
        let mut state = present();
        state.mappings.insert(Kind::Busy, vec![mapping(2, None)]);
        let plan = Plan::new(&state, &wanted(Kind::Busy, None));
        assert_eq!(plan.unused_destination_sets, [DestinationSetId(1)], "left over from before");
        assert!(run(&plan, state).destination_set(DestinationSetId(2)).is_some());
    }

    #[test]
    fn switching_off_keeps_everything_else() {
        let off =
            forward("201", WantedSchedule::Always).map(|forward| WantedForward { enabled: false, ..forward });
        let plan = Plan::new(&present(), &wanted(Kind::Busy, Some(off)));
        assert!(plan.new_destination_sets.is_empty());
        let after = run(&plan, present());
        assert!(!after.of(Kind::Busy)[0].enabled);
        assert_eq!(after.destination_sets, present().destination_sets);
    }

    fn any_forward() -> impl Strategy<Value = Option<WantedForward>> {
        let schedule = prop_oneof![Just(WantedSchedule::Always), Just(WantedSchedule::Kept), Just(office())];
        let destinations = proptest::collection::vec((200_u32..204, 1_u32..4), 1..4);
        proptest::option::of((any::<bool>(), destinations, schedule).prop_map(
            |(enabled, destinations, schedule)| {
                WantedForward {
                    enabled,
                    destinations: destinations
                        .into_iter()
                        .map(|(number, tens)| WantedDestination {
                            target: Target::Number(number.to_string()),
                            seconds: tens * 10,
                        })
                        .collect(),
                    schedule,
                }
            },
        ))
    }

    fn any_wanted() -> impl Strategy<Value = Wanted> {
        let kinds =
            proptest::collection::btree_map(proptest::sample::select(&Kind::MAIN[..]), any_forward(), 0..4);
        (kinds, proptest::option::of(5_u32..60))
            .prop_map(|(forwards, ring_seconds)| Wanted { forwards, ring_seconds })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn plans_lead_to_what_is_wanted_and_then_to_rest(first in any_wanted(), second in any_wanted()) {
            let mut state = present();
            for wanted in [first, second] {
                let untouched: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| !wanted.forwards.contains_key(kind)).collect();
                let after = run(&Plan::new(&state, &wanted), state.clone());
                // Where a first rule was removed, the second is the first now: that is another wish.
                let removed = wanted.forwards.iter().any(|(kind, forward)| forward.is_none() && state.of(*kind).len() > 1);
                prop_assert!(removed || Plan::new(&after, &wanted).is_empty(), "a second save writes nothing");
                for kind in untouched {
                    prop_assert_eq!(after.of(kind), state.of(kind));
                }
                for (kind, forward) in &wanted.forwards {
                    if let Some(forward) = forward {
                        let rule = after.of(*kind)[0];
                        prop_assert_eq!(rule.enabled, forward.enabled);
                        let set = after.destination_set(rule.destination_set).unwrap();
                        prop_assert!(same_destinations(&after, &set.in_order(), &forward.destinations));
                    }
                }
                prop_assert!(after.destination_set(DestinationSetId(2)).is_some(), "named sets stay");
                state = after;
            }
        }
    }
}
