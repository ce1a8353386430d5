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

fn weekly(time: WeeklyTime) -> String {
    let midnight = time.from() == time.until();
    if midnight {
        days(time.days())
    } else if time.overnight() {
        say!(forwards.overnight, days = days(time.days()), from = time.from(), until = time.until())
    } else {
        say!(forwards.hours, days = days(time.days()), from = time.from(), until = time.until())
    }
}

/// A row of a time set. Weekdays and hours are put into words where they are understood; the rest is as the platform has it.
pub(super) fn row(period: &Period) -> String {
    let weekday = period
        .wday
        .as_deref()
        .map(|part| weekdays(part).unwrap_or_else(|| format!("{} {part}", say!(forwards.part.wday))));
    let whole_hours = period.hour.as_deref().filter(|_| period.minute.is_none()).and_then(hours);
    let (hour, minute) = match &whole_hours {
        Some(_) => (None, None),
        None => (period.hour.as_deref(), period.minute.as_deref()),
    };
    let raw = [
        (say!(forwards.part.year), period.year.as_deref()),
        (say!(forwards.part.month), period.month.as_deref()),
        (say!(forwards.part.mday), period.mday.as_deref()),
        (say!(forwards.part.hour), hour),
        (say!(forwards.part.minute), minute),
    ];
    let raw = raw.into_iter().filter_map(|(name, part)| Some(format!("{name} {}", part?)));
    let parts: Vec<String> = weekday.into_iter().chain(whole_hours).chain(raw).collect();
    if parts.is_empty() { say!(forwards.part.any) } else { parts.join(" ") }
}

/// `2-6` as days; the platform counts from Sunday, which is 1.
fn weekdays(part: &str) -> Option<String> {
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let name = |number: &str| {
        let number: usize = number.trim().parse().ok().filter(|number| (1..=7).contains(number))?;
        Some(day(Weekday::ALL[(number + 5) % 7]))
    };
    let (from, to) = (name(from)?, name(to)?);
    Some(if from == to { from } else { format!("{from}–{to}") })
}

/// `8-16` as a time of day: the platform includes the whole last hour.
fn hours(part: &str) -> Option<String> {
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let hour = |number: &str| number.trim().parse::<u16>().ok().filter(|hour| *hour < 24);
    let (from, after) = (hour(from)?, (hour(to)? + 1) % 24);
    Some(format!("{from:02}:00–{after:02}:00"))
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
            .map_or_else(|| set.periods.iter().map(row).collect::<Vec<_>>().join("; "), weekly),
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
