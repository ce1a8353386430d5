//! What a person wants the rules of a line to be.

use super::{
    AnyContent, CalledNumbers, Callers, Configuration, Content, Destinations, Kind, Mapping, SetKind, Times,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One of the sets of a wanted rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "snake_case")]
pub enum Slot<C: Content> {
    /// A set as it is.
    Kept(C::Id),
    /// Content for this rule alone, in place of a set if there was one.
    Here(C, Option<C::Id>),
    /// New content of a set, wherever it is used.
    Everywhere(C::Id, C),
}

/// A wanted rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedRule {
    /// Whether it is on.
    pub enabled: bool,
    /// Whether the caller's side is told to redirect instead.
    pub use_redirection: bool,
    /// Who rings.
    pub destinations: Slot<Destinations>,
    /// When; none means always.
    pub times: Option<Slot<Times>>,
    /// For which callers; none means all.
    pub callers: Option<Slot<Callers>>,
    /// For which called numbers; none means all.
    pub called: Option<Slot<CalledNumbers>>,
}

impl WantedRule {
    /// A mapping as it is.
    #[must_use]
    pub fn kept(mapping: &Mapping) -> Self {
        Self {
            enabled: mapping.enabled,
            use_redirection: mapping.use_redirection,
            destinations: Slot::Kept(mapping.destination_set),
            times: mapping.time_set.map(Slot::Kept),
            callers: mapping.source_set.map(Slot::Kept),
            called: mapping.bnumber_set.map(Slot::Kept),
        }
    }

    /// The sets that it gives new content wherever they are used.
    pub(super) fn everywhere(&self) -> Vec<((SetKind, u64), AnyContent)> {
        fn of<C: Content>(slot: Option<&Slot<C>>) -> Option<((SetKind, u64), AnyContent)> {
            let Some(Slot::Everywhere(id, content)) = slot else { return None };
            Some(((C::KIND, (*id).into()), content.clone().into()))
        }
        let found = [
            of(Some(&self.destinations)),
            of(self.times.as_ref()),
            of(self.callers.as_ref()),
            of(self.called.as_ref()),
        ];
        found.into_iter().flatten().collect()
    }

    /// A new rule that is on at any time for all calls.
    #[must_use]
    pub fn to(destinations: Destinations) -> Self {
        Self {
            enabled: true,
            use_redirection: false,
            destinations: Slot::Here(destinations, None),
            times: None,
            callers: None,
            called: None,
        }
    }
}

/// All rules of a line as somebody wants them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// By kind, in their order.
    pub rules: BTreeMap<Kind, Vec<WantedRule>>,
    /// How long the line rings before "no answer", in seconds. None leaves it to the platform, which keeps it as long as a rule
    /// for "no answer" is on (contract 3.19).
    pub ring_seconds: Option<u32>,
}

impl Wanted {
    /// Everything as it is.
    #[must_use]
    pub fn of(present: &Configuration) -> Self {
        let rules = |mappings: &Vec<Mapping>| mappings.iter().map(WantedRule::kept).collect();
        Self {
            rules: present.mappings.iter().map(|(kind, mappings)| (*kind, rules(mappings))).collect(),
            ring_seconds: present.ring_seconds,
        }
    }

    /// The sets that shall have new content wherever they are used. A rule that keeps such a set follows.
    #[must_use]
    pub fn everywhere(&self) -> BTreeMap<(SetKind, u64), AnyContent> {
        let mut found = BTreeMap::new();
        for (set, content) in self.rules.values().flatten().flat_map(WantedRule::everywhere) {
            found.entry(set).or_insert(content);
        }
        found
    }
}
