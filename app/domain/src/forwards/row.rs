//! A row of a time set, understood: the numbers of each part as bits.

use super::{
    calendar::{Date, LocalTime, YearlyDay},
    period::{Period, numbers},
    weekly::Weekday,
};

/// The minutes of a day that belong to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayMinutes(Vec<bool>);

/// The minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

impl DayMinutes {
    /// Whether the minute belongs to it.
    pub(super) fn contains(&self, minute: u16) -> bool {
        self.0.get(usize::from(minute)).copied().unwrap_or_default()
    }

    /// The stretches of minutes, `start..end`.
    pub(super) fn runs(&self) -> Vec<(u16, u16)> {
        let mut runs: Vec<(u16, u16)> = Vec::new();
        for minute in (0..DAY).filter(|minute| self.contains(*minute)) {
            match runs.last_mut() {
                Some((_, end)) if *end == minute => *end += 1,
                _ => runs.push((minute, minute + 1)),
            }
        }
        runs
    }
}

/// A row whose parts are all understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    years: Option<(u16, u16)>,
    months: u64,
    days: u64,
    weekdays: u64,
    hours: u64,
    minutes: u64,
}

/// The numbers of a part as bits.
fn bits(part: Option<&str>, first: u16, last: u16) -> Option<u64> {
    Some(numbers(part, first, last)?.into_iter().fold(0, |bits, number| bits | 1 << number))
}

/// Whether a part says nothing.
pub(super) fn is_blank(part: Option<&str>) -> bool {
    part.is_none_or(|part| part.trim().is_empty())
}

impl Row {
    /// None if a part is neither a number nor a range of what it may be.
    pub(super) fn of(period: &Period) -> Option<Self> {
        let years = if is_blank(period.year.as_deref()) {
            None
        } else {
            let years = numbers(period.year.as_deref(), 1990, 3000)?;
            let (first, last) = (*years.first()?, *years.last()?);
            // Years do not wrap (contract 3.17).
            (first <= last).then_some(Some((first, last)))?
        };
        Some(Self {
            years,
            months: bits(period.month.as_deref(), 1, 12)?,
            days: bits(period.mday.as_deref(), 1, 31)?,
            weekdays: bits(period.wday.as_deref(), 1, 7)?,
            hours: bits(period.hour.as_deref(), 0, 23)?,
            minutes: bits(period.minute.as_deref(), 0, 59)?,
        })
    }

    /// First and last year, if it names any.
    pub(super) const fn years(self) -> Option<(u16, u16)> {
        self.years
    }

    /// Whether some minute of the day of the week belongs to it, in some week.
    pub(super) fn has_weekday(self, day: Weekday) -> bool {
        // The platform counts from Sunday, which is 1.
        self.weekdays & 1 << ((day as u32 + 1) % 7 + 1) != 0
    }

    /// Whether the day of the year belongs to it, in some year.
    pub(super) fn has_yearly(self, day: YearlyDay) -> bool {
        self.months & 1 << day.month() != 0 && self.days & 1 << day.day() != 0
    }

    /// Whether some minute of the day belongs to it.
    pub(super) fn has_date(self, date: Date) -> bool {
        self.years.is_none_or(|(first, last)| (first..=last).contains(&date.year()))
            && self.has_yearly(date.yearly())
            && self.has_weekday(date.weekday())
    }

    /// Its minutes on a day that belongs to it.
    pub(super) fn minutes(self) -> DayMinutes {
        let on = |minute: u16| self.hours & 1 << (minute / 60) != 0 && self.minutes & 1 << (minute % 60) != 0;
        DayMinutes((0..DAY).map(on).collect())
    }

    /// Whether the minute belongs to it.
    pub(super) fn contains(self, time: LocalTime) -> bool {
        let minute = time.time.minute_of_day();
        self.has_date(time.date)
            && self.hours & 1 << (minute / 60) != 0
            && self.minutes & 1 << (minute % 60) != 0
    }
}
