//! From the present state to the wanted one, in the fewest steps of which every beginning leaves the old routing or the new one.
//!
//! A change of one set alone is one write in place. Anything else: new sets are made first, then all mappings are switched in one
//! write, then private sets that nothing uses any more are removed. Where a set shall change wherever it is used, this line's
//! rules wait on a copy while the set is rewritten, so that no call meets half of the change.

use super::{
    AnyContent, CalledNumbers, Callers, Configuration, Content, Destinations, Kind, Mapping, Routing,
    SetKind, Slot, Times, Wanted, set::private_name,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A set that exists, or the n-th that the plan creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the two cases are said above")]
pub enum SetRef {
    Existing(u64),
    New(usize),
}

/// A mapping to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are those of a mapping")]
pub struct PlannedMapping {
    pub destination_set: SetRef,
    pub time_set: Option<SetRef>,
    pub source_set: Option<SetRef>,
    pub bnumber_set: Option<SetRef>,
    pub enabled: bool,
    pub use_redirection: bool,
}

/// The one write that changes who rings: all mappings of all kinds, and the ring time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// By kind; a kind that is missing has none.
    pub mappings: BTreeMap<Kind, Vec<PlannedMapping>>,
    /// How long the line rings before "no answer", in seconds.
    pub ring_seconds: Option<u32>,
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Makes a set with a name that the subscriber does not use yet.
    Create(String, AnyContent),
    /// Writes all mappings.
    Switch(Switch),
    /// Gives an own set new content.
    Rewrite(u64, AnyContent),
    /// Removes a private set that nothing uses.
    Delete(SetKind, SetRef),
}

/// The writes that lead to the wanted state, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In their order.
    pub steps: Vec<Step>,
}

impl Plan {
    /// The plan for what is wanted.
    #[must_use]
    pub fn new(present: &Configuration, wanted: &Wanted) -> Self {
        let rewritten =
            wanted.everywhere().into_iter().filter(|((_, id), content)| !holds(present, *id, content));
        let rewritten = rewritten.collect();
        let mut draft = Draft { present, created: Vec::new(), rewritten, in_place: None };
        let before = kept(present);
        let mappings: BTreeMap<Kind, Vec<PlannedMapping>> = wanted
            .rules
            .iter()
            .filter(|(_, rules)| !rules.is_empty())
            .map(|(kind, rules)| (*kind, rules.iter().map(|rule| draft.mapping(*kind, rule)).collect()))
            .collect();
        let ring_seconds = wanted.ring_seconds.or(present.ring_seconds);
        let same_ring = ring_seconds == present.ring_seconds;

        if same_ring && draft.created.is_empty() && draft.rewritten.is_empty() && mappings == before {
            return Self::default();
        }
        if let (true, Some((id, content))) = (same_ring, draft.single())
            && draft.with_old_sets(&mappings) == before
        {
            let mut steps = vec![Step::Rewrite(id, content)];
            steps.extend(unused(present, &before));
            return Self { steps };
        }
        draft.steps(&mappings, ring_seconds)
    }

    /// Whether what was wanted of `present` is what the platform holds.
    #[must_use]
    pub fn is_reached(present: &Configuration, wanted: &Wanted, held: &Configuration) -> bool {
        Routing::wanted(present, wanted).is_same(&Routing::of(held))
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// What a plan is made from.
struct Draft<'a> {
    present: &'a Configuration,
    /// New sets: name, content, and which set each stands for.
    created: Vec<(String, AnyContent, Option<u64>)>,
    /// Sets with new content wherever they are used.
    rewritten: BTreeMap<(SetKind, u64), AnyContent>,
    /// Whether the only new set could be written in place of the one that it stands for.
    in_place: Option<bool>,
}

impl Draft<'_> {
    fn mapping(&mut self, kind: Kind, rule: &super::WantedRule) -> PlannedMapping {
        PlannedMapping {
            destination_set: self.slot::<Destinations>(kind, &rule.destinations),
            time_set: rule.times.as_ref().map(|slot| self.slot::<Times>(kind, slot)),
            source_set: rule.callers.as_ref().map(|slot| self.slot::<Callers>(kind, slot)),
            bnumber_set: rule.called.as_ref().map(|slot| self.slot::<CalledNumbers>(kind, slot)),
            enabled: rule.enabled,
            use_redirection: rule.use_redirection,
        }
    }

    fn slot<C: Content>(&mut self, kind: Kind, slot: &Slot<C>) -> SetRef {
        // A set that gets new content does not hold its old one for a rule that wants to stay with that.
        let holds = |id: C::Id, content: &C| {
            !self.rewritten.contains_key(&(C::KIND, id.into()))
                && self.present.set::<C>(id).is_some_and(|set| set.content == *content)
        };
        match slot {
            Slot::Kept(id) | Slot::Everywhere(id, _) => SetRef::Existing((*id).into()),
            Slot::Here(content, Some(id)) if holds(*id, content) => SetRef::Existing((*id).into()),
            Slot::Here(content, from) => {
                let alone = from.is_some_and(|id| {
                    self.present.own_set::<C>(id).is_some()
                        && self.present.uses::<C>(id) == 1
                        && self.present.uses_elsewhere::<C>(id) == Some(0)
                });
                self.in_place = Some(alone);
                let name = self.free_name::<C>(kind);
                self.created.push((name, content.clone().into(), from.map(Into::into)));
                SetRef::New(self.created.len() - 1)
            }
        }
    }

    /// The one set whose content changes, if it can be written in place.
    fn single(&self) -> Option<(u64, AnyContent)> {
        match (&self.created[..], self.rewritten.len()) {
            ([(_, content, Some(id))], 0) if self.in_place == Some(true) => Some((*id, content.clone())),
            ([], 1) => self.rewritten.iter().next().map(|((_, id), content)| (*id, content.clone())),
            _ => None,
        }
    }

    /// The mappings with the sets that new ones stand for.
    fn with_old_sets(&self, mappings: &Mappings) -> Mappings {
        let old = |set: SetRef| match set {
            SetRef::New(index) => self.created[index].2.map_or(set, SetRef::Existing),
            SetRef::Existing(_) => set,
        };
        replaced(mappings, |_, set| old(set))
    }

    fn steps(self, mappings: &Mappings, ring_seconds: Option<u32>) -> Plan {
        let Self { present, created, rewritten, .. } = self;
        let mut steps: Vec<Step> =
            created.into_iter().map(|(name, content, _)| Step::Create(name, content)).collect();
        let is_used = |(kind, id): &(SetKind, u64)| {
            mappings.values().flatten().any(|mapping| mapping.set(*kind) == Some(SetRef::Existing(*id)))
        };
        let waiting: Vec<(SetKind, u64)> = rewritten.keys().filter(|key| is_used(key)).copied().collect();
        let first_copy = steps.len();
        for (index, key) in waiting.iter().enumerate() {
            let mut number = index + 1;
            while is_taken(present, &steps, key.0, &private_name("copy", number)) {
                number += 1;
            }
            steps.push(Step::Create(private_name("copy", number), rewritten[key].clone()));
        }
        let on_copies = replaced(mappings, |kind, set| {
            let copy = waiting.iter().position(|(of, id)| *of == kind && SetRef::Existing(*id) == set);
            copy.map_or(set, |copy| SetRef::New(first_copy + copy))
        });
        steps.push(Step::Switch(Switch { mappings: on_copies, ring_seconds }));
        steps.extend(rewritten.into_iter().map(|((_, id), content)| Step::Rewrite(id, content)));
        if !waiting.is_empty() {
            steps.push(Step::Switch(Switch { mappings: mappings.clone(), ring_seconds }));
            let copies = waiting.iter().enumerate();
            steps.extend(copies.map(|(copy, (kind, _))| Step::Delete(*kind, SetRef::New(first_copy + copy))));
        }
        steps.extend(unused(present, mappings));
        Plan { steps }
    }

    /// A name that no set of this subscriber has, and none that the plan makes.
    fn free_name<C: Content>(&self, kind: Kind) -> String {
        let taken: BTreeSet<String> = C::sets(self.present)
            .iter()
            .map(|set| set.name.to_lowercase())
            .chain(self.created.iter().map(|(name, ..)| name.clone()))
            .collect();
        (1..=taken.len() + 1)
            .map(|number| private_name(kind.name(), number))
            .find(|name| !taken.contains(name))
            .unwrap_or_default()
    }
}

/// Whether the platform holds this content already.
fn holds(present: &Configuration, id: u64, content: &AnyContent) -> bool {
    fn is<C: Content>(present: &Configuration, id: u64, content: &C) -> bool {
        present.set::<C>(id.into()).is_some_and(|set| set.content == *content)
    }
    match content {
        AnyContent::Destinations(content) => is(present, id, content),
        AnyContent::Times(content) => is(present, id, content),
        AnyContent::Callers(content) => is(present, id, content),
        AnyContent::CalledNumbers(content) => is(present, id, content),
    }
}

type Mappings = BTreeMap<Kind, Vec<PlannedMapping>>;

/// The mappings as they are.
fn kept(present: &Configuration) -> Mappings {
    let with_rules = present.mappings.iter().filter(|(_, rules)| !rules.is_empty());
    with_rules.map(|(kind, rules)| (*kind, rules.iter().map(PlannedMapping::kept).collect())).collect()
}

fn is_taken(present: &Configuration, steps: &[Step], kind: SetKind, name: &str) -> bool {
    fn has<C: Content>(present: &Configuration, name: &str) -> bool {
        C::sets(present).iter().any(|set| set.name.eq_ignore_ascii_case(name))
    }
    let in_plan = steps.iter().any(|step| matches!(step, Step::Create(taken, _) if taken == name));
    in_plan
        || match kind {
            SetKind::Destinations => has::<Destinations>(present, name),
            SetKind::Times => has::<Times>(present, name),
            SetKind::Callers => has::<Callers>(present, name),
            SetKind::CalledNumbers => has::<CalledNumbers>(present, name),
        }
}

fn replaced(mappings: &Mappings, with: impl Fn(SetKind, SetRef) -> SetRef) -> Mappings {
    let of = |mapping: &PlannedMapping| PlannedMapping {
        destination_set: with(SetKind::Destinations, mapping.destination_set),
        time_set: mapping.time_set.map(|set| with(SetKind::Times, set)),
        source_set: mapping.source_set.map(|set| with(SetKind::Callers, set)),
        bnumber_set: mapping.bnumber_set.map(|set| with(SetKind::CalledNumbers, set)),
        ..*mapping
    };
    mappings.iter().map(|(kind, rules)| (*kind, rules.iter().map(of).collect())).collect()
}

/// Private own sets that no rule will use: replaced ones, and what a broken save left behind.
fn unused(present: &Configuration, mappings: &Mappings) -> Vec<Step> {
    fn of<C: Content>(present: &Configuration, mappings: &Mappings) -> Vec<Step> {
        let is_used = |id: u64| {
            mappings.values().flatten().any(|mapping| mapping.set(C::KIND) == Some(SetRef::Existing(id)))
        };
        C::sets(present)
            .iter()
            .filter(|set| set.owner == present.subscriber && set.is_private() && !is_used(set.id.into()))
            .filter(|set| present.uses_elsewhere::<C>(set.id).is_none_or(|uses| uses == 0))
            .map(|set| Step::Delete(C::KIND, SetRef::Existing(set.id.into())))
            .collect()
    }
    [
        of::<Destinations>(present, mappings),
        of::<Times>(present, mappings),
        of::<Callers>(present, mappings),
        of::<CalledNumbers>(present, mappings),
    ]
    .concat()
}

impl PlannedMapping {
    /// A mapping as it is.
    fn kept(mapping: &Mapping) -> Self {
        Self {
            destination_set: SetRef::Existing(mapping.destination_set.0),
            time_set: mapping.time_set.map(|id| SetRef::Existing(id.0)),
            source_set: mapping.source_set.map(|id| SetRef::Existing(id.0)),
            bnumber_set: mapping.bnumber_set.map(|id| SetRef::Existing(id.0)),
            enabled: mapping.enabled,
            use_redirection: mapping.use_redirection,
        }
    }

    /// The set of a kind that it uses.
    #[must_use]
    pub const fn set(&self, kind: SetKind) -> Option<SetRef> {
        match kind {
            SetKind::Destinations => Some(self.destination_set),
            SetKind::Times => self.time_set,
            SetKind::Callers => self.source_set,
            SetKind::CalledNumbers => self.bnumber_set,
        }
    }
}

#[cfg(test)]
mod tests;
