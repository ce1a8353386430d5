//! The minutes of a week, and the fewest weekly times that say the same.

use super::{
    row::{DAY, DayMinutes, Row},
    weekly::{Days, TimeOfDay, Weekday, WeeklyTime},
};
use std::collections::BTreeMap;

const MINUTES: usize = 7 * DAY as usize;

/// The minutes of a week, Monday 00:00 first; the week goes round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Week(Vec<bool>);

impl Week {
    /// No minute.
    pub(super) fn none() -> Self {
        Self(vec![false; MINUTES])
    }

    /// The minutes of these weekly times.
    pub(super) fn of(times: &[WeeklyTime]) -> Self {
        let mut week = Self::none();
        for time in times {
            for day in time.days().iter() {
                let start = minute_of_week(day, time.from());
                for offset in 0..usize::from(time.length()) {
                    week.0[(start + offset) % MINUTES] = true;
                }
            }
        }
        week
    }

    /// Adds what a row has on each of its days of the week.
    pub(super) fn add(&mut self, row: Row, minutes: &DayMinutes) {
        for day in Weekday::ALL.into_iter().filter(|day| row.has_weekday(*day)) {
            let start = day as usize * usize::from(DAY);
            for (from, until) in minutes.runs() {
                self.0[start + usize::from(from)..start + usize::from(until)].fill(true);
            }
        }
    }

    /// All other minutes.
    pub(super) fn complement(&self) -> Self {
        Self(self.0.iter().map(|on| !on).collect())
    }

    /// Whether no minute is in it.
    pub(super) fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    /// The same minutes as weekly times: whole days together, and stretches with the same beginning and end together.
    pub(super) fn times(&self) -> Vec<WeeklyTime> {
        let whole: Days = Weekday::ALL.into_iter().filter(|day| self.is_whole(*day)).collect();
        let mut stretches: BTreeMap<(TimeOfDay, TimeOfDay), Days> = BTreeMap::new();
        let mut add = |day: Weekday, from: TimeOfDay, until: TimeOfDay| {
            let days = stretches.entry((from, until)).or_default();
            *days = days.with(day);
        };
        if !whole.is_empty() {
            whole.iter().for_each(|day| add(day, TimeOfDay::MIDNIGHT, TimeOfDay::MIDNIGHT));
        }
        for (start, length) in self.runs() {
            let (day, from) = place(start);
            let (last_day, until) = place(start + length);
            if length < usize::from(DAY) {
                add(day, from, until);
                continue;
            }
            // Longer than a day: what is before the first midnight, and what is after the last. Whole days are there already.
            if from != TimeOfDay::MIDNIGHT {
                add(day, from, TimeOfDay::MIDNIGHT);
            }
            if until != TimeOfDay::MIDNIGHT {
                add(last_day, TimeOfDay::MIDNIGHT, until);
            }
        }
        let mut times: Vec<WeeklyTime> = stretches
            .into_iter()
            .filter_map(|((from, until), days)| WeeklyTime::new(days, from, until))
            .collect();
        times.sort_by_key(|time| (time.days().iter().next(), time.from(), time.until()));
        times
    }

    fn is_whole(&self, day: Weekday) -> bool {
        let start = day as usize * usize::from(DAY);
        !self.0[start..start + usize::from(DAY)].contains(&false)
    }

    /// The stretches, each with its beginning and length. The whole week has no beginning.
    fn runs(&self) -> Vec<(usize, usize)> {
        let at = |minute: usize| self.0[minute % MINUTES];
        (0..MINUTES)
            .filter(|minute| at(*minute) && !at(minute + MINUTES - 1))
            .map(|start| (start, (0..MINUTES).take_while(|offset| at(start + offset)).count()))
            .collect()
    }
}

fn minute_of_week(day: Weekday, time: TimeOfDay) -> usize {
    day as usize * usize::from(DAY) + usize::from(time.minute_of_day())
}

fn place(minute: usize) -> (Weekday, TimeOfDay) {
    let minute = minute % MINUTES;
    let time = u16::try_from(minute % usize::from(DAY)).ok().and_then(TimeOfDay::from_minute_of_day);
    (Weekday::ALL[minute / usize::from(DAY)], time.unwrap_or(TimeOfDay::MIDNIGHT))
}
