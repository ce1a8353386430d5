use super::*;
use proptest::prelude::*;

fn calendar(events: &str) -> Result<Calendar, NoCalendar> {
    Calendar::read(&format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n"))
}

fn event(lines: &[&str]) -> String {
    format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", lines.join("\r\n"))
}

fn days(lines: &[&str]) -> Vec<(String, String)> {
    let calendar = calendar(&event(lines)).unwrap();
    calendar.days.iter().map(|days| (days.first.to_string(), days.last.to_string())).collect()
}

fn day(first: &str, last: &str) -> Vec<(String, String)> {
    vec![(first.to_owned(), last.to_owned())]
}

#[test]
fn days_are_read_whatever_way_they_are_written() {
    for (lines, first, last) in [
        (&["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270107"][..], "2026-12-24", "2027-01-06"),
        (&["DTSTART;VALUE=DATE:20261026"], "2026-10-26", "2026-10-26"),
        (&["DTSTART:20261026T000000", "DTEND:20261027T000000"], "2026-10-26", "2026-10-26"),
        (&["DTSTART;TZID=\"Europe:Vienna\":20261026T000000", "DURATION:P2D"], "2026-10-26", "2026-10-27"),
        (&["dtstart;value=date:20261026", "dtend;value=date:20261026"], "2026-10-26", "2026-10-26"),
    ] {
        assert_eq!(days(lines), day(first, last), "{lines:?}");
    }
}

#[test]
fn yearly_events_are_repeated() {
    let found = days(&["DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY"]);
    assert_eq!(found.len(), 10);
    assert_eq!(found[9].0, "2035-12-25");
    let found = days(&["DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY;COUNT=2;BYMONTH=12"]);
    assert_eq!(found.len(), 2);
    let found = days(&["DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY;UNTIL=20281231", "EXDATE:20271225"]);
    assert_eq!(found.iter().map(|(first, _)| &first[..4]).collect::<Vec<_>>(), ["2026", "2028"]);
    let found = days(&["DTSTART;VALUE=DATE:20280229", "RRULE:FREQ=YEARLY;COUNT=3"]);
    assert_eq!(found.iter().map(|(first, _)| &first[..4]).collect::<Vec<_>>(), ["2028", "2032", "2036"]);
}

#[test]
fn the_day_is_that_of_whoever_wrote_it_in_whatever_zone() {
    for zone in ["America/New_York", "Pacific/Kiritimati", "Europe/Vienna", "Nowhere"] {
        let (start, end) =
            (format!("DTSTART;TZID={zone}:20261126T000000"), format!("DTEND;TZID={zone}:20261127T000000"));
        assert_eq!(days(&[&start, &end]), day("2026-11-26", "2026-11-26"), "{zone}");
        let excepted = format!("EXDATE;TZID={zone}:20271126T000000");
        let found = days(&[&start, "RRULE:FREQ=YEARLY;UNTIL=20281201T120000Z", &excepted]);
        let firsts: Vec<_> = found.iter().map(|(first, _)| first.as_str()).collect();
        assert_eq!(firsts, ["2026-11-26", "2028-11-26"], "{zone}");
    }
}

#[test]
fn an_end_in_utc_that_is_another_day_elsewhere_is_not_guessed() {
    let last = |until: &str| {
        let rule = format!("RRULE:FREQ=YEARLY;UNTIL={until}");
        let read = calendar(&event(&["DTSTART;TZID=X:20261225T000000", &rule])).unwrap();
        read.days.last().map(|days| days.first.to_string())
    };
    for (until, found) in [
        ("20281225", Some("2028-12-25")),
        ("20281225T000000", Some("2028-12-25")),
        ("20281225T120000Z", Some("2028-12-25")),
        ("20281231T235959Z", Some("2028-12-25")),
        ("20281224T095959Z", Some("2027-12-25")),
        // In Vienna it is the day after, in Lisbon it is not.
        ("20281224T230000Z", None),
        ("20281225T050000Z", None),
    ] {
        assert_eq!(last(until).as_deref(), found, "{until}");
    }
}

#[test]
fn yearly_events_may_move_with_the_weekday() {
    let starts = |start: &str, rule: &str| -> Vec<String> {
        let lines = [format!("DTSTART;VALUE=DATE:{start}"), format!("RRULE:FREQ=YEARLY;COUNT=3;{rule}")];
        days(&[&lines[0], &lines[1]]).into_iter().map(|(first, _)| first).collect()
    };
    let thanksgiving = ["2026-11-26", "2027-11-25", "2028-11-23"];
    assert_eq!(starts("20261126", "BYMONTH=11;BYDAY=4TH"), thanksgiving);
    let spring = ["2027-05-31", "2028-05-29", "2029-05-28"];
    assert_eq!(starts("20270531", "BYDAY=-1MO;BYMONTH=5"), spring);
}

#[test]
fn what_cannot_be_told_in_days_is_named() {
    for lines in [
        &["SUMMARY:Lunch", "DTSTART:20261026T120000", "DTEND:20261026T130000"][..],
        &["SUMMARY:Lunch", "DTSTART:20261026T000000Z", "DTEND:20261027T000000Z"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "RRULE:FREQ=WEEKLY"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "RRULE:FREQ=YEARLY;BYDAY=4MO"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "RRULE:FREQ=YEARLY;BYDAY=1MO;BYMONTH=10"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "RRULE:FREQ=YEARLY;BYEASTER=1"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "RRULE:FREQ=YEARLY;INTERVAL=2"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "RRULE:HELLO"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "EXDATE:20271025T220000Z", "RRULE:FREQ=YEARLY"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "RDATE;VALUE=DATE:20261027"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "DTEND;VALUE=DATE:20261020"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "DTEND;VALUE=DATE:29991231"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261026", "DURATION:PT5H"],
        &["SUMMARY:Lunch", "DTSTART;VALUE=DATE:20261399"],
        &["SUMMARY:Lunch"],
    ] {
        let read = calendar(&event(lines)).unwrap();
        assert_eq!((read.days.len(), read.left_out.len()), (0, 1), "{lines:?}");
        assert_eq!(read.left_out[0], "Lunch");
    }
    let cancelled = event(&["DTSTART;VALUE=DATE:20261026", "STATUS:CANCELLED"]);
    assert_eq!(calendar(&cancelled), Ok(Calendar::default()));
}

#[test]
fn names_are_unfolded_and_unescaped() {
    let read =
        calendar(&event(&["SUMMARY:Weih\r\n nachten\\, so\\nschön", "DTSTART;VALUE=DATE:20261225"])).unwrap();
    assert_eq!(read.days[0].name, "Weihnachten, so schön");
}

#[test]
fn other_files_are_no_calendars() {
    for text in ["", "hello", "BEGIN:VCARD\nEND:VCARD", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR"] {
        assert_eq!(Calendar::read(text), Err(NoCalendar::NotACalendar), "{text}");
    }
    let many = event(&["DTSTART;VALUE=DATE:20261225"]).repeat(MOST + 1);
    assert_eq!(calendar(&many), Err(NoCalendar::TooMany));
}

#[test]
fn hostile_files_are_refused() {
    let ten_megabytes = event(&["DTSTART;VALUE=DATE:20261225"]).repeat(10 << 17);
    assert_eq!(calendar(&ten_megabytes), Err(NoCalendar::TooMany));
    let folded = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x{}", "\n x".repeat(LARGEST / 4));
    assert_eq!(Calendar::read(&folded), Err(NoCalendar::NotACalendar));
    let nested = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(LARGEST / 16));
    assert_eq!(Calendar::read(&nested), Err(NoCalendar::NotACalendar));
    let crossed = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT";
    assert_eq!(Calendar::read(crossed), Err(NoCalendar::NotACalendar));
}

#[test]
fn parts_of_an_event_are_not_the_event() {
    let alarm = ["DTSTART;VALUE=DATE:20261225", "BEGIN:VALARM", "DURATION:PT15M", "END:VALARM"];
    assert_eq!(days(&alarm), day("2026-12-25", "2026-12-25"));
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(?s)(BEGIN:VCALENDAR\n)?.{0,300}", value in "\\PC{0,20}") {
        let _ = Calendar::read(&text);
        for name in ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "SUMMARY"] {
            let line = format!("{name}:{value}");
            let _ = calendar(&event(&["DTSTART;VALUE=DATE:20261225", &line]));
        }
    }
}
