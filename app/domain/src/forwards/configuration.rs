//! All that the platform holds about the call forwards of one subscriber, without loss.

use super::{Kind, Period, Target};
use crate::{
    identifier::{BnumberSetId, DestinationSetId, SourceSetId, SubscriberId, TimeSetId},
    mark::mark,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One destination of a set. What the portal does not change goes back exactly as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// The stored address.
    pub uri: String,
    /// How long it rings, in seconds.
    pub timeout: u32,
    /// Its place in the order. May be missing on the platform; a write must always send one (contract 3.20).
    pub priority: Option<i64>,
    /// A recording that is played, for the one destination that has any.
    pub announcement_id: Option<u64>,
}

/// Destinations that are tried one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationSet {
    /// Its id.
    pub id: DestinationSetId,
    /// Its name, unique for its owner.
    pub name: String,
    /// Whose it is; a mapping can point to somebody else's.
    pub owner: SubscriberId,
    /// As the platform lists them.
    pub destinations: Vec<Destination>,
}

impl DestinationSet {
    /// The destinations in the order in which they are tried.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Destination> {
        let mut ordered: Vec<&Destination> = self.destinations.iter().collect();
        ordered.sort_by_key(|destination| destination.priority.unwrap_or(i64::MAX));
        ordered
    }
}

/// Rows of time; a call must match one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSet {
    /// Its id.
    pub id: TimeSetId,
    /// Its name, unique for its owner.
    pub name: String,
    /// Whose it is.
    pub owner: SubscriberId,
    /// The rows; none means always.
    pub periods: Vec<Period>,
}

/// What a list of numbers does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallerMode {
    /// Only these.
    Whitelist,
    /// All but these.
    Blacklist,
}

/// Callers for whom a forward works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSet {
    /// Its id.
    pub id: SourceSetId,
    /// Its name, unique for its owner.
    pub name: String,
    /// Whose it is.
    pub owner: SubscriberId,
    /// Only these, or all but these.
    pub mode: CallerMode,
    /// Whether the entries are expressions instead of patterns.
    pub is_regex: bool,
    /// The entries.
    pub sources: Vec<String>,
}

/// Called numbers for which a forward works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BnumberSet {
    /// Its id.
    pub id: BnumberSetId,
    /// Its name, unique for its owner.
    pub name: String,
    /// Whose it is.
    pub owner: SubscriberId,
    /// Only these, or all but these.
    pub mode: CallerMode,
    /// Whether the entries are expressions instead of patterns.
    pub is_regex: bool,
    /// The entries.
    pub bnumbers: Vec<String>,
}

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

    /// A destination set by id.
    #[must_use]
    pub fn destination_set(&self, id: DestinationSetId) -> Option<&DestinationSet> {
        self.destination_sets.iter().find(|set| set.id == id)
    }

    /// A time set by id.
    #[must_use]
    pub fn time_set(&self, id: TimeSetId) -> Option<&TimeSet> {
        self.time_sets.iter().find(|set| set.id == id)
    }

    /// What a destination means on this line.
    #[must_use]
    pub fn target(&self, destination: &Destination) -> Target {
        Target::from_uri(&destination.uri, &self.domain)
    }

    /// A short mark of the whole state. Two readings with the same mark are the same; ids of mappings are not part of it, since
    /// the platform renews them at every write.
    #[must_use]
    pub fn mark(&self) -> String {
        mark(self)
    }

    /// How many mappings use a destination set.
    pub(super) fn uses_of_destinations(&self, id: DestinationSetId) -> usize {
        self.mappings.values().flatten().filter(|mapping| mapping.destination_set == id).count()
    }

    /// How many mappings use a time set.
    pub(super) fn uses_of_times(&self, id: TimeSetId) -> usize {
        self.mappings.values().flatten().filter(|mapping| mapping.time_set == Some(id)).count()
    }
}
