use super::*;
use proptest::prelude::*;

fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

fn row(wday: &str, hour: &str, minute: &str) -> Period {
    let part = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Period { wday: part(wday), hour: part(hour), minute: part(minute), ..Period::default() }
}

fn weekly(days: Days, from: &str, until: &str) -> WeeklyTime {
    WeeklyTime::new(days, time(from), time(until)).unwrap()
}

#[test]
fn office_hours_with_minutes_are_three_rows() {
    let monday = Days::NONE.with(Weekday::Monday);
    assert_eq!(
        weekly(monday, "08:30", "17:15").to_periods(),
        [row("2", "8", "30-59"), row("2", "9-16", ""), row("2", "17", "0-14")]
    );
}

#[test]
fn full_hours_are_one_row() {
    assert_eq!(weekly(Days::WORKING, "08:00", "17:00").to_periods(), [row("2-6", "8-16", "")]);
    assert_eq!(weekly(Days::ALL, "00:00", "08:00").to_periods(), [row("", "0-7", "")]);
    assert_eq!(weekly(Days::WORKING, "00:00", "00:00").to_periods(), [row("2-6", "", "")]);
    assert_eq!(weekly(Days::ALL, "10:15", "10:45").to_periods(), [row("", "10", "15-44")]);
}

#[test]
fn a_night_goes_on_after_midnight_on_the_next_day() {
    let friday = Days::NONE.with(Weekday::Friday);
    assert_eq!(weekly(friday, "22:00", "06:00").to_periods(), [row("6", "22-23", ""), row("7", "0-5", "")]);
    let saturday = Days::NONE.with(Weekday::Saturday);
    assert_eq!(weekly(saturday, "22:00", "06:00").to_periods(), [row("7", "22-23", ""), row("1", "0-5", "")]);
}

#[test]
fn rows_of_others_are_understood_when_they_mean_a_weekly_time() {
    assert_eq!(WeeklyTime::from_periods(&[row("", "22-5", "")]), Some(weekly(Days::ALL, "22:00", "06:00")));
    assert_eq!(
        WeeklyTime::from_periods(&[row("6-2", "8-16", "")]),
        Some(weekly(
            [Weekday::Friday, Weekday::Saturday, Weekday::Sunday, Weekday::Monday].into_iter().collect(),
            "08:00",
            "17:00"
        ))
    );
    assert_eq!(
        WeeklyTime::from_periods(&[row("2-6", "8 - 16", "")]),
        Some(weekly(Days::WORKING, "08:00", "17:00"))
    );
}

#[test]
fn what_is_no_weekly_time_is_left_alone() {
    let christmas = Period { month: Some("12".into()), mday: Some("24-31".into()), ..Period::default() };
    assert_eq!(WeeklyTime::from_periods(&[christmas]), None);
    assert_eq!(WeeklyTime::from_periods(&[row("2", "8", ""), row("3", "9", "")]), None);
    assert_eq!(WeeklyTime::from_periods(&[row("2", "8-99", "")]), None);
    assert_eq!(WeeklyTime::from_periods(&[]), None);
}

#[test]
fn times_are_read_as_people_write_them() {
    for (typed, shown) in [("8", "08:00"), ("8:30", "08:30"), ("08.30", "08:30"), ("24:00", "00:00")] {
        assert_eq!(time(typed).to_string(), shown);
    }
    for bad in ["25:00", "8:60", "8:3a", "noon", "-1", "8:300"] {
        assert_eq!(bad.parse::<TimeOfDay>(), Err(FieldError::InvalidTime), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_weekly_time_survives_the_platform(days in 1_u8..128, from in 0_u16..1440, until in 0_u16..1440) {
        let wanted = WeeklyTime::new(Days(days), TimeOfDay(from), TimeOfDay(until));
        prop_assume!(wanted.is_some());
        let wanted = wanted.unwrap();
        let rows = wanted.to_periods();
        let read = WeeklyTime::from_periods(&rows);
        // Whole days in a row read the same whichever way they were meant; everything else is read back as it was.
        prop_assert!(read.is_some());
        prop_assert!(Week::of(&read.unwrap().to_periods()) == Week::of(&rows));
        prop_assert_eq!(read, Some(wanted));
    }
}
