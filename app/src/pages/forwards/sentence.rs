//! A forward as a sentence: who rings, for how long, when.

use switchhook_domain::forwards::{
    Configuration, Days, Endpoint, Kind, Mapping, Period, Target, Weekday, WeeklyTime,
};

/// When a kind of forward applies, as the beginning of a sentence.
pub(super) fn kind(kind: Kind) -> String {
    match kind {
        Kind::Always => say!(forwards.kind.always),
        Kind::Busy => say!(forwards.kind.busy),
        Kind::NoAnswer => say!(forwards.kind.no_answer),
        Kind::NotRegistered => say!(forwards.kind.not_registered),
        Kind::Sms => say!(forwards.kind.sms),
        Kind::OnResponse => say!(forwards.kind.on_response),
        Kind::Overflow => say!(forwards.kind.overflow),
    }
}

/// A destination of the platform.
pub(super) fn endpoint(endpoint: Endpoint) -> String {
    match endpoint {
        Endpoint::Voicebox => say!(forwards.endpoint.voicebox),
        Endpoint::Fax2Mail => say!(forwards.endpoint.fax2mail),
        Endpoint::Conference => say!(forwards.endpoint.conference),
        Endpoint::CallingCard => say!(forwards.endpoint.callingcard),
        Endpoint::CallThrough => say!(forwards.endpoint.callthrough),
        Endpoint::AutoAttendant => say!(forwards.endpoint.autoattendant),
        Endpoint::OfficeHours => say!(forwards.endpoint.officehours),
        Endpoint::CustomHours => say!(forwards.endpoint.customhours),
        Endpoint::ManagerSecretary => say!(forwards.endpoint.managersecretary),
    }
}

fn target(target: &Target) -> String {
    match target {
        Target::Endpoint(named) => endpoint(*named),
        Target::Number(_) | Target::Address(_) => target.to_input(),
    }
}

/// A day of the week, in short or in full.
pub(super) fn day(day: Weekday) -> String {
    match day {
        Weekday::Monday => say!(forwards.day.mon),
        Weekday::Tuesday => say!(forwards.day.tue),
        Weekday::Wednesday => say!(forwards.day.wed),
        Weekday::Thursday => say!(forwards.day.thu),
        Weekday::Friday => say!(forwards.day.fri),
        Weekday::Saturday => say!(forwards.day.sat),
        Weekday::Sunday => say!(forwards.day.sun),
    }
}

/// Days in a row become a range.
fn days(set: Days) -> String {
    if set == Days::ALL {
        return say!(forwards.every_day);
    }
    let mut runs: Vec<(Weekday, Weekday)> = Vec::new();
    for next in set.iter() {
        match runs.last_mut() {
            Some((_, last)) if *last as u8 + 1 == next as u8 => *last = next,
            _ => runs.push((next, next)),
        }
    }
    let words = runs.into_iter().map(|(first, last)| match last as u8 - first as u8 {
        0 => day(first),
        1 => format!("{}, {}", day(first), day(last)),
        _ => format!("{}–{}", day(first), day(last)),
    });
    words.collect::<Vec<_>>().join(", ")
}

fn weekly(time: &WeeklyTime) -> String {
    let midnight = time.from() == time.until();
    if midnight {
        days(time.days())
    } else if time.overnight() {
        say!(forwards.overnight, days = days(time.days()), from = time.from(), until = time.until())
    } else {
        say!(forwards.hours, days = days(time.days()), from = time.from(), until = time.until())
    }
}

/// A row that no words are known for, as the platform has it.
pub(super) fn row(period: &Period) -> String {
    let parts = [
        (say!(forwards.part.year), &period.year),
        (say!(forwards.part.month), &period.month),
        (say!(forwards.part.mday), &period.mday),
        (say!(forwards.part.wday), &period.wday),
        (say!(forwards.part.hour), &period.hour),
        (say!(forwards.part.minute), &period.minute),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter_map(|(name, part)| Some(format!("{name} {}", part.as_deref()?))).collect();
    if parts.is_empty() { say!(forwards.part.any) } else { parts.join(", ") }
}

/// Who rings and when, by one rule.
pub(super) fn rule(configuration: &Configuration, mapping: &Mapping) -> String {
    let who = configuration.destination_set(mapping.destination_set).map_or_else(
        || say!(forwards.hidden_set),
        |set| {
            let steps: Vec<String> = set
                .in_order()
                .into_iter()
                .map(|destination| match configuration.target(destination) {
                    Target::Endpoint(named) => endpoint(named),
                    other => say!(forwards.step, who = target(&other), seconds = destination.timeout),
                })
                .collect();
            if steps.is_empty() { say!(forwards.nobody) } else { steps.join(&say!(forwards.then)) }
        },
    );
    let when = mapping.time_set.map(|id| match configuration.time_set(id) {
        None => say!(forwards.hidden_times),
        Some(set) => WeeklyTime::from_periods(&set.periods)
            .map_or_else(|| set.periods.iter().map(row).collect::<Vec<_>>().join("; "), |time| weekly(&time)),
    });
    let callers = mapping.source_set.is_some().then(|| say!(forwards.some_callers));
    let called = mapping.bnumber_set.is_some().then(|| say!(forwards.some_called));
    [Some(who), when, callers, called].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The first working rule of a kind as a whole sentence.
pub(super) fn active(configuration: &Configuration, of: Kind) -> Option<String> {
    let mapping = configuration.of(of).iter().find(|mapping| mapping.enabled)?;
    Some(format!("{}: {}", kind(of), rule(configuration, mapping)))
}
