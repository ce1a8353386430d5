//! Holidays from an iCalendar file (RFC 5545): which days its events cover. What cannot be told in whole days is named, never
//! guessed.
//!
//! Ours, because no crate that was tried fits files of strangers: the parser of `icalendar` 0.17 overflows its stack, and with it
//! ends the portal, on a few hundred nested `BEGIN` lines; `calcard` 0.3 takes files that are cut off and repetitions with parts
//! that it does not know as if nothing was missing, and brings a second calendar with time zones beside jiff; `ical` is no longer
//! maintained.

use crate::forwards::{Date, Weekday};

/// No file may have more bytes than this.
const LARGEST: usize = 512 * 1024;
/// No file may have more events than this.
const MOST: usize = 1000;
/// No holiday lasts longer, in days.
const LONGEST: i64 = 366;
/// For how many years a yearly event is repeated that does not say how often.
const YEARS: u16 = 10;
/// For how many years at most it is repeated otherwise.
const MOST_YEARS: u16 = 50;

/// Days of an event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DaysOff {
    /// The first day.
    pub first: Date,
    /// The last day, included.
    pub last: Date,
    /// What the calendar calls it; may be empty.
    pub name: String,
}

/// What was read from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The days of its events, in order.
    pub days: Vec<DaysOff>,
    /// The names of events that are no whole days, or are repeated in a way that is not understood.
    pub left_out: Vec<String>,
}

/// Why a text is no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCalendar {
    /// It does not begin as a calendar, or ends in the middle.
    #[error("not an iCalendar file")]
    NotACalendar,
    /// It has more events than anybody has holidays, or is larger than they need.
    #[error("too many events")]
    TooMany,
}

/// One line: its name and its value. Parameters say nothing about whole days.
struct Line<'a> {
    name: String,
    value: &'a str,
}

impl Calendar {
    /// Reads a file.
    ///
    /// # Errors
    /// [`NoCalendar`].
    pub fn read(text: &str) -> Result<Self, NoCalendar> {
        if text.len() > LARGEST {
            return Err(NoCalendar::TooMany);
        }
        let unfolded = unfold(text);
        let mut lines = unfolded.iter().filter_map(|line| Line::read(line)).peekable();
        if !lines.peek().is_some_and(|line| line.is("BEGIN", "VCALENDAR")) {
            return Err(NoCalendar::NotACalendar);
        }
        let (mut calendar, mut events, mut depth) = (Self::default(), 0, Vec::new());
        let mut event = Event::default();
        for line in lines {
            if line.name == "BEGIN" {
                depth.push(line.value.to_ascii_uppercase());
                if depth.last().is_some_and(|part| part == "VEVENT") {
                    event = Event::default();
                }
            } else if line.name == "END" {
                if depth.pop().as_deref() != Some(&line.value.to_ascii_uppercase()) {
                    return Err(NoCalendar::NotACalendar);
                }
                if line.is("END", "VEVENT") {
                    events += 1;
                    if events > MOST {
                        return Err(NoCalendar::TooMany);
                    }
                    calendar.add(std::mem::take(&mut event));
                }
            } else if depth.last().is_some_and(|part| part == "VEVENT") {
                event.note(&line);
            }
        }
        if !depth.is_empty() {
            return Err(NoCalendar::NotACalendar);
        }
        calendar.days.sort();
        calendar.days.dedup();
        Ok(calendar)
    }

    fn add(&mut self, event: Event) {
        if event.cancelled {
            return;
        }
        match event.days() {
            Some(days) => self.days.extend(days),
            None => self.left_out.push(event.name),
        }
    }
}

/// Lines that are folded continue after a blank.
fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Option<Self> {
        // A colon in quotation marks belongs to a parameter.
        let mut quoted = false;
        let at = line.char_indices().find_map(|(at, character)| {
            quoted ^= character == '"';
            (character == ':' && !quoted).then_some(at)
        })?;
        let name = line[..at].split(';').next()?.trim().to_ascii_uppercase();
        Some(Self { name, value: line[at + 1..].trim_end() })
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.name == name && self.value.eq_ignore_ascii_case(value)
    }
}

/// A moment as far as days matter.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Moment {
    date: Date,
    /// Whether it is the beginning of the day.
    is_day: bool,
}

impl Moment {
    /// `20261224`, `20261224T000000`. A zone is that of whoever wrote it, and the day is theirs: holidays are not moved.
    fn read(value: &str) -> Option<Self> {
        let (day, time) = value.split_once('T').unwrap_or((value, "000000"));
        // Midnight in UTC is none where people have holidays.
        let is_day = time == "000000";
        if day.len() != 8 || !day.is_ascii() {
            return None;
        }
        let date = Date::new(day[..4].parse().ok()?, day[4..6].parse().ok()?, day[6..].parse().ok()?)?;
        Some(Self { date, is_day })
    }
}

#[derive(Default)]
struct Event {
    name: String,
    start: Option<Moment>,
    end: Option<Moment>,
    length: Option<i64>,
    rule: Option<String>,
    excepted: Vec<Date>,
    cancelled: bool,
    /// Something about when it is that is not understood.
    strange: bool,
}

impl Event {
    fn note(&mut self, line: &Line<'_>) {
        match line.name.as_str() {
            "SUMMARY" => self.name = unescaped(line.value),
            "STATUS" => self.cancelled = line.value.eq_ignore_ascii_case("CANCELLED"),
            "DTSTART" => {
                self.start = Moment::read(line.value);
                self.strange |= self.start.is_none();
            }
            "DTEND" => {
                self.end = Moment::read(line.value);
                self.strange |= self.end.is_none();
            }
            "DURATION" => {
                self.length = whole_days(line.value);
                self.strange |= self.length.is_none();
            }
            "RRULE" => {
                self.strange |= self.rule.is_some();
                self.rule = Some(line.value.to_ascii_uppercase());
            }
            "EXDATE" => {
                let dates: Vec<_> = line.value.split(',').map(Moment::read).collect();
                self.strange |= dates.iter().any(|date| !date.is_some_and(|date| date.is_day));
                self.excepted.extend(dates.into_iter().flatten().map(|moment| moment.date));
            }
            "RDATE" | "RECURRENCE-ID" => self.strange = true,
            _ => {}
        }
    }

    /// Its days, with repetitions. None if they cannot be told.
    fn days(&self) -> Option<Vec<DaysOff>> {
        if self.strange {
            return None;
        }
        let start = self.start.filter(|start| start.is_day)?.date;
        let length = match (self.end, self.length) {
            (Some(end), _) if end.is_day => end.date.days_since_epoch() - start.days_since_epoch(),
            (Some(_), _) => return None,
            (None, Some(length)) => length,
            (None, None) => 1,
        };
        let starts = match &self.rule {
            None => vec![start],
            Some(rule) => yearly(rule, start)?,
        };
        if !(0..=LONGEST).contains(&length) {
            return None;
        }
        let days = starts.into_iter().filter(|first| !self.excepted.contains(first)).map(|first| {
            // An event that ends as it begins has that day.
            let last = first.plus(length.max(1) - 1)?;
            Some(DaysOff { first, last, name: self.name.clone() })
        });
        days.collect()
    }
}

/// The days on which something begins that is repeated every year, on the same date or on the same weekday of a month. None for
/// any other rule.
fn yearly(rule: &str, start: Date) -> Option<Vec<Date>> {
    let (mut is_yearly, mut count, mut last) = (false, None, None);
    let (mut month, mut weekday) = (None, None);
    for part in rule.split(';').filter(|part| !part.is_empty()) {
        match part.split_once('=')? {
            ("FREQ", value) => is_yearly = value == "YEARLY",
            ("INTERVAL", "1") | ("WKST", _) => {}
            ("COUNT", value) => count = Some(value.parse().ok()?),
            ("UNTIL", value) => last = Some(Until::read(value)?),
            ("BYMONTH", value) => month = Some(value.parse::<u8>().ok().filter(|one| *one == start.month())?),
            ("BYMONTHDAY", value) => (value.parse() == Ok(start.day())).then_some(())?,
            ("BYDAY", value) => weekday = Some(WeekdayOfMonth::read(value)?),
            _ => return None,
        }
    }
    // Without a month the weekday would be one of the year.
    if !is_yearly || (weekday.is_some() && month.is_none()) {
        return None;
    }
    let (years, times) = count.map_or((YEARS, usize::from(YEARS)), |count| (MOST_YEARS, count));
    let date = |year| match &weekday {
        Some(weekday) => weekday.date(year, start.month()),
        // 29 February exists in leap years only.
        None => Date::new(year, start.month(), start.day()),
    };
    let dates: Vec<Date> = (0..years)
        .filter_map(|more| date(start.year() + more))
        .take_while(|date| last.is_none_or(|last| *date <= last.perhaps))
        .take(times)
        .collect();
    if dates.last().is_some_and(|date| last.is_some_and(|last| *date > last.surely)) {
        return None;
    }
    // What begins beside its own rule is not understood.
    (dates.is_empty() || dates[0] == start).then_some(dates)
}

/// The end of a repetition: the last day that begins before it everywhere, and the last one that does so anywhere.
#[derive(Clone, Copy)]
struct Until {
    surely: Date,
    perhaps: Date,
}

impl Until {
    /// `20281231`, `20281231T000000`, or in UTC `20281230T230000Z`. The day begins up to 14 hours earlier than in UTC, or 12 later.
    fn read(value: &str) -> Option<Self> {
        let date = Moment::read(value.get(..8)?)?.date;
        if !value.ends_with('Z') {
            return Some(Self { surely: date, perhaps: date });
        }
        let hour: u8 = value.get(9..11)?.parse().ok()?;
        let surely = if hour >= 12 { date } else { date.plus(-1)? };
        let perhaps = if hour >= 10 { date.plus(1)? } else { date };
        Some(Self { surely, perhaps })
    }
}

/// `4TH`, the fourth Thursday; `-1MO`, the last Monday.
struct WeekdayOfMonth {
    place: i64,
    day: Weekday,
}

impl WeekdayOfMonth {
    fn read(value: &str) -> Option<Self> {
        let (place, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
        let codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let day = Weekday::ALL[codes.iter().position(|code| *code == day)?];
        let place = place.parse().ok().filter(|place| (-5..=5).contains(place) && *place != 0)?;
        Some(Self { place, day })
    }

    fn date(&self, year: u16, month: u8) -> Option<Date> {
        let days = (1..=31).filter_map(|day| Date::new(year, month, day));
        let fitting: Vec<Date> = days.filter(|date| date.weekday() == self.day).collect();
        let place = usize::try_from(self.place.abs() - 1).ok()?;
        if self.place > 0 { fitting.get(place).copied() } else { fitting.iter().rev().nth(place).copied() }
    }
}

/// `P1D`, `P2W`.
fn whole_days(value: &str) -> Option<i64> {
    let number = value.strip_prefix('P')?;
    match number.strip_suffix('W') {
        Some(weeks) => weeks.parse::<u16>().ok().map(|weeks| i64::from(weeks) * 7),
        None => number.strip_suffix('D')?.parse::<u16>().ok().map(i64::from),
    }
}

/// Text without its escapes, and short.
fn unescaped(value: &str) -> String {
    let mut text = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next() {
                Some('n' | 'N') | None => ' ',
                Some(other) => other,
            },
            other if other.is_control() => ' ',
            other => other,
        });
    }
    text.trim().chars().take(100).collect()
}

#[cfg(test)]
mod tests {
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
        let found =
            days(&["DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY;UNTIL=20281231", "EXDATE:20271225"]);
        assert_eq!(found.iter().map(|(first, _)| &first[..4]).collect::<Vec<_>>(), ["2026", "2028"]);
        let found = days(&["DTSTART;VALUE=DATE:20280229", "RRULE:FREQ=YEARLY;COUNT=3"]);
        assert_eq!(found.iter().map(|(first, _)| &first[..4]).collect::<Vec<_>>(), ["2028", "2032", "2036"]);
    }

    #[test]
    fn the_day_is_that_of_whoever_wrote_it_in_whatever_zone() {
        for zone in ["America/New_York", "Pacific/Kiritimati", "Europe/Vienna", "Nowhere"] {
            let (start, end) = (
                format!("DTSTART;TZID={zone}:20261126T000000"),
                format!("DTEND;TZID={zone}:20261127T000000"),
            );
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
            calendar(&event(&["SUMMARY:Weih\r\n nachten\\, so\\nschön", "DTSTART;VALUE=DATE:20261225"]))
                .unwrap();
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
}
