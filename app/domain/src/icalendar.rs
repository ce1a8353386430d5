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
mod tests;
