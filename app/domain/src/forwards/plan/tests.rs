//! Generated configurations and changes, carried out on a model of the platform.

mod change;
mod generated;
mod platform;

use super::*;
use crate::{
    forwards::{Destination, Set, WantedRule},
    identifier::SubscriberId,
};
use change::{act, any_act};
use generated::any_configuration;
use platform::Platform;
use proptest::{prelude::*, sample::Index, test_runner::RngSeed};

const LINE: SubscriberId = SubscriberId(7);
const STRANGER: SubscriberId = SubscriberId(9);

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 10_000, rng_seed: RngSeed::Fixed(17), ..ProptestConfig::default() }
}

/// Sets that were there and are there still, in the same words.
fn untouched<C: Content>(
    before: &Configuration,
    after: &Configuration,
    concerned: &BTreeSet<(SetKind, u64)>,
) {
    for set in C::sets(before) {
        if concerned.contains(&(C::KIND, set.id.into())) {
            continue;
        }
        assert_eq!(after.set::<C>(set.id).map(|set| &set.content), Some(&set.content), "{}", set.name);
    }
}

fn carried_out(present: &Configuration, wanted: &Wanted) -> Platform {
    let plan = Plan::new(present, wanted);
    let (old, new) = (Routing::of(present), Routing::wanted(present, wanted));
    let mut platform = Platform { held: present.clone(), created: Vec::new() };
    for step in &plan.steps {
        platform.take(step);
        let now = Routing::of(&platform.held);
        assert!(now.is_same(&old) || now.is_same(&new), "half of the change after {step:?}: {now:?}");
    }
    assert!(Routing::of(&platform.held).is_same(&new), "{:?} after {plan:?}", platform.held);
    let concerned = plan.steps.iter().filter_map(|step| match step {
        Step::Rewrite(id, content) => Some((content.kind(), *id)),
        Step::Delete(kind, SetRef::Existing(id)) => Some((*kind, *id)),
        _ => None,
    });
    let concerned: BTreeSet<(SetKind, u64)> = concerned.collect();
    untouched::<Destinations>(present, &platform.held, &concerned);
    untouched::<Times>(present, &platform.held, &concerned);
    untouched::<Callers>(present, &platform.held, &concerned);
    untouched::<CalledNumbers>(present, &platform.held, &concerned);
    if !plan.is_empty() {
        assert_eq!(platform.orphans(), 0, "{:?}", platform.held);
    }
    platform
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn read_then_saved_unchanged_writes_nothing(present in any_configuration()) {
        prop_assert!(Plan::new(&present, &Wanted::of(&present)).is_empty());
        let again = Routing::of(&present).restored(&present);
        prop_assert!(Plan::new(&present, &again).is_empty(), "{:?}", again);
    }

    #[test]
    fn one_change_leaves_everything_else_as_it_was(present in any_configuration(), change in any_act()) {
        let mut wanted = Wanted::of(&present);
        act(&present, &mut wanted, change);
        let platform = carried_out(&present, &wanted);
        // The rules that were not wanted to be anything else have the very same sets.
        let rules = wanted.rules.iter().flat_map(|(kind, rules)| {
            rules.iter().enumerate().map(|(place, rule)| (*kind, place, rule))
        });
        for (kind, place, rule) in rules {
            let now = platform.held.of(kind)[place];
            if present.of(kind).iter().any(|old| WantedRule::kept(old) == *rule) {
                prop_assert_eq!(&WantedRule::kept(&now), rule);
            }
        }
    }

    #[test]
    fn many_changes_are_one_and_can_be_undone(
        present in any_configuration(),
        changes in proptest::collection::vec(any_act(), 1..6),
    ) {
        let mut wanted = Wanted::of(&present);
        for change in changes {
            act(&present, &mut wanted, change);
        }
        let platform = carried_out(&present, &wanted);
        let undone = carried_out(&platform.held, &Routing::of(&present).restored(&platform.held));
        let mut old = Routing::of(&present);
        // A ring time that was not there before cannot be told from one that is kept.
        old.ring_seconds = old.ring_seconds.or(undone.held.ring_seconds);
        prop_assert!(Routing::of(&undone.held).is_same(&old));
    }

    #[test]
    fn a_plan_that_broke_leaves_nothing_after_the_next_save(
        present in any_configuration(),
        changes in proptest::collection::vec(any_act(), 1..4),
        steps in any::<Index>(),
        next in any_act(),
    ) {
        let mut wanted = Wanted::of(&present);
        for change in changes {
            act(&present, &mut wanted, change);
        }
        let plan = Plan::new(&present, &wanted);
        let mut platform = Platform { held: present.clone(), created: Vec::new() };
        if !plan.is_empty() {
            plan.steps[..steps.index(plan.steps.len())].iter().for_each(|step| platform.take(step));
        }
        let broken = platform.held;
        let mut again = Wanted::of(&broken);
        act(&broken, &mut again, next);
        carried_out(&broken, &again);
    }
}

fn set<C: Content>(id: u64, name: &str, content: C) -> Set<C> {
    Set { id: id.into(), name: name.into(), owner: LINE, uses: Some(1), content }
}

fn rings(uri: &str, timeout: u32) -> Destinations {
    Destinations(vec![Destination { uri: uri.into(), timeout, priority: Some(1), announcement_id: None }])
}

/// One rule for busy with a private set, one for no answer with a named set.
fn present() -> Configuration {
    let mapping = |set: u64| Mapping {
        destination_set: set.into(),
        time_set: None,
        source_set: None,
        bnumber_set: None,
        enabled: true,
        use_redirection: false,
    };
    Configuration {
        subscriber: LINE,
        domain: "alpine.example".into(),
        mappings: BTreeMap::from([(Kind::Busy, vec![mapping(1)]), (Kind::NoAnswer, vec![mapping(2)])]),
        ring_seconds: Some(20),
        destination_sets: vec![
            set(1, "switchhook_cfb_1", rings("sip:201@alpine.example", 30)),
            set(2, "mobile", rings("sip:202@alpine.example", 30)),
        ],
        time_sets: vec![],
        source_sets: vec![],
        bnumber_sets: vec![],
    }
}

#[test]
fn seconds_of_one_destination_are_one_write() {
    let present = present();
    let mut wanted = Wanted::of(&present);
    let new = rings("sip:201@alpine.example", 31);
    wanted.rules.get_mut(&Kind::Busy).unwrap()[0].destinations = Slot::Here(new.clone(), Some(1.into()));
    assert_eq!(Plan::new(&present, &wanted).steps, [Step::Rewrite(1, new.into())]);
}

#[test]
fn switching_a_rule_off_is_one_write() {
    let present = present();
    let mut wanted = Wanted::of(&present);
    wanted.rules.get_mut(&Kind::Busy).unwrap()[0].enabled = false;
    assert!(matches!(Plan::new(&present, &wanted).steps[..], [Step::Switch(_)]));
}

#[test]
fn two_changes_wait_for_one_switch() {
    let present = present();
    let mut wanted = Wanted::of(&present);
    for (kind, set) in [(Kind::Busy, 1), (Kind::NoAnswer, 2)] {
        let new = rings("sip:203@alpine.example", 30);
        wanted.rules.get_mut(&kind).unwrap()[0].destinations = Slot::Here(new, Some(set.into()));
    }
    let steps = Plan::new(&present, &wanted).steps;
    assert!(
        matches!(
            steps[..],
            [
                Step::Create(..),
                Step::Create(..),
                Step::Switch(_),
                Step::Delete(SetKind::Destinations, SetRef::Existing(1))
            ]
        ),
        "a named set stays: {steps:?}"
    );
}

#[test]
fn a_set_that_others_use_is_not_written_in_place_for_one_rule() {
    let mut present = present();
    present.destination_sets[0].uses = Some(2);
    let mut wanted = Wanted::of(&present);
    let new = rings("sip:203@alpine.example", 30);
    wanted.rules.get_mut(&Kind::Busy).unwrap()[0].destinations = Slot::Here(new.clone(), Some(1.into()));
    assert!(matches!(Plan::new(&present, &wanted).steps[..], [Step::Create(..), Step::Switch(_)]));
    wanted.rules.get_mut(&Kind::Busy).unwrap()[0].destinations = Slot::Everywhere(1.into(), new.clone());
    assert_eq!(Plan::new(&present, &wanted).steps, [Step::Rewrite(1, new.into())]);
}
