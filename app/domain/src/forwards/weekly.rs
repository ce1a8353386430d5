//! A weekly time: on these days, from then until then. Maps exactly to the platform's rows and back.

use super::period::{Period, range};
use crate::{FieldError, text};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The name that forms use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "mon",
            Self::Tuesday => "tue",
            Self::Wednesday => "wed",
            Self::Thursday => "thu",
            Self::Friday => "fri",
            Self::Saturday => "sat",
            Self::Sunday => "sun",
        }
    }
}

impl Weekday {
    /// The day before.
    #[must_use]
    pub const fn before(self) -> Self {
        Self::ALL[(self as usize + 6) % 7]
    }
}

/// A set of weekdays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Days(u8);

impl Days {
    /// No day.
    pub const NONE: Self = Self(0);
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);
    /// Monday to Friday.
    pub const WORKING: Self = Self(0b001_1111);

    /// The same with one day more.
    #[must_use]
    pub const fn with(self, day: Weekday) -> Self {
        Self(self.0 | 1 << day as u8)
    }

    /// Whether the day is in the set.
    #[must_use]
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 & 1 << day as u8 != 0
    }

    /// The days of the set, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::ALL.into_iter().filter(move |day| self.contains(*day))
    }

    /// Whether it has no day.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each day's follower: what is left of a night after midnight.
    const fn next(self) -> Self {
        Self((self.0 << 1 | self.0 >> 6) & Self::ALL.0)
    }

    /// The days as ranges of the platform's numbers, where 1 is Sunday. Every day needs no number at all.
    fn platform_ranges(self) -> Vec<Option<String>> {
        if self == Self::ALL {
            return vec![None];
        }
        let mut present: Vec<u16> = self.iter().map(|day| (day as u16 + 1) % 7 + 1).collect();
        present.sort_unstable();
        let mut runs: Vec<(u16, u16)> = Vec::new();
        for number in present {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => runs.push((number, number)),
            }
        }
        runs.into_iter().map(|(first, last)| Some(range(first, last))).collect()
    }
}

impl FromIterator<Weekday> for Days {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Self::NONE, Self::with)
    }
}

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// 00:00: as a beginning the first minute of the day, as an end the last.
    pub const MIDNIGHT: Self = Self(0);

    /// The minute after midnight, up to 1439.
    #[must_use]
    pub const fn minute_of_day(self) -> u16 {
        self.0
    }

    /// The time so many minutes after midnight.
    #[must_use]
    pub const fn from_minute_of_day(minute: u16) -> Option<Self> {
        if minute < 24 * 60 { Some(Self(minute)) } else { None }
    }

    /// From hours and minutes.
    #[must_use]
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self(hour * 60 + minute))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = FieldError;

    /// Reads `8:30`, `08:30`, `08.30`, `8`; `24:00` is midnight.
    fn from_str(typed: &str) -> Result<Self, FieldError> {
        let typed = text::filled(typed)?;
        let (hour, minute) = typed.split_once([':', '.']).unwrap_or((typed, "00"));
        let number = |text: &str| match text.len() {
            1 | 2 if text.bytes().all(|b| b.is_ascii_digit()) => text.parse::<u16>().ok(),
            _ => None,
        };
        match (number(hour), number(minute)) {
            (Some(24), Some(0)) => Some(Self::MIDNIGHT),
            (Some(hour), Some(minute)) => Self::new(hour, minute),
            _ => None,
        }
        .ok_or(FieldError::InvalidTime)
    }
}

/// On these days, from then until (not including) then. An end at or before the beginning lies on the next day;
/// midnight to midnight is the whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WeeklyTime {
    days: Days,
    from: TimeOfDay,
    until: TimeOfDay,
}

impl WeeklyTime {
    /// None if there is no day, or if it would begin and end at the same time other than midnight.
    #[must_use]
    pub fn new(days: Days, from: TimeOfDay, until: TimeOfDay) -> Option<Self> {
        let whole_day = from == TimeOfDay::MIDNIGHT && until == TimeOfDay::MIDNIGHT;
        (!days.is_empty() && (from != until || whole_day)).then_some(Self { days, from, until })
    }

    /// The days on which it begins.
    #[must_use]
    pub const fn days(&self) -> Days {
        self.days
    }

    /// When it begins.
    #[must_use]
    pub const fn from(&self) -> TimeOfDay {
        self.from
    }

    /// The first minute that does not belong to it any more.
    #[must_use]
    pub const fn until(&self) -> TimeOfDay {
        self.until
    }

    /// How many minutes it lasts; a whole day is 1440.
    pub(super) const fn length(self) -> u16 {
        let day = 24 * 60;
        match (self.until.0 + day - self.from.0) % day {
            0 => day,
            minutes => minutes,
        }
    }

    /// Whether it ends on the day after it began.
    #[must_use]
    pub fn overnight(&self) -> bool {
        self.until <= self.from && self.until != TimeOfDay::MIDNIGHT
    }

    /// The platform's rows for it. Hours and minutes are separate there: Monday 08:30-17:15 is three rows.
    #[must_use]
    pub fn to_periods(&self) -> Vec<Period> {
        let end_of_day = 24 * 60;
        let pieces = if self.overnight() {
            vec![(self.days, self.from.0, end_of_day), (self.days.next(), 0, self.until.0)]
        } else if self.until == TimeOfDay::MIDNIGHT {
            vec![(self.days, self.from.0, end_of_day)]
        } else {
            vec![(self.days, self.from.0, self.until.0)]
        };
        pieces
            .into_iter()
            .flat_map(|(days, start, end)| {
                days.platform_ranges().into_iter().flat_map(move |wday| {
                    hours_and_minutes(start, end).into_iter().map(move |(hour, minute)| Period {
                        wday: wday.clone(),
                        hour,
                        minute,
                        ..Period::default()
                    })
                })
            })
            .collect()
    }
}

/// Rows of hour and minute for the minutes `start..end` of a day.
pub(super) fn hours_and_minutes(start: u16, end: u16) -> Vec<(Option<String>, Option<String>)> {
    let ((first_hour, first_minute), (last_hour, last_minute)) =
        ((start / 60, start % 60), (end / 60, end % 60));
    if start == 0 && end == 24 * 60 {
        return vec![(None, None)];
    }
    let row = |hour: String, minute: Option<String>| (Some(hour), minute);
    if first_hour == last_hour {
        return vec![row(first_hour.to_string(), Some(range(first_minute, last_minute - 1)))];
    }
    let mut rows = Vec::new();
    let mut whole_from = first_hour;
    if first_minute > 0 {
        rows.push(row(first_hour.to_string(), Some(range(first_minute, 59))));
        whole_from += 1;
    }
    if whole_from < last_hour {
        rows.push(row(range(whole_from, last_hour - 1), None));
    }
    if last_minute > 0 {
        rows.push(row(last_hour.to_string(), Some(range(0, last_minute - 1))));
    }
    rows
}

#[cfg(test)]
mod tests;
