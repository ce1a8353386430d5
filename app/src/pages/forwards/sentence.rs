//! A forward as a sentence: who rings, for how long, when.

use switchhook_domain::forwards::{
    Date, Days, Destination, Difference, Endpoint, Kind, ListMode, NumberList, Part, Period, Routing, Rule,
    Schedule, Span, Target, TimeOfDay, Weekday, WeeklyTime, Yearly, YearlyDay,
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

pub(super) fn target(target: &Target) -> String {
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
    let named_months = period.month.as_deref().and_then(months);
    let raw = [
        (say!(forwards.part.year), period.year.as_deref()),
        (say!(forwards.part.month), period.month.as_deref().filter(|_| named_months.is_none())),
        (say!(forwards.part.mday), period.mday.as_deref()),
        (say!(forwards.part.hour), hour),
        (say!(forwards.part.minute), minute),
    ];
    let raw = raw.into_iter().filter_map(|(name, part)| Some(format!("{name} {}", part?)));
    let parts: Vec<String> = weekday.into_iter().chain(whole_hours).chain(named_months).chain(raw).collect();
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

/// `12-1` as months.
fn months(part: &str) -> Option<String> {
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let number = |text: &str| text.trim().parse::<u8>().ok().filter(|number| (1..=12).contains(number));
    let (from, to) = (number(from)?, number(to)?);
    Some(if from == to { month(from) } else { format!("{}–{}", month(from), month(to)) })
}

/// `8-16` as a time of day: the platform includes the whole last hour.
fn hours(part: &str) -> Option<String> {
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let hour = |number: &str| number.trim().parse::<u16>().ok().filter(|hour| *hour < 24);
    let (from, after) = (hour(from)?, (hour(to)? + 1) % 24);
    Some(format!("{from:02}:00–{after:02}:00"))
}

/// A month, in short.
fn month(month: u8) -> String {
    match month {
        1 => say!(forwards.month.jan),
        2 => say!(forwards.month.feb),
        3 => say!(forwards.month.mar),
        4 => say!(forwards.month.apr),
        5 => say!(forwards.month.may),
        6 => say!(forwards.month.jun),
        7 => say!(forwards.month.jul),
        8 => say!(forwards.month.aug),
        9 => say!(forwards.month.sep),
        10 => say!(forwards.month.oct),
        11 => say!(forwards.month.nov),
        _ => say!(forwards.month.dec),
    }
}

fn yearly_day(day: YearlyDay) -> String {
    say!(forwards.day_of_year, day = day.day(), month = month(day.month()))
}

/// A date in words.
pub(super) fn date(date: Date) -> String {
    say!(forwards.date, day = date.day(), month = month(date.month()), year = date.year())
}

fn yearly(yearly: Yearly) -> String {
    if yearly.first == yearly.last {
        say!(forwards.yearly_day, day = yearly_day(yearly.first))
    } else {
        say!(forwards.yearly_days, first = yearly_day(yearly.first), last = yearly_day(yearly.last))
    }
}

fn span(span: Span) -> String {
    match span.whole_days() {
        Some((first, last)) if first == last => say!(forwards.once_day, day = date(first)),
        Some((first, last)) if last.year() == Span::LAST_YEAR => {
            say!(forwards.once_from, first = date(first))
        }
        Some((first, last)) => say!(forwards.once_days, first = date(first), last = date(last)),
        None => say!(
            forwards.once_times,
            first = date(span.from().date),
            from = span.from().time,
            last = date(span.until().date),
            until = span.until().time
        ),
    }
}

fn part(part: &Part) -> String {
    match part {
        Part::Weekly(time) => weekly(*time),
        Part::Outside(outside) => {
            let times: Vec<String> = outside.times().iter().map(|time| weekly(*time)).collect();
            say!(forwards.outside_of, times = times.join(", "))
        }
        Part::Once(once) => span(*once),
        Part::Yearly(days) => yearly(*days),
        Part::Row(period) => row(period),
    }
}

/// When a schedule is on.
pub(super) fn schedule(schedule: &Schedule) -> String {
    if schedule.parts.is_empty() {
        return say!(forwards.part.any);
    }
    schedule.parts.iter().map(part).collect::<Vec<_>>().join("; ")
}

/// One destination of a rule, with how long it rings.
pub(super) fn step(routing: &Routing, destination: &Destination) -> String {
    match routing.target(destination) {
        Target::Endpoint(named) => match destination.announcement_id {
            Some(id) => format!("{} ({})", endpoint(named), say!(forwards.announcement.numbered, id = id)),
            None => endpoint(named),
        },
        other => say!(forwards.step, who = target(&other), seconds = destination.timeout),
    }
}

/// Who rings, by one rule.
pub(super) fn who(routing: &Routing, rule: &Rule) -> String {
    match rule.in_order() {
        None => say!(forwards.hidden_set),
        Some(all) if all.is_empty() => say!(forwards.nobody),
        Some(all) => {
            let steps: Vec<String> = all.into_iter().map(|one| step(routing, one)).collect();
            steps.join(&say!(forwards.then))
        }
    }
}

/// A list of numbers in words: three of them, and how many more.
fn numbers(list: &NumberList) -> String {
    let shown = |entry: &String| match entry.as_str() {
        "anonymous" if !list.is_regex => say!(forwards.callers.anonymous_short),
        number if number.len() > 4 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("+{number}")
        }
        other => other.to_owned(),
    };
    let mut words: Vec<String> = list.entries.iter().take(3).map(shown).collect();
    if list.entries.len() > 3 {
        words.push(say!(forwards.callers.more, count = list.entries.len() - 3));
    }
    words.join(", ")
}

/// Who rings and when, by one rule: everything that matters, in one sentence.
pub(super) fn rule(routing: &Routing, rule: &Rule) -> String {
    let redirect = rule.use_redirection.then(|| say!(forwards.redirects));
    let parts = [Some(who(routing, rule)), conditions(rule), redirect];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// For which calls a rule works, if not for all.
pub(super) fn conditions(rule: &Rule) -> Option<String> {
    let when = rule.times.as_ref().map(|_| match rule.schedule() {
        Err(_) | Ok(None) => say!(forwards.hidden_times),
        Ok(Some(times)) => schedule(&times),
    });
    let callers = rule.callers.as_ref().map(|held| match held.content.as_ref().map(|callers| &callers.0) {
        None => say!(forwards.some_callers),
        Some(list) if list.mode == ListMode::Whitelist => {
            say!(forwards.callers.for_only, numbers = numbers(list))
        }
        Some(list) => say!(forwards.callers.for_all_but, numbers = numbers(list)),
    });
    let called = rule.called.as_ref().map(|held| match held.content.as_ref().map(|called| &called.0) {
        None => say!(forwards.some_called),
        Some(list) if list.mode == ListMode::Whitelist => {
            say!(forwards.called.for_only, numbers = numbers(list))
        }
        Some(list) => say!(forwards.called.for_all_but, numbers = numbers(list)),
    });
    let parts: Vec<String> = [when, callers, called].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// A rule, and that it is off if it is.
fn rule_and_state(routing: &Routing, of: &Rule) -> String {
    let words = rule(routing, of);
    if of.enabled { words } else { format!("{words} ({})", say!(forwards.state.off)) }
}

/// The lists that a rule uses where another uses others, in brackets.
fn lists(rule: &Rule, other: &Rule) -> String {
    let names = rule.lists().into_iter().zip(other.lists()).filter_map(|(name, other)| {
        let name = name.filter(|name| other.is_some_and(|other| *name != other))?;
        Some(if name.is_empty() { say!(forwards.lists.alone) } else { format!("“{name}”") })
    });
    let names: Vec<String> = names.collect();
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

/// A difference in words: what it is about, what was, and what is now.
pub(super) fn difference(
    before: &Routing,
    after: &Routing,
    difference: &Difference<'_>,
) -> (String, Option<String>, Option<String>) {
    match difference {
        Difference::Added(of, rule) => (kind(*of), None, Some(rule_and_state(after, rule))),
        Difference::Removed(of, rule) => (kind(*of), Some(rule_and_state(before, rule)), None),
        Difference::Changed(of, old, new) => {
            let words = |routing, rule, other| rule_and_state(routing, rule) + &lists(rule, other);
            (kind(*of), Some(words(before, old, new)), Some(words(after, new, old)))
        }
        Difference::Reordered(of) => (kind(*of), None, Some(say!(forwards.reordered))),
        Difference::RingTime(old, new) => {
            let seconds = |seconds: &Option<u32>| {
                seconds.map_or_else(
                    || say!(forwards.ring_none),
                    |seconds| say!(forwards.ring_some, seconds = seconds),
                )
            };
            (say!(forwards.ring_seconds), Some(seconds(old)), Some(seconds(new)))
        }
    }
}

/// The working rules of a kind, each as a whole sentence.
pub(super) fn active(routing: &Routing, of: Kind) -> Vec<String> {
    let on = routing.rules(of).iter().filter(|rule| rule.enabled);
    on.map(|one| format!("{}: {}", kind(of), rule(routing, one))).collect()
}

/// A time of day or the end of the day.
pub(super) fn time(time: TimeOfDay) -> String {
    time.to_string()
}
