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

fn rings(target: &str, schedule: WantedSchedule) -> WantedForward {
    let target = Target::Number(target.into());
    WantedForward { enabled: true, destinations: vec![WantedDestination { target, seconds: 30 }], schedule }
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
        state.mappings =
            switch.mappings.iter().map(|(kind, rules)| (*kind, rules.iter().map(real).collect())).collect();
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
        assert_eq!(after.destination_set(DestinationSetId(1)), state.destination_set(DestinationSetId(1)));
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
    let off = WantedForward { enabled: false, ..rings("201", WantedSchedule::Always) };
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
