//! Times that come once: from a moment until another, on the clock on the wall.

use super::{
    calendar::{Date, LocalTime, YearlyDay, days_in_month},
    period::{Period, range},
    row::DAY,
    weekly::{TimeOfDay, hours_and_minutes},
};
use serde::{Deserialize, Serialize};

/// Once, from a moment until (not including) another. 24 December to 6 January ends on 7 January, 00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    from: LocalTime,
    until: LocalTime,
}

impl Span {
    /// The last year that the platform knows (contract 3.17): until its end is for ever.
    pub const LAST_YEAR: u16 = 3000;

    /// None if it would end before it begins, or lie outside of the years that the platform knows (from 1990 on).
    #[must_use]
    pub fn new(from: LocalTime, until: LocalTime) -> Option<Self> {
        let known = from.date.year() >= 1990 && until <= Date::new(Self::LAST_YEAR + 1, 1, 1)?.start();
        (known && from < until).then_some(Self { from, until })
    }

    /// Whole days, the last included.
    #[must_use]
    pub fn days(first: Date, last: Date) -> Option<Self> {
        Self::new(first.start(), last.plus(1)?.start())
    }

    /// When it begins.
    #[must_use]
    pub const fn from(&self) -> LocalTime {
        self.from
    }

    /// The first minute that does not belong to it any more.
    #[must_use]
    pub const fn until(&self) -> LocalTime {
        self.until
    }

    /// First and last day, if it has whole days only.
    #[must_use]
    pub fn whole_days(&self) -> Option<(Date, Date)> {
        let whole = self.from.time == TimeOfDay::MIDNIGHT && self.until.time == TimeOfDay::MIDNIGHT;
        if whole { Some((self.from.date, self.until.date.plus(-1)?)) } else { None }
    }

    /// Whether the minute belongs to it.
    #[must_use]
    pub fn contains(&self, time: LocalTime) -> bool {
        self.from <= time && time < self.until
    }

    /// What is left of it without another.
    #[must_use]
    pub fn without(&self, other: &Self) -> Vec<Self> {
        let before = Self::new(self.from, self.until.min(other.from));
        let after = Self::new(self.from.max(other.until), self.until);
        before.into_iter().chain(after).collect()
    }

    /// Spans in their order; those that touch or overlap become one.
    #[must_use]
    pub fn joined(mut spans: Vec<Self>) -> Vec<Self> {
        spans.sort_unstable();
        let mut joined: Vec<Self> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
                _ => joined.push(span),
            }
        }
        joined
    }

    /// The platform's rows for it.
    #[must_use]
    pub fn to_periods(&self) -> Vec<Period> {
        let (from, until) = (self.from.time.minute_of_day(), self.until.time.minute_of_day());
        if self.from.date == self.until.date {
            return partial(self.from.date, from, until);
        }
        let mut rows = Vec::new();
        let mut first = Some(self.from.date);
        if from > 0 {
            rows.extend(partial(self.from.date, from, DAY));
            first = self.from.date.plus(1);
        }
        if let (Some(first), Some(last)) = (first, self.until.date.plus(-1))
            && first <= last
        {
            rows.extend(whole_days(first, last));
        }
        if until > 0 {
            rows.extend(partial(self.until.date, 0, until));
        }
        rows
    }
}

/// Minutes of one day.
fn partial(date: Date, start: u16, end: u16) -> Vec<Period> {
    let row = |(hour, minute)| Period {
        year: Some(date.year().to_string()),
        month: Some(date.month().to_string()),
        mday: Some(date.day().to_string()),
        wday: None,
        hour,
        minute,
    };
    hours_and_minutes(start, end).into_iter().map(row).collect()
}

fn whole_days(first: Date, last: Date) -> Vec<Period> {
    let (mut from_year, mut to_year) = (first.year(), last.year());
    let (new_year, end_of_year) = ((1, 1), (12, 31));
    let (start, end) = ((first.month(), first.day()), (last.month(), last.day()));
    if from_year == to_year {
        return days_of_year(Some(from_year), start, end);
    }
    let mut rows = Vec::new();
    if start != new_year {
        rows.extend(days_of_year(Some(from_year), start, end_of_year));
        from_year += 1;
    }
    if end != end_of_year {
        to_year -= 1;
    }
    if from_year <= to_year {
        rows.push(Period { year: Some(range(from_year, to_year)), ..Period::default() });
    }
    if end != end_of_year {
        rows.extend(days_of_year(Some(last.year()), new_year, end));
    }
    rows
}

/// The days from one to another in the same year.
fn days_of_year(year: Option<u16>, from: (u8, u8), to: (u8, u8)) -> Vec<Period> {
    let row = |months: Option<(u8, u8)>, days: Option<(u8, u8)>| Period {
        year: year.map(|year| year.to_string()),
        month: months.map(|(first, last)| range(first.into(), last.into())),
        mday: days.map(|(first, last)| range(first.into(), last.into())),
        ..Period::default()
    };
    let length = |month| days_in_month(year, month);
    let ((mut first, start), (mut last, end)) = (from, to);
    if first == last && (start > 1 || end < length(last)) {
        return vec![row(Some((first, first)), Some((start, end)))];
    }
    let (mut head, mut tail) = (None, None);
    if start > 1 {
        head = Some(row(Some((first, first)), Some((start, length(first)))));
        first += 1;
    }
    if end < length(last) {
        tail = Some(row(Some((last, last)), Some((1, end))));
        last -= 1;
    }
    let whole = (first <= last).then(|| {
        // A year says enough; a row without one must name its months.
        let all = (first, last) == (1, 12) && year.is_some();
        row((!all).then_some((first, last)), None)
    });
    head.into_iter().chain(whole).chain(tail).collect()
}

/// Days of every year, both included; a last day before the first lies in the next year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Yearly {
    /// The first day.
    pub first: YearlyDay,
    /// The last day.
    pub last: YearlyDay,
}

impl Yearly {
    /// Whether the day belongs to it.
    #[must_use]
    pub fn contains(&self, day: YearlyDay) -> bool {
        if self.first <= self.last {
            (self.first..=self.last).contains(&day)
        } else {
            day >= self.first || day <= self.last
        }
    }

    /// The platform's rows for it.
    #[must_use]
    pub fn to_periods(&self) -> Vec<Period> {
        let (first, last) = ((self.first.month(), self.first.day()), (self.last.month(), self.last.day()));
        if self.first <= self.last {
            days_of_year(None, first, last)
        } else {
            let mut rows = days_of_year(None, first, (12, 31));
            rows.extend(days_of_year(None, (1, 1), last));
            rows
        }
    }
}
