//! What a person may not have meant. Warnings never keep anybody from saving what is allowed.

use super::{
    Endpoint, Kind, ListMode, NumberList, Part, Routing, Rule, Schedule, Target, form::LONGEST_RING, row::Row,
};
use crate::{
    destination_policy::{DestinationPolicy, Origin},
    identifier::SubscriberId,
    number::NumberParts,
};
use std::collections::{BTreeMap, BTreeSet};

/// Something to think about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// The rule sends calls around in a circle, over these numbers.
    Loop(Vec<String>),
    /// The rule can never work.
    NeverWorks(Reason),
    /// Customers may not forward there.
    Barred(String),
    /// A destination shall ring for longer than the platform tries.
    TooLong(u32),
    /// Nobody comes to this destination, because the one before always answers.
    NotReached(String),
    /// The schedule has no times, which means at any time.
    EmptySchedule,
}

/// Why a rule can never work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its times lie in the past, or on days that do not exist.
    NoSuchTime,
    /// A rule for every call takes all calls before it.
    CoveredByAlways,
    /// An equal or wider rule of the same kind stands before it.
    CoveredByEarlier,
    /// It has no destinations.
    NoDestination,
}

/// A rule's place, and what to think about.
pub type Found = (Kind, usize, Warning);

/// What is around the line.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The line.
    pub line: Option<SubscriberId>,
    /// Its number, from whose view destinations are read.
    pub number: Option<NumberParts>,
    /// Whose the numbers are that the portal can see, in digits.
    pub numbers: BTreeMap<String, SubscriberId>,
    /// The rules of other lines.
    pub others: BTreeMap<SubscriberId, Routing>,
    /// What the reseller allows.
    pub policy: DestinationPolicy,
    /// The day today: what is over can never work.
    pub today: Option<super::Date>,
}

/// All warnings about the rules of a line, by rule.
#[must_use]
pub fn warnings(routing: &Routing, around: &Surroundings) -> Vec<Found> {
    let mut found = Vec::new();
    for (kind, place, rule) in routing.iter() {
        let mut warn = |warning| found.push((kind, place, warning));
        of_destinations(routing, rule, around, &mut warn);
        if let Ok(Some(schedule)) = rule.schedule() {
            if schedule.parts.is_empty() {
                warn(Warning::EmptySchedule);
            } else if schedule.parts.iter().all(|part| is_over(part, around.today)) {
                warn(Warning::NeverWorks(Reason::NoSuchTime));
            }
        }
        if !rule.enabled {
            continue;
        }
        let takes_all = |rule: &Rule| {
            rule.enabled && rule.times.is_none() && rule.callers.is_none() && rule.called.is_none()
        };
        if kind != Kind::Always && kind != Kind::Sms && routing.rules(Kind::Always).iter().any(takes_all) {
            warn(Warning::NeverWorks(Reason::CoveredByAlways));
        } else if routing.rules(kind)[..place]
            .iter()
            .any(|earlier| takes_all(earlier) || covers(earlier, rule))
        {
            warn(Warning::NeverWorks(Reason::CoveredByEarlier));
        }
        if let Some(circle) = circle(rule, routing, around) {
            warn(Warning::Loop(circle));
        }
    }
    found
}

fn of_destinations(routing: &Routing, rule: &Rule, around: &Surroundings, warn: &mut impl FnMut(Warning)) {
    let Some(destinations) = rule.in_order() else { return };
    if destinations.is_empty() {
        warn(Warning::NeverWorks(Reason::NoDestination));
    }
    let mut answered = false;
    for destination in destinations {
        let target = routing.target(destination);
        if answered {
            warn(Warning::NotReached(name(&target)));
        }
        answered |= target == Target::Endpoint(Endpoint::Voicebox);
        if destination.timeout > LONGEST_RING {
            warn(Warning::TooLong(destination.timeout));
        }
        if is_denied(&around.policy, &target, around.number.as_ref(), &routing.domain) {
            warn(Warning::Barred(name(&target)));
        }
    }
}

/// Whether a policy denies a destination on a line with this number and domain.
#[must_use]
pub fn is_denied(
    policy: &DestinationPolicy,
    target: &Target,
    number: Option<&NumberParts>,
    domain: &str,
) -> bool {
    let nowhere = NumberParts::from_platform(String::new(), String::new(), String::new());
    policy.denial(target, Origin { number: number.unwrap_or(&nowhere), domain }).is_some()
}

fn name(target: &Target) -> String {
    match target {
        Target::Endpoint(endpoint) => endpoint.keyword().to_owned(),
        Target::Number(_) | Target::Address(_) => target.to_input(),
    }
}

/// Whether a part of a schedule will not be on any more, or never was.
fn is_over(part: &Part, today: Option<super::Date>) -> bool {
    match part {
        Part::Once(span) => today.is_some_and(|today| span.until() <= today.start()),
        Part::Row(period) => Row::of(period).is_some_and(|row| {
            let is_past = row.years().zip(today).is_some_and(|((_, last), today)| last < today.year());
            is_past || !super::YearlyDay::all().iter().any(|day| row.has_yearly(*day))
        }),
        Part::Weekly(_) | Part::Outside(_) | Part::Yearly(_) => false,
    }
}

/// Whether an earlier rule certainly takes every call that the later one could take.
fn covers(earlier: &Rule, later: &Rule) -> bool {
    let when = match (earlier.schedule(), later.schedule()) {
        (Ok(None), _) => true,
        (Ok(Some(earlier)), Ok(Some(later))) => earlier == later && !has_unknown(&earlier),
        _ => false,
    };
    let list = |earlier: Option<&NumberList>, later: Option<&NumberList>| match (earlier, later) {
        (Some(earlier), Some(later)) => {
            let more = |one: &NumberList, other: &NumberList| {
                one.entries.iter().all(|entry| other.entries.contains(entry))
            };
            (earlier.mode, earlier.is_regex) == (later.mode, later.is_regex)
                && match earlier.mode {
                    ListMode::Whitelist => more(later, earlier),
                    ListMode::Blacklist => more(earlier, later),
                }
        }
        _ => false,
    };
    let callers = earlier.callers.is_none()
        || list(
            earlier.callers.as_ref().and_then(|held| held.content.as_ref()).map(|callers| &callers.0),
            later.callers.as_ref().and_then(|held| held.content.as_ref()).map(|callers| &callers.0),
        );
    let called = earlier.called.is_none()
        || list(
            earlier.called.as_ref().and_then(|held| held.content.as_ref()).map(|called| &called.0),
            later.called.as_ref().and_then(|held| held.content.as_ref()).map(|called| &called.0),
        );
    earlier.enabled && when && callers && called
}

fn has_unknown(schedule: &Schedule) -> bool {
    schedule.parts.iter().any(|part| matches!(part, Part::Row(period) if Row::of(period).is_none()))
}

/// The numbers over which a call comes back to the line: rules that are on and that no list or time can be seen to stop.
fn circle(rule: &Rule, routing: &Routing, around: &Surroundings) -> Option<Vec<String>> {
    let start = around.line?;
    let mut seen = BTreeSet::from([start]);
    let mut open: Vec<(Vec<String>, &Rule, &Routing)> = vec![(Vec::new(), rule, routing)];
    while let Some((over, rule, of)) = open.pop() {
        for destination in rule.in_order().unwrap_or_default() {
            let Target::Number(digits) = of.target(destination) else { continue };
            let Some(next) = around.numbers.get(&digits) else { continue };
            let over: Vec<String> = over.iter().cloned().chain([digits]).collect();
            if *next == start {
                return Some(over);
            }
            if let Some(other) = around.others.get(next).filter(|_| seen.insert(*next)) {
                let rules = other.iter().filter(|(kind, _, rule)| rule.enabled && *kind != Kind::Sms);
                open.extend(rules.map(|(_, _, rule)| (over.clone(), rule, other)));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::destination_policy::Prefix;
    use crate::forwards::{
        Held, Period, Times,
        who_rings::tests::{routing, rule},
    };

    fn only(routing: &Routing, around: &Surroundings) -> Vec<Warning> {
        warnings(routing, around).into_iter().map(|(_, _, warning)| warning).collect()
    }

    fn at(period: Period) -> Held<Times> {
        Held { id: None, name: String::new(), content: Some(Times(vec![period])) }
    }

    #[test]
    fn nothing_is_said_of_what_is_fine() {
        let fine = routing(vec![(
            Kind::NoAnswer,
            vec![rule(&[("sip:43664123@alpine.example", 30), ("voicebox", 300)])],
        )]);
        assert_eq!(warnings(&fine, &Surroundings::default()), []);
    }

    #[test]
    fn destinations_are_looked_at() {
        let denied = BTreeSet::from([Prefix::parse("+43 900").unwrap()]);
        let policy = DestinationPolicy { denied, ..DestinationPolicy::default() };
        let around = Surroundings { policy, ..Surroundings::default() };
        let odd = rule(&[("voicebox", 9_999), ("sip:43900123456@alpine.example", 10)]);
        let odd = routing(vec![(Kind::Busy, vec![odd, rule(&[])])]);
        let expected = [
            Warning::TooLong(9_999),
            Warning::NotReached("+43900123456".into()),
            Warning::Barred("+43900123456".into()),
            Warning::NeverWorks(Reason::NoDestination),
            Warning::NeverWorks(Reason::CoveredByEarlier),
        ];
        assert_eq!(only(&odd, &around), expected);
    }

    #[test]
    fn times_that_never_come_are_told() {
        let today = "2026-11-26".parse().ok();
        let around = Surroundings { today, ..Surroundings::default() };
        let to = || rule(&[("voicebox", 30)]);
        for (period, never) in [
            (Period { year: Some("2025".into()), ..Period::default() }, true),
            (Period { month: Some("2".into()), mday: Some("30".into()), ..Period::default() }, true),
            (Period { month: Some("2".into()), mday: Some("29".into()), ..Period::default() }, false),
            (Period { year: Some("2026".into()), ..Period::default() }, false),
        ] {
            let found =
                only(&routing(vec![(Kind::Busy, vec![Rule { times: Some(at(period)), ..to() }])]), &around);
            assert_eq!(!found.is_empty(), never, "{found:?}");
        }
        let empty = Held { id: None, name: String::new(), content: Some(Times(Vec::new())) };
        let empty = routing(vec![(Kind::Busy, vec![Rule { times: Some(empty), ..to() }])]);
        assert_eq!(only(&empty, &around), [Warning::EmptySchedule]);
    }

    #[test]
    fn a_rule_behind_one_for_every_call_never_works() {
        let to = || rule(&[("voicebox", 30)]);
        let covered = routing(vec![(Kind::Always, vec![to()]), (Kind::Busy, vec![to()])]);
        assert_eq!(only(&covered, &Surroundings::default()), [Warning::NeverWorks(Reason::CoveredByAlways)]);
        let off =
            routing(vec![(Kind::Always, vec![Rule { enabled: false, ..to() }]), (Kind::Busy, vec![to()])]);
        assert_eq!(only(&off, &Surroundings::default()), []);
    }

    #[test]
    fn circles_over_other_lines_are_found() {
        let (anna, bert) = (SubscriberId(1), SubscriberId(2));
        let to = |number: &str| rule(&[(&format!("sip:{number}@alpine.example"), 30)]);
        let mut around = Surroundings {
            line: Some(anna),
            numbers: BTreeMap::from([("43111111".into(), anna), ("43222222".into(), bert)]),
            others: BTreeMap::from([(bert, routing(vec![(Kind::Busy, vec![to("43111111")])]))]),
            ..Surroundings::default()
        };
        let to_bert = routing(vec![(Kind::Always, vec![to("43222222")])]);
        let circle = Warning::Loop(vec!["43222222".into(), "43111111".into()]);
        assert_eq!(only(&to_bert, &around), [circle]);
        assert_eq!(
            only(&routing(vec![(Kind::Busy, vec![to("43111111")])]), &around),
            [Warning::Loop(vec!["43111111".into()])]
        );
        around.others.clear();
        assert_eq!(only(&to_bert, &around), []);
    }
}
