//! Dates and local times, as a clock on the wall shows them.

use super::weekly::{TimeOfDay, Weekday};
use crate::{FieldError, text};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// 1 January 1970.
    pub const EPOCH: Self = Self { year: 1970, month: 1, day: 1 };

    /// The day with these numbers, from 1970 to 3100.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let known = (1970..=3100).contains(&year) && (1..=12).contains(&month);
        (known && (1..=days_in_month(Some(year), month)).contains(&day)).then_some(Self { year, month, day })
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Days since 1 January 1970.
    #[must_use]
    pub fn days_since_epoch(self) -> i64 {
        // Years begin in March here, so that a leap day is the last day of its year.
        let year = i64::from(self.year) - i64::from(self.month < 3);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let leap_days = year / 4 - year / 100 + year / 400;
        365 * year + leap_days + day_of_year - 719_468
    }

    /// The day so many days after 1 January 1970.
    #[must_use]
    pub fn from_days_since_epoch(days: i64) -> Option<Self> {
        let estimate = u16::try_from(1970 + days.max(0) / 366).ok()?;
        let year = (estimate..=3101)
            .find(|year| Self { year: year + 1, month: 1, day: 1 }.days_since_epoch() > days)?;
        let mut day = days - Self { year, month: 1, day: 1 }.days_since_epoch();
        for month in 1..=12 {
            let length = i64::from(days_in_month(Some(year), month));
            if (0..length).contains(&day) {
                return Self::new(year, month, u8::try_from(day + 1).ok()?);
            }
            day -= length;
        }
        None
    }

    /// So many days later, or earlier.
    #[must_use]
    pub fn plus(self, days: i64) -> Option<Self> {
        Self::from_days_since_epoch(self.days_since_epoch() + days)
    }

    /// Its day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1 January 1970 was a Thursday.
        let index = usize::try_from((self.days_since_epoch() + 3).rem_euclid(7)).unwrap_or_default();
        Weekday::ALL[index]
    }

    /// Its day of any year.
    #[must_use]
    pub const fn yearly(self) -> YearlyDay {
        YearlyDay { month: self.month, day: self.day }
    }

    /// The first minute of the day.
    #[must_use]
    pub const fn start(self) -> LocalTime {
        LocalTime { date: self, time: TimeOfDay::MIDNIGHT }
    }
}

/// How many days a month has; the longest February without a year.
pub(super) fn days_in_month(year: Option<u16>, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => match year {
            Some(year) if year % 4 != 0 || (year % 100 == 0 && year % 400 != 0) => 28,
            _ => 29,
        },
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = FieldError;

    /// Reads `2026-12-24`, as browsers send it, and `24.12.2026`.
    fn from_str(typed: &str) -> Result<Self, FieldError> {
        let typed = text::filled(typed)?;
        let parts: Vec<&str> = typed.split(['-', '.']).collect();
        let [first, second, third] = parts[..] else { return Err(FieldError::InvalidDate) };
        let (year, month, day) =
            if typed.contains('-') { (first, second, third) } else { (third, second, first) };
        let date = || Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        date().ok_or(FieldError::InvalidDate)
    }
}

impl TryFrom<String> for Date {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|_| "not a date")
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// A day of every year; 29 February exists in leap years only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct YearlyDay {
    month: u8,
    day: u8,
}

impl YearlyDay {
    /// The day with these numbers.
    #[must_use]
    pub fn new(month: u8, day: u8) -> Option<Self> {
        let fits = (1..=12).contains(&month) && (1..=days_in_month(None, month)).contains(&day);
        fits.then_some(Self { month, day })
    }

    /// The month, from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Every day of a leap year, in order.
    pub(super) fn all() -> Vec<Self> {
        (1..=12)
            .flat_map(|month| (1..=days_in_month(None, month)).map(move |day| Self { month, day }))
            .collect()
    }
}

impl fmt::Display for YearlyDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.", self.day, self.month)
    }
}

impl FromStr for YearlyDay {
    type Err = FieldError;

    /// Reads `24.12.`: day and month.
    fn from_str(typed: &str) -> Result<Self, FieldError> {
        let typed = text::filled(typed)?;
        let (day, month) = typed.trim_end_matches('.').split_once('.').ok_or(FieldError::InvalidDay)?;
        let number = |text: &str| text.trim().parse().ok();
        number(month)
            .zip(number(day))
            .and_then(|(month, day)| Self::new(month, day))
            .ok_or(FieldError::InvalidDay)
    }
}

/// What a clock on the wall shows, to the minute. When clocks are set back an hour is shown twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LocalTime {
    /// The day.
    pub date: Date,
    /// The time of that day.
    pub time: TimeOfDay,
}

impl LocalTime {
    /// Minutes since 1 January 1970, 00:00, on this clock.
    #[must_use]
    pub fn minutes_since_epoch(self) -> i64 {
        self.date.days_since_epoch() * 1440 + i64::from(self.time.minute_of_day())
    }

    /// The local time so many minutes after 1 January 1970, 00:00, on this clock.
    #[must_use]
    pub fn from_minutes_since_epoch(minutes: i64) -> Option<Self> {
        let date = Date::from_days_since_epoch(minutes.div_euclid(1440))?;
        let time = TimeOfDay::from_minute_of_day(u16::try_from(minutes.rem_euclid(1440)).ok()?)?;
        Some(Self { date, time })
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

impl FromStr for LocalTime {
    type Err = FieldError;

    /// Reads `2026-12-24T17:30`, as browsers send it.
    fn from_str(typed: &str) -> Result<Self, FieldError> {
        let typed = text::filled(typed)?;
        let (date, time) = typed.split_once(['T', ' ']).ok_or(FieldError::InvalidDate)?;
        Ok(Self { date: date.parse()?, time: time.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let mut days = 0;
        for year in 1970..=2404_u16 {
            for month in 1..=12 {
                for day in 1..=days_in_month(Some(year), month) {
                    let date = Date::new(year, month, day).unwrap();
                    assert_eq!(date.days_since_epoch(), days, "{date}");
                    assert_eq!(Date::from_days_since_epoch(days), Some(date));
                    days += 1;
                }
            }
        }
        assert_eq!(Date::new(2026, 11, 26).unwrap().weekday(), Weekday::Thursday);
        assert_eq!(Date::new(2000, 2, 29).unwrap().weekday(), Weekday::Tuesday);
    }

    #[test]
    fn dates_are_read_as_browsers_and_people_write_them() {
        let date = Date::new(2026, 12, 24);
        for typed in ["2026-12-24", " 24.12.2026 "] {
            assert_eq!(typed.parse::<Date>().ok(), date, "{typed}");
        }
        for bad in ["2026-02-29", "24.12", "2026-13-01", "x", "99999-1-1", "-1-1-1"] {
            assert_eq!(bad.parse::<Date>(), Err(FieldError::InvalidDate), "{bad}");
        }
        let moment: LocalTime = "2026-12-24T17:30".parse().unwrap();
        assert_eq!(LocalTime::from_minutes_since_epoch(moment.minutes_since_epoch()), Some(moment));
        assert_eq!(moment.to_string(), "2026-12-24T17:30");
    }
}
