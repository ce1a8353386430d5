//! Generated configurations and changes, carried out on a model of the platform.

use super::*;
use crate::{
    forwards::{Destination, ListMode, NumberList, Period, Set, WantedRule},
    identifier::SubscriberId,
};
use proptest::{prelude::*, sample::Index, test_runner::RngSeed};

const LINE: SubscriberId = SubscriberId(7);
const STRANGER: SubscriberId = SubscriberId(9);

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 10_000, rng_seed: RngSeed::Fixed(17), ..ProptestConfig::default() }
}

/// The platform: it does what a step says, and deletes the mappings of a set that is deleted (contract 10.5).
struct Platform {
    held: Configuration,
    created: Vec<u64>,
}

impl Platform {
    fn id(&self, set: SetRef) -> u64 {
        match set {
            SetRef::Existing(id) => id,
            SetRef::New(index) => self.created[index],
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Create(name, content) => {
                let id = self.held.destination_sets.iter().map(|set| set.id.0).max().unwrap_or(0)
                    + self.held.time_sets.iter().map(|set| set.id.0).max().unwrap_or(0)
                    + self.held.source_sets.iter().map(|set| set.id.0).max().unwrap_or(0)
                    + self.held.bnumber_sets.iter().map(|set| set.id.0).max().unwrap_or(0);
                assert!(!is_taken(&self.held, &[], content.kind(), name), "{name} is taken");
                self.created.push(id);
                match content.clone() {
                    AnyContent::Destinations(content) => self.add(id, name, content),
                    AnyContent::Times(content) => self.add(id, name, content),
                    AnyContent::Callers(content) => self.add(id, name, content),
                    AnyContent::CalledNumbers(content) => self.add(id, name, content),
                }
            }
            Step::Rewrite(id, content) => match content.clone() {
                AnyContent::Destinations(content) => self.rewrite(*id, content),
                AnyContent::Times(content) => self.rewrite(*id, content),
                AnyContent::Callers(content) => self.rewrite(*id, content),
                AnyContent::CalledNumbers(content) => self.rewrite(*id, content),
            },
            Step::Switch(switch) => {
                self.held.ring_seconds = switch.ring_seconds;
                let mapping = |planned: &PlannedMapping| Mapping {
                    destination_set: self.id(planned.destination_set).into(),
                    time_set: planned.time_set.map(|set| self.id(set).into()),
                    source_set: planned.source_set.map(|set| self.id(set).into()),
                    bnumber_set: planned.bnumber_set.map(|set| self.id(set).into()),
                    enabled: planned.enabled,
                    use_redirection: planned.use_redirection,
                };
                let rules = switch.mappings.iter();
                self.held.mappings =
                    rules.map(|(kind, rules)| (*kind, rules.iter().map(mapping).collect())).collect();
            }
            Step::Delete(kind, set) => {
                let id = self.id(*set);
                match kind {
                    SetKind::Destinations => self.delete::<Destinations>(id),
                    SetKind::Times => self.delete::<Times>(id),
                    SetKind::Callers => self.delete::<Callers>(id),
                    SetKind::CalledNumbers => self.delete::<CalledNumbers>(id),
                }
            }
        }
    }

    fn add<C: Content>(&mut self, id: u64, name: &str, content: C) {
        let set = Set { id: id.into(), name: name.into(), owner: LINE, uses: Some(0), content };
        C::sets_mut(&mut self.held).push(set);
    }

    fn rewrite<C: Content>(&mut self, id: u64, content: C) {
        let sets = C::sets_mut(&mut self.held);
        let set = sets.iter_mut().find(|set| set.id.into() == id).expect("a set that exists");
        assert_eq!(set.owner, LINE, "a set of somebody else is rewritten");
        set.content = content;
    }

    fn delete<C: Content>(&mut self, id: u64) {
        let set = C::sets(&self.held).iter().find(|set| set.id.into() == id).expect("a set that exists");
        assert!(set.is_private() && set.owner == LINE, "{} is nobody's to delete", set.name);
        C::sets_mut(&mut self.held).retain(|set| set.id.into() != id);
        for rules in self.held.mappings.values_mut() {
            rules.retain(|mapping| C::used_by(mapping).map(Into::into) != Some(id));
        }
    }

    /// Private sets that no rule uses.
    fn orphans(&self) -> usize {
        fn of<C: Content>(held: &Configuration) -> usize {
            let orphan = |set: &&Set<C>| {
                set.owner == LINE && set.is_private() && held.uses::<C>(set.id) == 0 && set.uses == Some(0)
            };
            C::sets(held).iter().filter(orphan).count()
        }
        of::<Destinations>(&self.held)
            + of::<Times>(&self.held)
            + of::<Callers>(&self.held)
            + of::<CalledNumbers>(&self.held)
    }
}

fn any_destinations() -> impl Strategy<Value = Destinations> {
    let uri = proptest::sample::select(vec![
        "sip:436641234567@alpine.example",
        "sip:201@alpine.example",
        "sip:vmu4312345678@voicebox.local",
        "sip:anna@elsewhere.example",
    ]);
    let one = (uri, 1..400_u32, proptest::option::of(0..4_i64), proptest::option::of(1..9_u64));
    let one = one.prop_map(|(uri, timeout, priority, announcement_id)| Destination {
        uri: uri.into(),
        timeout,
        priority,
        announcement_id,
    });
    proptest::collection::vec(one, 0..4).prop_map(Destinations)
}

fn any_times() -> impl Strategy<Value = Times> {
    let part = || proptest::option::of(proptest::sample::select(vec!["0", "8-16", "22-6", "08", "1"]));
    let row = (part(), part(), part()).prop_map(|(wday, hour, minute)| Period {
        wday: wday.map(str::to_owned),
        hour: hour.map(str::to_owned),
        minute: minute.map(str::to_owned),
        ..Period::default()
    });
    proptest::collection::vec(row, 0..3).prop_map(Times)
}

fn any_list() -> impl Strategy<Value = NumberList> {
    let mode = proptest::sample::select(vec![ListMode::Whitelist, ListMode::Blacklist]);
    let entries = proptest::collection::vec("[0-9*]{1,6}", 0..3);
    (mode, any::<bool>(), entries).prop_map(|(mode, is_regex, entries)| NumberList {
        mode,
        is_regex,
        entries,
    })
}

/// Sets of one kind: private, named, somebody else's; `uses` is what mappings of other lines add.
fn any_sets<C: Content>(first: u64, content: impl Strategy<Value = C>) -> impl Strategy<Value = Vec<Set<C>>> {
    let one = (content, 0..3_u8, proptest::option::of(0..2_u64));
    proptest::collection::vec(one, 1..5).prop_map(move |all| {
        let set = |(index, (content, nature, uses)): (u64, (C, u8, Option<u64>))| Set {
            id: (first + index).into(),
            name: match nature {
                0 => private_name("cfu", usize::try_from(index).unwrap()),
                1 => format!("office {index}"),
                _ => format!("quickset_{index}"),
            },
            owner: if nature == 2 && index > 1 { STRANGER } else { LINE },
            uses,
            content,
        };
        (0..).zip(all).map(set).collect()
    })
}

/// Which sets a rule uses, and its flags, as numbers to choose by.
type Choice = (Index, Option<Index>, Option<Index>, Option<Index>, bool, bool);

fn any_choice() -> impl Strategy<Value = Choice> {
    let some = || proptest::option::of(any::<Index>());
    (any::<Index>(), some(), some(), some(), any::<bool>(), any::<bool>())
}

fn count<C: Content>(held: &mut Configuration) {
    let uses: Vec<u64> = C::sets(held).iter().map(|set| held.uses::<C>(set.id) as u64).collect();
    for (set, here) in C::sets_mut(held).iter_mut().zip(uses) {
        set.uses = set.uses.map(|elsewhere| elsewhere + here);
    }
}

fn any_configuration() -> impl Strategy<Value = Configuration> {
    let sets = (
        any_sets(100, any_destinations()),
        any_sets(200, any_times()),
        any_sets(300, any_list().prop_map(Callers)),
        any_sets(400, any_list().prop_map(CalledNumbers)),
    );
    let rules = proptest::collection::vec((0..7_usize, any_choice()), 0..8);
    (sets, rules, proptest::option::of(5..60_u32)).prop_map(|(sets, rules, ring_seconds)| {
        let mut held = Configuration {
            subscriber: LINE,
            domain: "alpine.example".into(),
            mappings: BTreeMap::new(),
            ring_seconds,
            destination_sets: sets.0,
            time_sets: sets.1,
            source_sets: sets.2,
            bnumber_sets: sets.3,
        };
        for (kind, choice) in rules {
            let mapping = mapping(&held, &choice);
            held.mappings.entry(Kind::ALL[kind]).or_default().push(mapping);
        }
        // The platform counts this line's mappings, too.
        count::<Destinations>(&mut held);
        count::<Times>(&mut held);
        count::<Callers>(&mut held);
        count::<CalledNumbers>(&mut held);
        held
    })
}

fn mapping(held: &Configuration, (to, when, from, called, enabled, redirect): &Choice) -> Mapping {
    Mapping {
        destination_set: to.get(&held.destination_sets).id,
        time_set: when.map(|index| index.get(&held.time_sets).id),
        source_set: from.map(|index| index.get(&held.source_sets).id),
        bnumber_set: called.map(|index| index.get(&held.bnumber_sets).id),
        enabled: *enabled,
        use_redirection: *redirect,
    }
}

/// What somebody may do to the rules.
#[derive(Clone, Debug)]
enum Act {
    Toggle(Index),
    Remove(Index),
    Add(usize, Destinations),
    Ring(Index, Destinations),
    RingEverywhere(Index, Destinations),
    When(Index, Option<Times>),
    From(Index, Option<Callers>),
    Called(Index, Option<CalledNumbers>),
    RingSeconds(u32),
    Swap(usize),
}

fn any_act() -> impl Strategy<Value = Act> {
    let list = || proptest::option::of(any_list());
    prop_oneof![
        any::<Index>().prop_map(Act::Toggle),
        any::<Index>().prop_map(Act::Remove),
        (0..7_usize, any_destinations()).prop_map(|(kind, to)| Act::Add(kind, to)),
        (any::<Index>(), any_destinations()).prop_map(|(rule, to)| Act::Ring(rule, to)),
        (any::<Index>(), any_destinations()).prop_map(|(rule, to)| Act::RingEverywhere(rule, to)),
        (any::<Index>(), proptest::option::of(any_times())).prop_map(|(rule, when)| Act::When(rule, when)),
        (any::<Index>(), list()).prop_map(|(rule, list)| Act::From(rule, list.map(Callers))),
        (any::<Index>(), list()).prop_map(|(rule, list)| Act::Called(rule, list.map(CalledNumbers))),
        (5..60_u32).prop_map(Act::RingSeconds),
        (0..7_usize).prop_map(Act::Swap),
    ]
}

fn here<C: Content>(old: Option<&Slot<C>>, content: Option<C>) -> Option<Slot<C>> {
    let from = old.and_then(|old| match old {
        Slot::Kept(id) | Slot::Everywhere(id, _) => Some(*id),
        Slot::Here(_, from) => *from,
    });
    content.map(|content| Slot::Here(content, from))
}

fn act(present: &Configuration, wanted: &mut Wanted, act: Act) {
    match act {
        Act::RingSeconds(seconds) => return wanted.ring_seconds = Some(seconds),
        Act::Add(kind, to) => {
            return wanted.rules.entry(Kind::ALL[kind]).or_default().push(WantedRule::to(to));
        }
        Act::Swap(kind) => {
            if let Some(rules) = wanted.rules.get_mut(&Kind::ALL[kind]) {
                rules.reverse();
            }
            return;
        }
        Act::Remove(index) => {
            let places: Vec<(Kind, usize)> = wanted
                .rules
                .iter()
                .flat_map(|(kind, rules)| (0..rules.len()).map(|place| (*kind, place)))
                .collect();
            if !places.is_empty() {
                let (kind, place) = index.get(&places);
                wanted.rules.get_mut(kind).unwrap().remove(*place);
            }
            return;
        }
        _ => {}
    }
    let mut rules: Vec<&mut WantedRule> = wanted.rules.values_mut().flatten().collect();
    if rules.is_empty() {
        return;
    }
    match act {
        Act::Toggle(index) => {
            let rule = index.get_mut(&mut rules);
            rule.enabled = !rule.enabled;
        }
        Act::Ring(index, to) => {
            let rule = index.get_mut(&mut rules);
            rule.destinations = here(Some(&rule.destinations), Some(to)).unwrap();
        }
        Act::RingEverywhere(index, to) => {
            let rule = index.get_mut(&mut rules);
            if let Slot::Kept(id) = rule.destinations
                && present.own_set::<Destinations>(id).is_some()
            {
                rules
                    .into_iter()
                    .filter(|rule| rule.destinations == Slot::Kept(id))
                    .for_each(|rule| rule.destinations = Slot::Everywhere(id, to.clone()));
            }
        }
        Act::When(index, when) => {
            let rule = index.get_mut(&mut rules);
            rule.times = here(rule.times.as_ref(), when);
        }
        Act::From(index, list) => {
            let rule = index.get_mut(&mut rules);
            rule.callers = here(rule.callers.as_ref(), list);
        }
        Act::Called(index, list) => {
            let rule = index.get_mut(&mut rules);
            rule.called = here(rule.called.as_ref(), list);
        }
        Act::RingSeconds(_) | Act::Add(..) | Act::Swap(_) | Act::Remove(_) => {}
    }
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
