//! Call forward mappings and the sets that they point to (contract 3.17).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::index::{Groups, IdList, compact};

/// The seven types of forwards, in the order in which the platform writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ForwardType {
    Cfu,
    Cfb,
    Cft,
    Cfna,
    Cfs,
    Cfr,
    Cfo,
}

impl ForwardType {
    pub(crate) const ALL: [Self; 7] =
        [Self::Cfu, Self::Cfb, Self::Cft, Self::Cfna, Self::Cfs, Self::Cfr, Self::Cfo];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cfu => "cfu",
            Self::Cfb => "cfb",
            Self::Cft => "cft",
            Self::Cfna => "cfna",
            Self::Cfs => "cfs",
            Self::Cfr => "cfr",
            Self::Cfo => "cfo",
        }
    }
}

/// The four kinds of sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SetKind {
    Destination,
    Time,
    Source,
    Bnumber,
}

impl SetKind {
    pub(crate) const ALL: [Self; 4] = [Self::Destination, Self::Time, Self::Source, Self::Bnumber];
}

/// Where a call goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    /// The address as stored: always a SIP URI.
    pub(crate) uri: String,
    pub(crate) timeout: i64,
    pub(crate) priority: Option<i64>,
    /// The sound handle of what is played there.
    pub(crate) announcement: Option<u32>,
}

/// When a forward holds: year, month, mday, wday, hour, minute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Period(pub(crate) [Option<Box<str>>; 6]);

impl Period {
    pub(crate) const PARTS: [&'static str; 6] = ["year", "month", "mday", "wday", "hour", "minute"];
}

/// What is in a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Elements {
    Destinations(Vec<Destination>),
    Periods(Vec<Period>),
    /// Sources or called numbers.
    Patterns {
        whitelist: bool,
        is_regex: bool,
        patterns: Vec<String>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Set {
    pub(crate) subscriber: u32,
    pub(crate) name: String,
    pub(crate) elements: Elements,
}

/// The sets of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sets {
    rows: BTreeMap<u32, Set>,
    all: IdList,
    by_subscriber: Groups,
    last_id: u32,
}

impl Sets {
    pub(crate) fn get(&self, id: u32) -> Option<&Set> {
        self.rows.get(&id)
    }

    pub(crate) fn ids(&self) -> &[u32] {
        self.all.as_slice()
    }

    pub(crate) fn of_subscriber(&self, subscriber: u32) -> &[u32] {
        self.by_subscriber.of(subscriber)
    }

    pub(crate) fn named(&self, subscriber: u32, name: &str) -> Option<u32> {
        let has_name = |id: &&u32| self.rows.get(id).is_some_and(|set| set.name.eq_ignore_ascii_case(name));
        self.of_subscriber(subscriber).iter().find(has_name).copied()
    }

    pub(crate) fn add(&mut self, set: Set) -> u32 {
        self.last_id += 1;
        self.all.insert(self.last_id);
        self.by_subscriber.insert(set.subscriber, self.last_id);
        self.rows.insert(self.last_id, set);
        self.last_id
    }

    pub(crate) fn edit(&mut self, id: u32, change: impl FnOnce(&mut Set)) {
        if let Some(set) = self.rows.get_mut(&id) {
            let before = set.subscriber;
            change(set);
            self.by_subscriber.remove(before, id);
            self.by_subscriber.insert(set.subscriber, id);
        }
    }

    fn remove(&mut self, id: u32) {
        if let Some(set) = self.rows.remove(&id) {
            self.all.remove(id);
            self.by_subscriber.remove(set.subscriber, id);
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Mapping {
    pub(crate) subscriber: u32,
    pub(crate) forward: ForwardType,
    pub(crate) destination: u32,
    pub(crate) time: Option<u32>,
    pub(crate) source: Option<u32>,
    pub(crate) bnumber: Option<u32>,
    pub(crate) enabled: bool,
    pub(crate) use_redirection: bool,
}

impl Mapping {
    pub(crate) fn set(&self, kind: SetKind) -> Option<u32> {
        match kind {
            SetKind::Destination => Some(self.destination),
            SetKind::Time => self.time,
            SetKind::Source => self.source,
            SetKind::Bnumber => self.bnumber,
        }
    }
}

/// All forwards.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forwards {
    sets: [Sets; 4],
    mappings: BTreeMap<u32, Mapping>,
    by_subscriber: Groups,
    by_set: BTreeSet<(SetKind, u32, u32)>,
    ring_times: HashMap<u32, u32>,
    last_id: u32,
}

impl Forwards {
    /// Gives back the room for growing.
    pub(super) fn compact(&mut self) {
        for sets in &mut self.sets {
            compact(&mut sets.rows);
        }
        compact(&mut self.mappings);
        self.by_set = std::mem::take(&mut self.by_set).into_iter().collect();
    }

    pub(crate) fn sets(&self, kind: SetKind) -> &Sets {
        &self.sets[kind as usize]
    }

    pub(crate) fn sets_mut(&mut self, kind: SetKind) -> &mut Sets {
        &mut self.sets[kind as usize]
    }

    /// The mappings of a subscriber with their ids, in the order of their creation.
    pub(crate) fn mappings_of(&self, subscriber: u32) -> impl Iterator<Item = (u32, &Mapping)> {
        self.by_subscriber.of(subscriber).iter().filter_map(|id| Some((*id, self.mappings.get(id)?)))
    }

    pub(crate) fn mappings_of_type(
        &self,
        subscriber: u32,
        forward: ForwardType,
    ) -> impl Iterator<Item = (u32, &Mapping)> {
        self.mappings_of(subscriber).filter(move |(_, mapping)| mapping.forward == forward)
    }

    pub(crate) fn add_mapping(&mut self, mapping: Mapping) -> u32 {
        self.last_id += 1;
        let id = self.last_id;
        self.by_subscriber.insert(mapping.subscriber, id);
        for kind in SetKind::ALL {
            if let Some(set) = mapping.set(kind) {
                self.by_set.insert((kind, set, id));
            }
        }
        self.mappings.insert(id, mapping);
        id
    }

    pub(crate) fn remove_mapping(&mut self, id: u32) -> Option<Mapping> {
        let mapping = self.mappings.remove(&id)?;
        self.by_subscriber.remove(mapping.subscriber, id);
        for kind in SetKind::ALL {
            if let Some(set) = mapping.set(kind) {
                self.by_set.remove(&(kind, set, id));
            }
        }
        Some(mapping)
    }

    pub(crate) fn remove_mappings_of(&mut self, subscriber: u32) {
        for id in self.by_subscriber.of(subscriber).to_vec() {
            self.remove_mapping(id);
        }
    }

    /// The mappings that use a set, whoever's they are.
    pub(crate) fn users_of(&self, kind: SetKind, set: u32) -> Vec<u32> {
        self.by_set.range((kind, set, 0)..=(kind, set, u32::MAX)).map(|(_, _, id)| *id).collect()
    }

    /// Removes a set and, as the foreign key does, every mapping that uses it (contract 3.20 and 3.21).
    pub(crate) fn remove_set(&mut self, kind: SetKind, set: u32) {
        for id in self.users_of(kind, set) {
            self.remove_mapping(id);
        }
        self.sets_mut(kind).remove(set);
    }

    /// Takes a set out of the mappings that use it; a mapping cannot be without destinations.
    pub(crate) fn unassign_set(&mut self, kind: SetKind, set: u32) {
        for id in self.users_of(kind, set) {
            self.detach(kind, set, id);
        }
    }

    /// Takes a set out of the mappings of one subscriber.
    pub(crate) fn unassign_set_of(&mut self, subscriber: u32, kind: SetKind, set: u32) {
        for id in self.users_of(kind, set) {
            if self.mappings.get(&id).is_some_and(|mapping| mapping.subscriber == subscriber) {
                self.detach(kind, set, id);
            }
        }
    }

    fn detach(&mut self, kind: SetKind, set: u32, id: u32) {
        let Some(mapping) = self.mappings.get_mut(&id) else { return };
        match kind {
            SetKind::Destination => return,
            SetKind::Time => mapping.time = None,
            SetKind::Source => mapping.source = None,
            SetKind::Bnumber => mapping.bnumber = None,
        }
        self.by_set.remove(&(kind, set, id));
    }

    pub(crate) fn ring_time(&self, subscriber: u32) -> Option<u32> {
        self.ring_times.get(&subscriber).copied()
    }

    pub(crate) fn set_ring_time(&mut self, subscriber: u32, seconds: Option<u32>) {
        match seconds {
            Some(seconds) => self.ring_times.insert(subscriber, seconds),
            None => self.ring_times.remove(&subscriber),
        };
    }

    /// Removes everything that belongs to a terminated subscriber (contract 3.11.8).
    pub(crate) fn forget(&mut self, subscriber: u32) {
        self.remove_mappings_of(subscriber);
        self.set_ring_time(subscriber, None);
        for kind in SetKind::ALL {
            for set in self.sets(kind).of_subscriber(subscriber).to_vec() {
                self.remove_set(kind, set);
            }
        }
    }
}
