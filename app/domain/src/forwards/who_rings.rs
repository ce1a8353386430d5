//! Who rings for a call: the rules that a call meets, in the order in which the platform asks them.
//!
//! Within a kind the platform's order among several rules that fit is not documented (contract 3.19 says "evaluation/insertion
//! order"), so all that fit are told, and that it is one of them.

use super::{Destination, Kind, LocalTime, Routing, Rule, Target, Truth};

/// A call to imagine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The caller's number in digits; none if it is not shown.
    pub caller: Option<String>,
    /// The called number in digits.
    pub called: String,
    /// When, on the clock of the line.
    pub at: LocalTime,
    /// What the line does.
    pub line: LineState,
}

/// What the line does when a call comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// A telephone is connected, and nobody answers.
    Rings,
    /// A telephone is connected, and busy.
    Busy,
    /// No telephone is connected.
    NotRegistered,
    /// The call is rejected.
    Rejects,
}

impl LineState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rings, Self::Busy, Self::NotRegistered, Self::Rejects];

    /// The name that forms use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rings => "rings",
            Self::Busy => "busy",
            Self::NotRegistered => "not_registered",
            Self::Rejects => "rejects",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The kind of rules that it leads to.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Rings => Kind::NoAnswer,
            Self::Busy => Kind::Busy,
            Self::NotRegistered => Kind::NotRegistered,
            Self::Rejects => Kind::OnResponse,
        }
    }
}

/// A destination that rings in its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// Who.
    pub target: Target,
    /// Seconds after the beginning of the step.
    pub from: u32,
    /// For how many seconds, unless somebody answers.
    pub seconds: u32,
}

/// A rule that may take the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its place among the rules of its kind.
    pub place: usize,
    /// Whether it fits; never [`Truth::No`].
    pub fits: Truth,
    /// Who rings; none if that may not be seen.
    pub rings: Option<Vec<Ring>>,
    /// Whether the caller's side is told to redirect instead.
    pub use_redirection: bool,
}

/// One step of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The line itself rings for so many seconds; none if the platform decides.
    Line(Option<u32>),
    /// One of these rules of a kind takes the call. If none of them fits for certain, the call may go on instead.
    Forward(Kind, Vec<Candidate>),
    /// Nothing takes the call: it ends.
    End,
}

/// The way of a call, step by step.
#[must_use]
pub fn way_of(routing: &Routing, call: &Call) -> Vec<Stage> {
    let mut stages = Vec::new();
    let forward = |kind: Kind, stages: &mut Vec<Stage>| {
        let candidates = candidates(routing, kind, call);
        let is_certain = candidates.iter().any(|candidate| candidate.fits == Truth::Yes);
        if !candidates.is_empty() {
            stages.push(Stage::Forward(kind, candidates));
        }
        is_certain
    };
    if forward(Kind::Always, &mut stages) {
        return stages;
    }
    if call.line == LineState::Rings {
        stages.push(Stage::Line(routing.ring_seconds));
    }
    if !forward(call.line.kind(), &mut stages) {
        stages.push(Stage::End);
    }
    stages
}

fn candidates(routing: &Routing, kind: Kind, call: &Call) -> Vec<Candidate> {
    routing
        .rules(kind)
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.enabled)
        .filter_map(|(place, rule)| {
            let fits = rule.fits(call);
            let rings = rule.in_order().map(|all| rings(routing, &all));
            (fits != Truth::No).then_some(Candidate {
                place,
                fits,
                rings,
                use_redirection: rule.use_redirection,
            })
        })
        .collect()
}

fn rings(routing: &Routing, destinations: &[&Destination]) -> Vec<Ring> {
    let mut from = 0_u32;
    let ring = |destination: &&Destination| {
        let ring = Ring { target: routing.target(destination), from, seconds: destination.timeout };
        from = from.saturating_add(destination.timeout);
        ring
    };
    destinations.iter().map(ring).collect()
}

impl Rule {
    /// Whether it fits a call, if it is on.
    #[must_use]
    pub fn fits(&self, call: &Call) -> Truth {
        let when = match self.schedule() {
            Ok(schedule) => schedule.map_or(Truth::Yes, |schedule| schedule.at(call.at)),
            Err(_) => Truth::Maybe,
        };
        let callers = self.callers.as_ref().map_or(Truth::Yes, |held| {
            held.content.as_ref().map_or(Truth::Maybe, |callers| callers.0.admits(call.caller.as_deref()))
        });
        let called = self.called.as_ref().map_or(Truth::Yes, |held| {
            held.content.as_ref().map_or(Truth::Maybe, |called| called.0.admits(Some(&call.called)))
        });
        when.and(callers).and(called)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::forwards::{Callers, Destinations, Held, ListMode, NumberList, Period, Times};
    use std::collections::BTreeMap;

    pub(in crate::forwards) fn rule(to: &[(&str, u32)]) -> Rule {
        let destinations = (1..).zip(to).map(|(priority, (uri, timeout))| Destination {
            uri: (*uri).into(),
            timeout: *timeout,
            priority: Some(priority),
            announcement_id: None,
        });
        Rule {
            enabled: true,
            use_redirection: false,
            destinations: Held {
                id: None,
                name: String::new(),
                content: Some(Destinations(destinations.collect())),
            },
            times: None,
            callers: None,
            called: None,
        }
    }

    pub(in crate::forwards) fn routing(rules: Vec<(Kind, Vec<Rule>)>) -> Routing {
        Routing {
            domain: "alpine.example".into(),
            rules: rules.into_iter().collect(),
            ring_seconds: Some(20),
        }
    }

    fn call(line: LineState) -> Call {
        Call {
            caller: Some("436641".into()),
            called: "4312345".into(),
            at: "2026-11-26T12:00".parse().unwrap(),
            line,
        }
    }

    fn from(entry: &str, is_regex: bool) -> Held<Callers> {
        let list = NumberList { mode: ListMode::Whitelist, is_regex, entries: vec![entry.into()] };
        Held { id: None, name: String::new(), content: Some(Callers(list)) }
    }

    #[test]
    fn the_line_rings_first_and_then_one_after_the_other() {
        let mobile = rule(&[("sip:43664@alpine.example", 30), ("sip:vmu1@voicebox.local", 300)]);
        let routing = routing(vec![(Kind::NoAnswer, vec![mobile])]);
        let way = way_of(&routing, &call(LineState::Rings));
        let [Stage::Line(Some(20)), Stage::Forward(Kind::NoAnswer, candidates)] = &way[..] else {
            panic!("{way:?}")
        };
        let rings = candidates[0].rings.as_ref().unwrap();
        assert_eq!(
            rings.iter().map(|ring| (ring.from, ring.seconds)).collect::<Vec<_>>(),
            [(0, 30), (30, 300)]
        );
        assert_eq!(way_of(&routing, &call(LineState::Busy)), [Stage::End]);
    }

    #[test]
    fn a_rule_for_every_call_comes_before_all_others() {
        let always = rule(&[("sip:1@alpine.example", 10)]);
        let routing = routing(vec![(Kind::Always, vec![always]), (Kind::Busy, vec![rule(&[])])]);
        for line in LineState::ALL {
            assert!(matches!(way_of(&routing, &call(line))[..], [Stage::Forward(Kind::Always, _)]));
        }
    }

    #[test]
    fn what_is_not_certain_is_told() {
        let perhaps = Rule { callers: Some(from("^43", true)), ..rule(&[]) };
        let other = rule(&[("sip:2@alpine.example", 10)]);
        let never = Rule { callers: Some(from("49*", false)), ..rule(&[]) };
        let off = Rule { enabled: false, ..rule(&[]) };
        let routing = routing(vec![
            (Kind::Always, vec![perhaps, never, off]),
            (Kind::Busy, vec![other.clone(), other]),
        ]);
        let way = way_of(&routing, &call(LineState::Busy));
        let [Stage::Forward(Kind::Always, first), Stage::Forward(Kind::Busy, second)] = &way[..] else {
            panic!("{way:?}")
        };
        assert_eq!(first.iter().map(|one| (one.place, one.fits)).collect::<Vec<_>>(), [(0, Truth::Maybe)]);
        assert_eq!(second.len(), 2, "both fit, and nobody knows which is asked first");
    }

    #[test]
    fn times_are_asked_on_the_clock_of_the_line() {
        let noon = Period { hour: Some("12".into()), ..Period::default() };
        let held = Held { id: None, name: String::new(), content: Some(Times(vec![noon])) };
        let lunch = Rule { times: Some(held), ..rule(&[]) };
        let routing = Routing { rules: BTreeMap::from([(Kind::Always, vec![lunch])]), ..Routing::default() };
        assert!(matches!(way_of(&routing, &call(LineState::Busy))[..], [Stage::Forward(..)]));
        let later = Call { at: "2026-11-26T13:00".parse().unwrap(), ..call(LineState::Busy) };
        assert_eq!(way_of(&routing, &later), [Stage::End]);
    }
}
