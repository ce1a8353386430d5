//! When a rule works, in parts that people can read, and exactly as the platform's rows say it.
//!
//! Rows become words only where the words mean the very same minutes. What has no words stays the row that it is.

use super::{
    calendar::{Date, LocalTime, YearlyDay},
    period::Period,
    row::{DAY, DayMinutes, Row, is_blank},
    span::{Span, Yearly},
    truth::Truth,
    week::Week,
    weekly::{TimeOfDay, WeeklyTime},
};
use serde::{Deserialize, Serialize};

/// Rows that name more years than this stay rows.
const MOST_YEARS: u16 = 10;

/// All times of a week but some.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Outside(Vec<WeeklyTime>);

impl Outside {
    /// None if nothing is left, or if there is nothing to leave out.
    #[must_use]
    pub fn of(times: Vec<WeeklyTime>) -> Option<Self> {
        let week = Week::of(&times);
        (!week.is_empty() && !week.complement().is_empty()).then_some(Self(times))
    }

    /// What is left out.
    #[must_use]
    pub fn times(&self) -> &[WeeklyTime] {
        &self.0
    }

    /// Whether the minute belongs to it.
    fn contains(&self, time: LocalTime) -> bool {
        !self.0.iter().any(|weekly| weekly.contains(time))
    }
}

/// A part of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Every week.
    Weekly(WeeklyTime),
    /// Every week, at all times but these: "outside of office hours".
    Outside(Outside),
    /// Once.
    Once(Span),
    /// Every year.
    Yearly(Yearly),
    /// A row of the platform that has no words.
    Row(Period),
}

impl Part {
    /// Whether the part is on at a time.
    #[must_use]
    pub fn at(&self, time: LocalTime) -> Truth {
        match self {
            Self::Weekly(weekly) => weekly.contains(time).into(),
            Self::Outside(outside) => outside.contains(time).into(),
            Self::Once(span) => span.contains(time).into(),
            Self::Yearly(yearly) => yearly.contains(time.date.yearly()).into(),
            Self::Row(period) => Row::of(period).map_or(Truth::Maybe, |row| row.contains(time).into()),
        }
    }

    /// The platform's rows for it.
    #[must_use]
    pub fn to_periods(&self) -> Vec<Period> {
        match self {
            Self::Weekly(weekly) => weekly.to_periods(),
            Self::Outside(outside) => {
                let left = Week::of(&outside.0).complement().times();
                left.iter().flat_map(WeeklyTime::to_periods).collect()
            }
            Self::Once(span) => span.to_periods(),
            Self::Yearly(yearly) => yearly.to_periods(),
            Self::Row(period) => vec![period.clone()],
        }
    }

    const fn class(&self) -> Class {
        match self {
            Self::Weekly(_) | Self::Outside(_) => Class::Weekly,
            Self::Once(_) => Class::Once,
            Self::Yearly(_) => Class::Yearly,
            Self::Row(_) => Class::Verbatim,
        }
    }
}

/// When a rule works: whenever one of the parts is on. Without parts it works at any time, as on the platform (contract 3.17).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schedule {
    /// The parts.
    pub parts: Vec<Part>,
}

/// Which words a row may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Weekly,
    Once,
    Yearly,
    Verbatim,
}

impl Schedule {
    /// A schedule of these parts.
    #[must_use]
    pub fn of(parts: impl IntoIterator<Item = Part>) -> Self {
        Self { parts: parts.into_iter().collect() }
    }

    /// Whether the schedule is on at a time.
    #[must_use]
    pub fn at(&self, time: LocalTime) -> Truth {
        if self.parts.is_empty() {
            return Truth::Yes;
        }
        Truth::any(self.parts.iter().map(|part| part.at(time)))
    }

    /// Whether rows of the platform are on at a time.
    #[must_use]
    pub fn rows_at(rows: &[Period], time: LocalTime) -> Truth {
        if rows.is_empty() {
            return Truth::Yes;
        }
        Truth::any(rows.iter().map(|row| Row::of(row).map_or(Truth::Maybe, |row| row.contains(time).into())))
    }

    /// What rows mean.
    #[must_use]
    pub fn from_periods(periods: &[Period]) -> Self {
        let mut weekly = Group::<Week> { found: Week::none(), any: false };
        let mut yearly = Group { found: Vec::new(), any: false };
        let mut spans = Vec::new();
        let mut verbatim = Vec::new();
        for period in periods {
            match classify(period) {
                Reading::Weekly(row, minutes) => {
                    weekly.found.add(row, &minutes);
                    weekly.any = true;
                }
                Reading::Yearly(row) => {
                    yearly.found.push(row);
                    yearly.any = true;
                }
                Reading::Once(span) => spans.push(span),
                Reading::Verbatim => verbatim.push(Part::Row(period.clone())),
            }
        }
        let mut parts = Vec::new();
        if weekly.any {
            parts.extend(weekly_parts(&weekly.found));
        }
        if yearly.any {
            let on = |day: &YearlyDay| yearly.found.iter().any(|row| row.has_yearly(*day));
            parts.extend(yearly_runs(on).into_iter().map(Part::Yearly));
        }
        parts.extend(Span::joined(spans).into_iter().map(Part::Once));
        parts.extend(verbatim);
        Self { parts }
    }

    /// The platform's rows for it.
    #[must_use]
    pub fn to_periods(&self) -> Vec<Period> {
        self.parts.iter().flat_map(Part::to_periods).collect()
    }

    /// The platform's rows for it, where these rows were there before: those whose words did not change stay as they are, in
    /// their order.
    #[must_use]
    pub fn to_periods_keeping(&self, before: &[Period]) -> Vec<Period> {
        let old = Self::from_periods(before);
        let of = |schedule: &Self, class: Class| -> Vec<Part> {
            schedule.parts.iter().filter(|part| part.class() == class).cloned().collect()
        };
        let is_kept = |class: Class| class != Class::Verbatim && of(self, class) == of(&old, class);
        let mut verbatim = of(self, Class::Verbatim);
        let mut rows = Vec::new();
        for period in before {
            let kept = match classify(period).class() {
                Class::Verbatim => {
                    let place = verbatim.iter().position(|part| *part == Part::Row(period.clone()));
                    place.map(|place| verbatim.remove(place)).is_some()
                }
                class => is_kept(class),
            };
            if kept {
                rows.push(period.clone());
            }
        }
        let new = self.parts.iter().filter(|part| part.class() != Class::Verbatim && !is_kept(part.class()));
        rows.extend(new.flat_map(Part::to_periods));
        rows.extend(verbatim.iter().flat_map(Part::to_periods));
        rows
    }
}

struct Group<T> {
    found: T,
    any: bool,
}

/// What a row can be said as.
enum Reading {
    Weekly(Row, DayMinutes),
    Yearly(Row),
    Once(Span),
    Verbatim,
}

impl Reading {
    const fn class(&self) -> Class {
        match self {
            Self::Weekly(..) => Class::Weekly,
            Self::Yearly(_) => Class::Yearly,
            Self::Once(_) => Class::Once,
            Self::Verbatim => Class::Verbatim,
        }
    }
}

/// Only a row that is one stretch by itself has words; "the first quarter of each hour" has none.
fn classify(period: &Period) -> Reading {
    let Some(row) = Row::of(period) else { return Reading::Verbatim };
    let (any_month, any_day) = (is_blank(period.month.as_deref()), is_blank(period.mday.as_deref()));
    let (any_weekday, any_time) = (
        is_blank(period.wday.as_deref()),
        is_blank(period.hour.as_deref()) && is_blank(period.minute.as_deref()),
    );
    if row.years().is_some() {
        return if any_weekday && any_time && any_month && any_day {
            whole_years(&row).map_or(Reading::Verbatim, Reading::Once)
        } else if any_weekday {
            once(row, any_time).map_or(Reading::Verbatim, Reading::Once)
        } else {
            Reading::Verbatim
        };
    }
    if any_month && any_day {
        let minutes = row.minutes();
        let runs = minutes.runs();
        let over_midnight = matches!(runs[..], [(0, _), (_, DAY)]);
        return if runs.len() == 1 || over_midnight {
            Reading::Weekly(row, minutes)
        } else {
            Reading::Verbatim
        };
    }
    let one_run = || yearly_runs(|day| row.has_yearly(*day)).len() == 1;
    if !any_month && any_weekday && any_time && one_run() { Reading::Yearly(row) } else { Reading::Verbatim }
}

/// A row that names years alone.
fn whole_years(row: &Row) -> Option<Span> {
    let (first, last) = row.years()?;
    Span::days(Date::new(first, 1, 1)?, Date::new(last, 12, 31)?)
}

/// The one span of a row with years, if it is one.
fn once(row: Row, any_time: bool) -> Option<Span> {
    let (first_year, last_year) = row.years()?;
    if last_year - first_year >= MOST_YEARS {
        return None;
    }
    let days = YearlyDay::all();
    let dates: Vec<Date> = (first_year..=last_year)
        .flat_map(|year| days.iter().filter_map(move |day| Date::new(year, day.month(), day.day())))
        .filter(|date| row.has_date(*date))
        .collect();
    let (first, last) = (*dates.first()?, *dates.last()?);
    if last.days_since_epoch() - first.days_since_epoch() + 1 != i64::try_from(dates.len()).ok()? {
        return None;
    }
    if any_time {
        return Span::days(first, last);
    }
    let runs = row.minutes().runs();
    let [(start, end)] = runs[..] else { return None };
    if first != last {
        return None;
    }
    let at = |minute: u16| {
        LocalTime::from_minutes_since_epoch(first.start().minutes_since_epoch() + i64::from(minute))
    };
    Span::new(at(start)?, at(end)?)
}

/// The stretches of days of a year; the year goes round.
fn yearly_runs(on: impl Fn(&YearlyDay) -> bool) -> Vec<Yearly> {
    let days = YearlyDay::all();
    let is_on: Vec<bool> = days.iter().map(on).collect();
    let count = days.len();
    if !is_on.contains(&false) {
        return vec![Yearly { first: days[0], last: days[count - 1] }];
    }
    (0..count)
        .filter(|index| is_on[*index] && !is_on[(index + count - 1) % count])
        .map(|start| {
            let length = (0..count).take_while(|offset| is_on[(start + offset) % count]).count();
            Yearly { first: days[start], last: days[(start + length - 1) % count] }
        })
        .collect()
}

/// As weekly times, or as what they leave out if that is shorter.
fn weekly_parts(week: &Week) -> Vec<Part> {
    let (times, left_out) = (week.times(), week.complement().times());
    if !left_out.is_empty() && left_out.len() < times.len() {
        vec![Part::Outside(Outside(left_out))]
    } else {
        times.into_iter().map(Part::Weekly).collect()
    }
}

impl WeeklyTime {
    /// Whether the minute belongs to it.
    #[must_use]
    pub fn contains(&self, time: LocalTime) -> bool {
        let (day, at) = (time.date.weekday(), time.time);
        let whole_day = self.from() == self.until();
        if self.until() > self.from() || whole_day || self.until() == TimeOfDay::MIDNIGHT {
            self.days().contains(day)
                && at >= self.from()
                && (self.until() == TimeOfDay::MIDNIGHT || at < self.until())
        } else {
            (self.days().contains(day) && at >= self.from())
                || (self.days().contains(day.before()) && at < self.until())
        }
    }
}

#[cfg(test)]
mod tests;
