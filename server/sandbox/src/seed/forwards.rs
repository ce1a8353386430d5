//! The forwards of the demo.

use crate::forwards::{Addressee, stored};
use crate::state::State;
use crate::state::forwards::{Destination, Elements, ForwardType, Mapping, Period, Set, SetKind};

/// Writes the forwards of one line.
struct Line<'a> {
    state: &'a mut State,
    subscriber: u32,
    addressee: Addressee,
}

impl<'a> Line<'a> {
    fn new(state: &'a mut State, subscriber: u32) -> Self {
        let addressee = Addressee::of(state, subscriber);
        Self { state, subscriber, addressee }
    }

    fn set(&mut self, kind: SetKind, name: &str, elements: Elements) -> u32 {
        let set = Set { subscriber: self.subscriber, name: name.to_owned(), elements };
        self.state.forwards.sets_mut(kind).add(set)
    }

    fn destinations(&mut self, name: &str, targets: &[(&str, i64)]) -> u32 {
        let destinations = (1..)
            .zip(targets)
            .map(|(priority, (target, timeout))| Destination {
                uri: stored(target, &self.addressee, None),
                timeout: *timeout,
                priority: Some(priority),
                announcement: None,
            })
            .collect();
        self.set(SetKind::Destination, name, Elements::Destinations(destinations))
    }

    /// Monday is 2 and Saturday 7.
    fn times(&mut self, name: &str, periods: &[(&str, &str)]) -> u32 {
        let period = |(wday, hour): &(&str, &str)| {
            let part = |text: &str| (!text.is_empty()).then(|| text.into());
            Period([None, None, None, part(wday), part(hour), None])
        };
        self.set(SetKind::Time, name, Elements::Periods(periods.iter().map(period).collect()))
    }

    fn patterns(&mut self, kind: SetKind, name: &str, patterns: &[&str]) -> u32 {
        let patterns = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        self.set(kind, name, Elements::Patterns { whitelist: true, is_regex: false, patterns })
    }

    fn forward(&mut self, forward: ForwardType, destination: u32) -> Mapping {
        Mapping {
            subscriber: self.subscriber,
            forward,
            destination,
            time: None,
            source: None,
            bnumber: None,
            enabled: true,
            use_redirection: false,
        }
    }

    fn add(&mut self, mapping: Mapping) {
        self.state.forwards.add_mapping(mapping);
    }
}

/// The first two lines of the demo customer.
pub(super) fn demo_lines(state: &mut State, anna: u32, office: u32) {
    let mut line = Line::new(state, anna);
    let mobile = line.destinations("mobile, then voice box", &[("436641234567", 25), ("voicebox", 300)]);
    let voicebox = line.destinations("voice box", &[("voicebox", 300)]);
    let mapping = line.forward(ForwardType::Cft, mobile);
    line.add(mapping);
    let mapping = line.forward(ForwardType::Cfna, voicebox);
    line.add(mapping);
    line.state.forwards.set_ring_time(anna, Some(20));
    let mut line = Line::new(state, office);
    let anna = line.destinations("Anna", &[("4315550101", 60)]);
    let voicebox = line.destinations("voice box", &[("voicebox", 300)]);
    let evening = line.times("evenings and weekends", &[("2-6", "17-7"), ("7", ""), ("1", "")]);
    let mapping = Mapping { time: Some(evening), ..line.forward(ForwardType::Cfu, voicebox) };
    line.add(mapping);
    let mapping = line.forward(ForwardType::Cfb, anna);
    line.add(mapping);
}

/// One of the ways in which people forward their calls.
pub(super) fn everyday(state: &mut State, subscriber: u32, number: usize) {
    let mobile = format!("43664{:07}", 2_000_000 + number % 7_000_000);
    let mut line = Line::new(state, subscriber);
    let to_mobile = line.destinations("mobile", &[(&mobile, 30)]);
    match number / 5 % 6 {
        0 => {
            let hours = line.times("outside office hours", &[("2-6", "17-7"), ("7-1", "")]);
            let mapping = Mapping { time: Some(hours), ..line.forward(ForwardType::Cfu, to_mobile) };
            line.add(mapping);
        }
        1 => {
            let voicebox = line.destinations("voice box", &[("voicebox", 300)]);
            let mapping = line.forward(ForwardType::Cfb, voicebox);
            line.add(mapping);
            let mapping = line.forward(ForwardType::Cfna, to_mobile);
            line.add(mapping);
        }
        2 => {
            let both = line.destinations("mobile, then voice box", &[(&mobile, 20), ("voicebox", 300)]);
            let mapping = line.forward(ForwardType::Cft, both);
            line.add(mapping);
            line.state.forwards.set_ring_time(subscriber, Some(25));
        }
        3 => {
            let family = line.patterns(SetKind::Source, "family", &["43664*", "43676*"]);
            let mapping = Mapping { source: Some(family), ..line.forward(ForwardType::Cfu, to_mobile) };
            line.add(mapping);
            let voicebox = line.destinations("voice box", &[("voicebox", 300)]);
            let mapping = line.forward(ForwardType::Cft, voicebox);
            line.add(mapping);
            line.state.forwards.set_ring_time(subscriber, Some(15));
        }
        4 => {
            let hours = line.times("office hours", &[("2-6", "8-16")]);
            let colleague = line.destinations("colleague", &[("4315550102", 20), ("voicebox", 300)]);
            for (destination, time, enabled) in
                [(colleague, Some(hours), true), (to_mobile, None, true), (to_mobile, Some(hours), false)]
            {
                let mapping = Mapping { time, enabled, ..line.forward(ForwardType::Cfna, destination) };
                line.add(mapping);
            }
        }
        _ => {
            let own = line.addressee.mailbox.clone();
            let called = line.patterns(SetKind::Bnumber, "main number", &[&own]);
            let mapping = Mapping {
                bnumber: Some(called),
                enabled: number % 4 != 1,
                ..line.forward(ForwardType::Cfu, to_mobile)
            };
            line.add(mapping);
        }
    }
}
