use super::*;

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
fn times_are_read_as_people_write_them() {
    for (typed, shown) in [("8", "08:00"), ("8:30", "08:30"), ("08.30", "08:30"), ("24:00", "00:00")] {
        assert_eq!(time(typed).to_string(), shown);
    }
    for bad in ["25:00", "8:60", "8:3a", "noon", "-1", "8:300"] {
        assert_eq!(bad.parse::<TimeOfDay>(), Err(FieldError::InvalidTime), "{bad}");
    }
}
