//! Words, rows and picture mean the same minutes.

use super::*;
use crate::forwards::{Days, Instant, Stretch, Timetable, Weekday, Zone};
use jiff::{Timestamp, tz::TimeZone};
use proptest::{prelude::*, test_runner::RngSeed};

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 10_000, rng_seed: RngSeed::Fixed(20_261_224), ..ProptestConfig::default() }
}

/// Zones with both changes of clocks: by an hour, by half an hour, in the south, at midnight; and one without.
const ZONES: [&str; 6] = [
    "Europe/Vienna",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Kolkata",
];

struct Named(TimeZone);

impl Named {
    fn of(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap())
    }
}

impl Zone for Named {
    fn stretch(&self, at: Instant) -> Stretch {
        let moment = Timestamp::from_second(at.0 * 60).unwrap();
        let until =
            self.0.following(moment).next().map(|change| Instant(change.timestamp().as_second() / 60));
        Stretch { ahead: i64::from(self.0.to_offset(moment).seconds()) / 60, until }
    }
}

fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

fn at(text: &str) -> LocalTime {
    text.parse().unwrap()
}

fn row(parts: [&str; 6]) -> Period {
    let [year, month, mday, wday, hour, minute] =
        parts.map(|part| (!part.is_empty()).then(|| part.to_owned()));
    Period { year, month, mday, wday, hour, minute }
}

fn weekly(days: Days, from: &str, until: &str) -> WeeklyTime {
    WeeklyTime::new(days, time(from), time(until)).unwrap()
}

fn any_time() -> impl Strategy<Value = TimeOfDay> {
    // Full hours, ends of hours and days, and anything.
    prop_oneof![
        (0..24_u16).prop_map(|hour| hour * 60),
        Just(0),
        Just(1439),
        (0..24_u16).prop_map(|hour| hour * 60 + 59),
        0..1440_u16
    ]
    .prop_map(|minute| TimeOfDay::from_minute_of_day(minute).unwrap())
}

fn any_weekly() -> impl Strategy<Value = WeeklyTime> {
    (1..128_u8, any_time(), any_time()).prop_filter_map("begins and ends at once", |(bits, from, until)| {
        let days = Weekday::ALL.into_iter().filter(|day| bits & 1 << *day as u8 != 0).collect();
        WeeklyTime::new(days, from, until)
    })
}

fn any_date() -> impl Strategy<Value = Date> {
    let days = |text: &str| text.parse::<Date>().unwrap().days_since_epoch();
    let around = ["2027-12-31", "2028-02-28", "2027-02-28", "2026-03-29", "2026-10-25"];
    let near: Vec<i64> = around.iter().map(|text| days(text)).collect();
    prop_oneof![
        days("2026-01-01")..days("2029-12-31"),
        (proptest::sample::select(near), -2..=3_i64).prop_map(|(day, near)| day + near),
    ]
    .prop_map(|days| Date::from_days_since_epoch(days).unwrap())
}

fn any_local() -> impl Strategy<Value = LocalTime> {
    (any_date(), any_time()).prop_map(|(date, time)| LocalTime { date, time })
}

fn any_span() -> impl Strategy<Value = Span> {
    prop_oneof![
        (any_local(), any_local())
            .prop_filter_map("at once", |(one, other)| Span::new(one.min(other), one.max(other))),
        (any_date(), 0..20_i64)
            .prop_map(|(first, days)| Span::days(first, first.plus(days).unwrap()).unwrap()),
    ]
}

fn any_yearly() -> impl Strategy<Value = Yearly> {
    let days = YearlyDay::all();
    let special = [(2, 28), (2, 29), (3, 1), (12, 31), (1, 1), (12, 24), (1, 6)];
    let special = special.map(|(month, day)| YearlyDay::new(month, day).unwrap()).to_vec();
    let day = prop_oneof![proptest::sample::select(days), proptest::sample::select(special)];
    prop_oneof![
        (day.clone(), day.clone()).prop_map(|(first, last)| Yearly { first, last }),
        day.prop_map(|day| Yearly { first: day, last: day }),
    ]
}

/// A part of a row: nothing, a number, a range, a wrapped range, and now and then what nobody understands.
fn any_part(first: u16, last: u16) -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        4 => Just(None),
        2 => (first..=last).prop_map(|number| Some(number.to_string())),
        3 => (first..=last, first..=last).prop_map(|(one, other)| Some(format!("{one}-{other}"))),
        1 => (first..=last).prop_map(|number| Some(format!(" 0{number}"))),
    ]
}

fn any_row() -> impl Strategy<Value = Period> {
    let year = prop_oneof![
        3 => Just(None),
        1 => (2026..=2029_u16).prop_map(|year| Some(year.to_string())),
        1 => (2026..=2029_u16, 0..3_u16).prop_map(|(year, more)| Some(format!("{year}-{}", year + more))),
    ];
    let whole = (year, any_part(1, 12), any_part(1, 31), any_part(1, 7), any_part(0, 23), any_part(0, 59));
    let whole = whole.prop_map(|(year, month, mday, wday, hour, minute)| Period {
        year,
        month,
        mday,
        wday,
        hour,
        minute,
    });
    let weekly = (any_part(1, 7), any_part(0, 23), any_part(0, 59)).prop_map(|(wday, hour, minute)| Period {
        wday,
        hour,
        minute,
        ..Period::default()
    });
    prop_oneof![5 => whole, 5 => weekly]
}

fn any_period() -> impl Strategy<Value = Period> {
    let unknown = proptest::sample::select(vec!["25", "x", "1,2", "*", "8:30"]);
    prop_oneof![
        40 => any_row(),
        1 => unknown.prop_map(|hour| Period { hour: Some(hour.into()), ..Period::default() }),
    ]
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let outside = proptest::collection::vec(any_weekly(), 1..3)
        .prop_filter_map("nothing is left", |times| Outside::of(times).map(Part::Outside));
    let part = prop_oneof![
        3 => any_weekly().prop_map(Part::Weekly),
        1 => outside,
        2 => any_span().prop_map(Part::Once),
        2 => any_yearly().prop_map(Part::Yearly),
        1 => any_row().prop_map(Part::Row),
    ];
    proptest::collection::vec(part, 1..4).prop_map(Schedule::of)
}

/// Moments around which things happen: each part's own ends, and any.
fn moments(schedule: &Schedule, any: LocalTime) -> Vec<LocalTime> {
    let mut moments = vec![any];
    for part in &schedule.parts {
        match part {
            Part::Once(span) => moments.extend([span.from(), span.until()]),
            Part::Weekly(weekly) => {
                moments
                    .extend([weekly.from(), weekly.until()].map(|time| LocalTime { date: any.date, time }));
            }
            Part::Yearly(yearly) => moments.extend(
                [yearly.first, yearly.last]
                    .into_iter()
                    .filter_map(|day| Some(Date::new(any.date.year(), day.month(), day.day())?.start())),
            ),
            Part::Outside(_) | Part::Row(_) => {}
        }
    }
    let around = |moment: LocalTime| {
        [-1441, -1, 0, 1, 1439, 1440].map(|minutes| moment.minutes_since_epoch() + minutes)
    };
    moments.into_iter().flat_map(around).filter_map(LocalTime::from_minutes_since_epoch).collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn words_and_rows_mean_the_same_minutes(schedule in any_schedule(), any in any_local()) {
        let rows = schedule.to_periods();
        let read = Schedule::from_periods(&rows);
        let timetable = Timetable::of(Some(&schedule));
        for moment in moments(&schedule, any) {
            let words = schedule.at(moment);
            prop_assert_eq!(words, Schedule::rows_at(&rows, moment), "rows at {}", moment);
            prop_assert_eq!(words, read.at(moment), "read back at {}: {:?}", moment, &read);
            prop_assert_eq!(words, timetable.at(moment), "timetable at {}", moment);
        }
        // What was read once is read the same ever after.
        prop_assert_eq!(Schedule::from_periods(&read.to_periods()), read);
    }

    #[test]
    fn rows_of_anybody_are_read_as_what_they_mean(
        rows in proptest::collection::vec(any_period(), 1..5),
        any in any_local(),
    ) {
        let read = Schedule::from_periods(&rows);
        for moment in moments(&read, any) {
            prop_assert_eq!(read.at(moment), Schedule::rows_at(&rows, moment), "{}: {:?}", moment, &read);
        }
        prop_assert_eq!(read.to_periods_keeping(&rows), rows);
    }

    #[test]
    fn a_change_keeps_the_rows_of_all_other_parts(
        rows in proptest::collection::vec(any_period(), 1..5),
        span in any_span(),
        any in any_local(),
    ) {
        let mut changed = Schedule::from_periods(&rows);
        let had_spans = changed.parts.iter().any(|part| matches!(part, Part::Once(_)));
        changed.parts.push(Part::Once(span));
        let after = changed.to_periods_keeping(&rows);
        if !had_spans {
            prop_assert_eq!(&after[..rows.len()], &rows[..]);
        }
        for moment in moments(&changed, any) {
            prop_assert_eq!(changed.at(moment), Schedule::rows_at(&after, moment), "{}", moment);
        }
    }

    #[test]
    fn the_picture_shows_what_the_clock_on_the_wall_means(
        schedule in any_schedule(),
        zone in proptest::sample::select(ZONES.to_vec()),
        near_change in any::<bool>(),
        offset in -2000..2000_i64,
        date in any_date(),
    ) {
        let zone = Named::of(zone);
        let start = Instant(date.days_since_epoch() * 1440);
        let start = match zone.stretch(start).until {
            Some(change) if near_change => change.plus(offset),
            _ => start.plus(offset),
        };
        let until = start.plus(3 * 1440);
        let runs = Timetable::of(Some(&schedule)).runs(&zone, start, until);
        prop_assert_eq!((runs[0].from, runs[runs.len() - 1].until), (start, until));
        for pair in runs.windows(2) {
            prop_assert_eq!(pair[0].until, pair[1].from);
            prop_assert_ne!(pair[0].on, pair[1].on);
        }
        for run in &runs {
            let middle = Instant(i64::midpoint(run.from.0, run.until.0));
            for moment in [run.from, middle, run.until.plus(-1)] {
                prop_assert_eq!(run.on, schedule.at(zone.local(moment).unwrap()));
            }
        }
        let next = Timetable::of(Some(&schedule)).next_change(&zone, start);
        match runs.get(1) {
            Some(second) => prop_assert_eq!(next, Some(second.from)),
            None => prop_assert!(next.is_none_or(|next| next >= until)),
        }
    }
}

#[test]
fn every_minute_of_the_days_of_both_changes_is_drawn_as_the_wall_clock_says() {
    let night = Schedule::of([Part::Weekly(weekly(Days::ALL, "22:00", "02:30"))]);
    for name in ZONES {
        let zone = Named::of(name);
        let mut change = zone.stretch(Instant(29_454_960)).until;
        for _ in 0..2 {
            let Some(at) = change else { break };
            let runs = Timetable::of(Some(&night)).runs(&zone, at.plus(-1440), at.plus(1440));
            for run in runs {
                for minute in run.from.0..run.until.0 {
                    assert_eq!(night.at(zone.local(Instant(minute)).unwrap()), run.on, "{name} {minute}");
                }
            }
            change = zone.stretch(at).until;
        }
    }
}

#[test]
fn a_local_time_is_a_moment_even_if_clocks_skip_it() {
    let vienna = Named::of("Europe/Vienna");
    let shown = |text: &str| vienna.local(vienna.moment(at(text))).unwrap();
    assert_eq!(shown("2026-07-01T12:00"), at("2026-07-01T12:00"));
    assert_eq!(shown("2026-03-29T02:30"), at("2026-03-29T03:00"));
    // Shown twice: the first time counts.
    let twice = vienna.moment(at("2026-10-25T02:30"));
    assert_eq!(vienna.local(twice.plus(60)), Some(at("2026-10-25T02:30")));
}

#[test]
fn what_breaks_the_peers_is_words_here() {
    let day = |month, day| YearlyDay::new(month, day).unwrap();
    let christmas = Yearly { first: day(12, 24), last: day(1, 6) };
    let rows = christmas.to_periods();
    assert_eq!(rows, [row(["", "12", "24-31", "", "", ""]), row(["", "1", "1-6", "", "", ""])]);
    assert_eq!(Schedule::from_periods(&rows), Schedule::of([Part::Yearly(christmas)]));

    let once = Span::days("2026-12-24".parse().unwrap(), "2027-01-06".parse().unwrap()).unwrap();
    let rows = once.to_periods();
    assert_eq!(rows, [row(["2026", "12", "24-31", "", "", ""]), row(["2027", "1", "1-6", "", "", ""])]);
    assert_eq!(Schedule::from_periods(&rows), Schedule::of([Part::Once(once)]));

    for (days, from, until) in [
        (Days::WORKING, "22:00", "06:00"),
        (Days::ALL, "22:00", "06:00"),
        (Days::ALL, "00:00", "08:00"),
        (Days::WORKING, "08:30", "17:15"),
        (Days::NONE.with(Weekday::Sunday), "00:00", "00:00"),
    ] {
        let schedule = Schedule::of([Part::Weekly(weekly(days, from, until))]);
        assert_eq!(Schedule::from_periods(&schedule.to_periods()), schedule);
    }
    // Wrapped hours belong to the early and the late hours of the same day; without weekdays that is every night.
    let night = Schedule::from_periods(&[row(["", "", "", "", "22-6", ""])]);
    assert_eq!(night, Schedule::of([Part::Weekly(weekly(Days::ALL, "22:00", "07:00"))]));
    let weekend = Schedule::from_periods(&[row(["", "", "", "7-1", "", ""])]);
    let days = Days::NONE.with(Weekday::Saturday).with(Weekday::Sunday);
    assert_eq!(weekend, Schedule::of([Part::Weekly(weekly(days, "00:00", "00:00"))]));
    let hour_zero = Schedule::from_periods(&[row(["", "", "", "", "0", ""])]);
    assert_eq!(hour_zero, Schedule::of([Part::Weekly(weekly(Days::ALL, "00:00", "01:00"))]));
    // Months that go round.
    let winter = Schedule::from_periods(&[row(["", "12-1", "", "", "", ""])]);
    assert_eq!(winter, Schedule::of([Part::Yearly(Yearly { first: day(12, 1), last: day(1, 31) })]));
}

#[test]
fn all_but_office_hours_is_said_in_one_part() {
    let office = weekly(Days::WORKING, "08:00", "17:00");
    let outside = Part::Outside(Outside::of(vec![office]).unwrap());
    let schedule = Schedule::of([outside]);
    assert_eq!(Schedule::from_periods(&schedule.to_periods()), schedule);
    assert_eq!(schedule.at(at("2026-11-26T12:00")), Truth::No);
    assert_eq!(schedule.at(at("2026-11-26T17:00")), Truth::Yes);
    assert!(Outside::of(vec![weekly(Days::ALL, "00:00", "00:00")]).is_none(), "nothing would be left");
    assert!(Outside::of(Vec::new()).is_none());
}

#[test]
fn what_has_no_words_stays_a_row() {
    for parts in [
        ["", "", "1", "", "", ""],
        ["", "12", "28-3", "", "", ""],
        ["", "2", "30", "", "", ""],
        ["", "", "", "", "8-16", "0-14"],
        ["", "7", "", "2-6", "8-13", ""],
        ["2026", "", "", "2", "", ""],
        ["2026-2999", "7", "", "", "", ""],
        ["", "", "", "", "8,9", ""],
        ["2026", "7", "1-31", "", "8-13", ""],
    ] {
        let rows = [row(parts)];
        assert_eq!(Schedule::from_periods(&rows), Schedule::of([Part::Row(rows[0].clone())]));
    }
}

#[test]
fn from_a_day_on_is_said_in_one_stretch() {
    let (first, last) = ("2027-01-07".parse().unwrap(), "3000-12-31".parse().unwrap());
    let from_then_on = Schedule::of([Part::Once(Span::days(first, last).unwrap())]);
    assert_eq!(from_then_on.to_periods().last(), Some(&row(["2028-3000", "", "", "", "", ""])));
    assert_eq!(Schedule::from_periods(&from_then_on.to_periods()), from_then_on);
    assert_eq!(from_then_on.at(at("2027-01-06T23:59")), Truth::No);
    assert_eq!(from_then_on.at(at("2999-12-31T23:59")), Truth::Yes);
}

#[test]
fn rows_that_nobody_understands_may_be_on() {
    let schedule =
        Schedule::from_periods(&[row(["", "", "", "", "25-99", ""]), row(["", "", "", "2", "", ""])]);
    assert_eq!(schedule.at(at("2026-11-23T12:00")), Truth::Yes);
    assert_eq!(schedule.at(at("2026-11-24T12:00")), Truth::Maybe);
    assert_eq!(Schedule::default().at(at("2026-11-24T12:00")), Truth::Yes, "no row is any time");
}
