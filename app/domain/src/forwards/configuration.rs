//! All that the platform holds about the call forwards of one subscriber, without loss.

use super::{BnumberSet, Content, Destination, DestinationSet, Kind, Set, SourceSet, Target, TimeSet};
use crate::{
    identifier::{BnumberSetId, DestinationSetId, SourceSetId, SubscriberId, TimeSetId},
    mark::mark,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One rule: destinations, and when and for whom they apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Where the call goes.
    pub destination_set: DestinationSetId,
    /// When; none means always.
    pub time_set: Option<TimeSetId>,
    /// For which callers; none means all.
    pub source_set: Option<SourceSetId>,
    /// For which called numbers; none means all.
    pub bnumber_set: Option<BnumberSetId>,
    /// Whether the rule is on.
    pub enabled: bool,
    /// Whether the caller's side is told to redirect instead.
    pub use_redirection: bool,
}

/// The call forwards of one subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// Whose they are.
    pub subscriber: SubscriberId,
    /// The domain of the subscriber, by which numbers are told from other addresses.
    pub domain: String,
    /// The rules by kind, in the platform's order. A kind without rules may be missing.
    pub mappings: BTreeMap<Kind, Vec<Mapping>>,
    /// How long the line rings before "no answer", in seconds.
    pub ring_seconds: Option<u32>,
    /// Every own destination set, and foreign ones that a mapping uses.
    pub destination_sets: Vec<DestinationSet>,
    /// Every own time set, and foreign ones that a mapping uses.
    pub time_sets: Vec<TimeSet>,
    /// Every own source set, and foreign ones that a mapping uses.
    pub source_sets: Vec<SourceSet>,
    /// Every own B-number set, and foreign ones that a mapping uses.
    pub bnumber_sets: Vec<BnumberSet>,
}

impl Configuration {
    /// The rules of a kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> &[Mapping] {
        self.mappings.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// A set by id.
    #[must_use]
    pub fn set<C: Content>(&self, id: C::Id) -> Option<&Set<C>> {
        C::sets(self).iter().find(|set| set.id == id)
    }

    /// A set by id that belongs to the line itself.
    #[must_use]
    pub fn own_set<C: Content>(&self, id: C::Id) -> Option<&Set<C>> {
        self.set(id).filter(|set: &&Set<C>| set.owner == self.subscriber)
    }

    /// How many mappings of this line use a set.
    #[must_use]
    pub fn uses<C: Content>(&self, id: C::Id) -> usize {
        self.mappings.values().flatten().filter(|mapping| C::used_by(mapping) == Some(id)).count()
    }

    /// How many mappings of other lines use a set; unknown where the platform does not say.
    #[must_use]
    pub fn uses_elsewhere<C: Content>(&self, id: C::Id) -> Option<u64> {
        let here = u64::try_from(self.uses::<C>(id)).ok()?;
        Some(self.set::<C>(id)?.uses?.saturating_sub(here))
    }

    /// What a destination means on this line.
    #[must_use]
    pub fn target(&self, destination: &Destination) -> Target {
        Target::from_uri(&destination.uri, &self.domain)
    }

    /// A short mark of the whole state. Two readings with the same mark are the same. Ids of mappings are not part of it, since the
    /// platform renews them at every write, nor is who else uses a set.
    #[must_use]
    pub fn mark(&self) -> String {
        let mut state = self.clone();
        let forget = |uses: &mut Option<u64>| *uses = None;
        state.destination_sets.iter_mut().for_each(|set| forget(&mut set.uses));
        state.time_sets.iter_mut().for_each(|set| forget(&mut set.uses));
        state.source_sets.iter_mut().for_each(|set| forget(&mut set.uses));
        state.bnumber_sets.iter_mut().for_each(|set| forget(&mut set.uses));
        mark(&state)
    }
}
