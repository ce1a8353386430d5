//! The rules of a line with their contents in place of ids: what a call meets.

use super::{
    AnyContent, CalledNumbers, Callers, Configuration, Content, Destination, Destinations, Kind, Schedule,
    SetKind, Slot, Target, Times, Wanted, WantedRule,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a set of a rule holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Held<C: Content> {
    /// The set, if there is one.
    pub id: Option<C::Id>,
    /// Its name; empty for one that belongs to the rule alone.
    pub name: String,
    /// What it holds; none if it may not be seen.
    pub content: Option<C>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Whether it is on.
    pub enabled: bool,
    /// Whether the caller's side is told to redirect instead.
    pub use_redirection: bool,
    /// Who rings.
    pub destinations: Held<Destinations>,
    /// When; none means always.
    pub times: Option<Held<Times>>,
    /// For which callers; none means all.
    pub callers: Option<Held<Callers>>,
    /// For which called numbers; none means all.
    pub called: Option<Held<CalledNumbers>>,
}

/// All rules of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// The domain of the line.
    pub domain: String,
    /// By kind, in their order; a kind without rules is missing.
    pub rules: BTreeMap<Kind, Vec<Rule>>,
    /// How long the line rings before "no answer", in seconds.
    pub ring_seconds: Option<u32>,
}

impl Rule {
    /// When it works; none means always.
    ///
    /// # Errors
    /// Its times may not be seen.
    pub fn schedule(&self) -> Result<Option<Schedule>, Hidden> {
        let Some(times) = &self.times else { return Ok(None) };
        let times = times.content.as_ref().ok_or(Hidden)?;
        Ok(Some(Schedule::from_periods(&times.0)))
    }

    /// The names of the lists that it uses: who rings, when, for which callers, for which called numbers. Empty for a list of the
    /// rule alone, none where there is no list.
    #[must_use]
    pub fn lists(&self) -> [Option<&str>; 4] {
        fn name<C: Content>(held: Option<&Held<C>>) -> Option<&str> {
            held.map(|held| held.name.as_str())
        }
        [
            name(Some(&self.destinations)),
            name(self.times.as_ref()),
            name(self.callers.as_ref()),
            name(self.called.as_ref()),
        ]
    }

    /// Who rings, in order; none if they may not be seen.
    #[must_use]
    pub fn in_order(&self) -> Option<Vec<&Destination>> {
        self.destinations.content.as_ref().map(Destinations::in_order)
    }
}

/// A set that may not be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden;

impl Routing {
    /// What the platform holds.
    #[must_use]
    pub fn of(present: &Configuration) -> Self {
        Self::wanted(present, &Wanted::of(present))
    }

    /// What is wanted, where the platform holds this.
    #[must_use]
    pub fn wanted(present: &Configuration, wanted: &Wanted) -> Self {
        let reader = Reader { present, everywhere: wanted.everywhere() };
        let rules = |rules: &Vec<WantedRule>| rules.iter().map(|rule| reader.rule(rule)).collect();
        Self {
            domain: present.domain.clone(),
            rules: wanted
                .rules
                .iter()
                .filter(|(_, list)| !list.is_empty())
                .map(|(kind, list)| (*kind, rules(list)))
                .collect(),
            ring_seconds: wanted.ring_seconds.or(present.ring_seconds),
        }
    }

    /// The rules of a kind.
    #[must_use]
    pub fn rules(&self, kind: Kind) -> &[Rule] {
        self.rules.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Every rule with its kind and its place.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, usize, &Rule)> {
        let of = |(kind, rules): (&Kind, _)| (*kind, rules);
        self.rules.iter().map(of).flat_map(|(kind, rules): (Kind, &Vec<Rule>)| {
            rules.iter().enumerate().map(move |(place, rule)| (kind, place, rule))
        })
    }

    /// What a destination means on this line.
    #[must_use]
    pub fn target(&self, destination: &Destination) -> Target {
        Target::from_uri(&destination.uri, &self.domain)
    }

    /// Whether calls go the same ways: addresses may be written differently, and sets may have other ids.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.ring_seconds == other.ring_seconds
            && self.rules.len() == other.rules.len()
            && self.rules.iter().zip(&other.rules).all(|((kind, rules), (other_kind, others))| {
                kind == other_kind
                    && rules.len() == others.len()
                    && rules.iter().zip(others).all(|(rule, other)| self.is_same_rule(rule, other))
            })
    }

    /// Whether two rules send calls the same ways.
    #[must_use]
    pub fn is_same_rule(&self, rule: &Rule, other: &Rule) -> bool {
        let who = |rule: &Rule| {
            rule.in_order().map(|all| {
                let sense = |one: &Destination| (self.target(one), one.timeout, one.announcement_id);
                all.into_iter().map(sense).collect::<Vec<_>>()
            })
        };
        (rule.enabled, rule.use_redirection) == (other.enabled, other.use_redirection)
            && match (who(rule), who(other)) {
                (None, None) => rule.destinations.id == other.destinations.id,
                (one, other) => one == other,
            }
            && is_same_set(rule.times.as_ref(), other.times.as_ref())
            && is_same_set(rule.callers.as_ref(), other.callers.as_ref())
            && is_same_set(rule.called.as_ref(), other.called.as_ref())
    }

    /// What to wish for to have this again, where the platform holds `present` now. Sets that are still the same are used again;
    /// a rule is left out if one of its sets may not be seen and no rule uses it any more.
    #[must_use]
    pub fn restored(&self, present: &Configuration) -> Wanted {
        let rules = |rules: &Vec<Rule>| rules.iter().filter_map(|rule| rule.restored(present)).collect();
        Wanted {
            rules: self.rules.iter().map(|(kind, list)| (*kind, rules(list))).collect(),
            ring_seconds: self.ring_seconds,
        }
    }
}

fn is_same_set<C: Content>(one: Option<&Held<C>>, other: Option<&Held<C>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) if one.content.is_none() => one.id == other.id,
        (Some(one), Some(other)) => one.content == other.content,
        _ => false,
    }
}

impl Rule {
    fn restored(&self, present: &Configuration) -> Option<WantedRule> {
        Some(WantedRule {
            enabled: self.enabled,
            use_redirection: self.use_redirection,
            destinations: restored(present, &self.destinations)?,
            times: self.times.as_ref().map(|held| restored(present, held).ok_or(())).transpose().ok()?,
            callers: self.callers.as_ref().map(|held| restored(present, held).ok_or(())).transpose().ok()?,
            called: self.called.as_ref().map(|held| restored(present, held).ok_or(())).transpose().ok()?,
        })
    }
}

/// Finds what wanted rules hold.
struct Reader<'a> {
    present: &'a Configuration,
    everywhere: BTreeMap<(SetKind, u64), AnyContent>,
}

impl Reader<'_> {
    fn rule(&self, wanted: &WantedRule) -> Rule {
        Rule {
            enabled: wanted.enabled,
            use_redirection: wanted.use_redirection,
            destinations: self.held(&wanted.destinations),
            times: wanted.times.as_ref().map(|slot| self.held(slot)),
            callers: wanted.callers.as_ref().map(|slot| self.held(slot)),
            called: wanted.called.as_ref().map(|slot| self.held(slot)),
        }
    }

    fn held<C: Content>(&self, slot: &Slot<C>) -> Held<C> {
        match slot {
            Slot::Kept(id) | Slot::Everywhere(id, _) => {
                let set = self.present.set::<C>(*id);
                let new = self.everywhere.get(&(C::KIND, (*id).into())).and_then(C::from_any);
                Held {
                    id: Some(*id),
                    name: set.filter(|set| !set.is_private()).map(|set| set.name.clone()).unwrap_or_default(),
                    content: new.or(set.map(|set| &set.content)).cloned(),
                }
            }
            Slot::Here(content, _) => Held { id: None, name: String::new(), content: Some(content.clone()) },
        }
    }
}

fn restored<C: Content>(present: &Configuration, held: &Held<C>) -> Option<Slot<C>> {
    let now = held.id.and_then(|id| present.set::<C>(id));
    match (&held.content, now) {
        (content, Some(now)) if content.as_ref().is_none_or(|content| *content == now.content) => {
            Some(Slot::Kept(now.id))
        }
        (Some(content), now) => Some(Slot::Here(content.clone(), now.map(|now| now.id))),
        (None, _) => held.id.filter(|id| present.uses::<C>(*id) > 0).map(Slot::Kept),
    }
}
