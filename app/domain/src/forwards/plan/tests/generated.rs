//! Generated configurations.

use super::{super::*, LINE, STRANGER};
use crate::forwards::{Destination, ListMode, NumberList, Period, Set};
use proptest::{prelude::*, sample::Index};

pub(super) fn any_destinations() -> impl Strategy<Value = Destinations> {
    let uri = proptest::sample::select(vec![
        "sip:436641234567@alpine.example",
        "sip:201@alpine.example",
        "sip:vmu4312345678@voicebox.local",
        "sip:anna@elsewhere.example",
    ]);
    let one = (uri, 1..400_u32, proptest::option::of(0..4_i64), proptest::option::of(1..9_u64));
    let one = one.prop_map(|(uri, timeout, priority, announcement_id)| Destination {
        uri: uri.into(),
        timeout,
        priority,
        announcement_id,
    });
    proptest::collection::vec(one, 0..4).prop_map(Destinations)
}

pub(super) fn any_times() -> impl Strategy<Value = Times> {
    let part = || proptest::option::of(proptest::sample::select(vec!["0", "8-16", "22-6", "08", "1"]));
    let row = (part(), part(), part()).prop_map(|(wday, hour, minute)| Period {
        wday: wday.map(str::to_owned),
        hour: hour.map(str::to_owned),
        minute: minute.map(str::to_owned),
        ..Period::default()
    });
    proptest::collection::vec(row, 0..3).prop_map(Times)
}

pub(super) fn any_list() -> impl Strategy<Value = NumberList> {
    let mode = proptest::sample::select(vec![ListMode::Whitelist, ListMode::Blacklist]);
    let entries = proptest::collection::vec("[0-9*]{1,6}", 0..3);
    (mode, any::<bool>(), entries).prop_map(|(mode, is_regex, entries)| NumberList {
        mode,
        is_regex,
        entries,
    })
}

/// Sets of one kind: private, named, somebody else's; `uses` is what mappings of other lines add.
fn any_sets<C: Content>(first: u64, content: impl Strategy<Value = C>) -> impl Strategy<Value = Vec<Set<C>>> {
    let one = (content, 0..3_u8, proptest::option::of(0..2_u64));
    proptest::collection::vec(one, 1..5).prop_map(move |all| {
        let set = |(index, (content, nature, uses)): (u64, (C, u8, Option<u64>))| Set {
            id: (first + index).into(),
            name: match nature {
                0 => private_name("cfu", usize::try_from(index).unwrap()),
                1 => format!("office {index}"),
                _ => format!("quickset_{index}"),
            },
            owner: if nature == 2 && index > 1 { STRANGER } else { LINE },
            uses,
            content,
        };
        (0..).zip(all).map(set).collect()
    })
}

/// Which sets a rule uses, and its flags, as numbers to choose by.
type Choice = (Index, Option<Index>, Option<Index>, Option<Index>, bool, bool);

fn any_choice() -> impl Strategy<Value = Choice> {
    let some = || proptest::option::of(any::<Index>());
    (any::<Index>(), some(), some(), some(), any::<bool>(), any::<bool>())
}

fn count<C: Content>(held: &mut Configuration) {
    let uses: Vec<u64> = C::sets(held).iter().map(|set| held.uses::<C>(set.id) as u64).collect();
    for (set, here) in C::sets_mut(held).iter_mut().zip(uses) {
        set.uses = set.uses.map(|elsewhere| elsewhere + here);
    }
}

pub(super) fn any_configuration() -> impl Strategy<Value = Configuration> {
    let sets = (
        any_sets(100, any_destinations()),
        any_sets(200, any_times()),
        any_sets(300, any_list().prop_map(Callers)),
        any_sets(400, any_list().prop_map(CalledNumbers)),
    );
    let rules = proptest::collection::vec((0..7_usize, any_choice()), 0..8);
    (sets, rules, proptest::option::of(5..60_u32)).prop_map(|(sets, rules, ring_seconds)| {
        let mut held = Configuration {
            subscriber: LINE,
            domain: "alpine.example".into(),
            mappings: BTreeMap::new(),
            ring_seconds,
            destination_sets: sets.0,
            time_sets: sets.1,
            source_sets: sets.2,
            bnumber_sets: sets.3,
        };
        for (kind, choice) in rules {
            let mapping = mapping(&held, &choice);
            held.mappings.entry(Kind::ALL[kind]).or_default().push(mapping);
        }
        // The platform counts this line's mappings, too.
        count::<Destinations>(&mut held);
        count::<Times>(&mut held);
        count::<Callers>(&mut held);
        count::<CalledNumbers>(&mut held);
        held
    })
}

fn mapping(held: &Configuration, (to, when, from, called, enabled, redirect): &Choice) -> Mapping {
    Mapping {
        destination_set: to.get(&held.destination_sets).id,
        time_set: when.map(|index| index.get(&held.time_sets).id),
        source_set: from.map(|index| index.get(&held.source_sets).id),
        bnumber_set: called.map(|index| index.get(&held.bnumber_sets).id),
        enabled: *enabled,
        use_redirection: *redirect,
    }
}
