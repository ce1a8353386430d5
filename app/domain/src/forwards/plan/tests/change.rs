//! Generated changes of what is wanted.

use super::{
    super::*,
    generated::{any_destinations, any_list, any_times},
};
use crate::forwards::WantedRule;
use proptest::{prelude::*, sample::Index};

/// What somebody may do to the rules.
#[derive(Clone, Debug)]
pub(super) enum Act {
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
    /// Destinations and callers from lists that are there.
    Choose(Index, Index),
    /// A copy of one's own in place of a list that others use, too.
    Leave(Index),
}

pub(super) fn any_act() -> impl Strategy<Value = Act> {
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
        (any::<Index>(), any::<Index>()).prop_map(|(rule, list)| Act::Choose(rule, list)),
        any::<Index>().prop_map(Act::Leave),
    ]
}

fn here<C: Content>(old: Option<&Slot<C>>, content: Option<C>) -> Option<Slot<C>> {
    let from = old.and_then(|old| match old {
        Slot::Kept(id) | Slot::Everywhere(id, _) => Some(*id),
        Slot::Here(_, from) => *from,
    });
    content.map(|content| Slot::Here(content, from))
}

pub(super) fn act(present: &Configuration, wanted: &mut Wanted, act: Act) {
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
        Act::Choose(index, list) => {
            let rule = index.get_mut(&mut rules);
            if let lists @ [_, ..] = &present.choices::<Destinations>()[..] {
                rule.destinations = Slot::Kept(list.get(lists).id);
            }
            if let lists @ [_, ..] = &present.choices::<Callers>()[..] {
                rule.callers = Some(Slot::Kept(list.get(lists).id));
            }
        }
        Act::Leave(index) => {
            let rule = index.get_mut(&mut rules);
            if let Slot::Kept(id) = rule.destinations
                && let Some(set) = present.set::<Destinations>(id)
            {
                rule.destinations = Slot::Here(set.content.clone(), None);
            }
        }
        Act::RingSeconds(_) | Act::Add(..) | Act::Swap(_) | Act::Remove(_) => {}
    }
}
