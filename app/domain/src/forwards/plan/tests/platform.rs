//! A model of the platform that carries out the steps of a plan.

use super::{super::*, LINE};
use crate::forwards::Set;

/// The platform: it does what a step says, and deletes the mappings of a set that is deleted (contract 10.5).
pub(super) struct Platform {
    pub(super) held: Configuration,
    pub(super) created: Vec<u64>,
}

impl Platform {
    fn id(&self, set: SetRef) -> u64 {
        match set {
            SetRef::Existing(id) => id,
            SetRef::New(index) => self.created[index],
        }
    }

    pub(super) fn take(&mut self, step: &Step) {
        match step {
            Step::Create(name, content) => {
                let id = 1
                    + self.held.destination_sets.iter().map(|set| set.id.0).max().unwrap_or(0)
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
    pub(super) fn orphans(&self) -> usize {
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
