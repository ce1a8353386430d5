//! When a schedule is on in the course of time, as stretches to draw, and when that changes next.

use super::{
    calendar::{Date, LocalTime},
    clock::{Instant, Zone},
    row::{DAY, DayMinutes, Row},
    schedule::Schedule,
    truth::Truth,
};

/// How far ahead the next change is looked for, in minutes: a bit more than a year.
const HORIZON: i64 = 400 * 1440;

/// A schedule, ready for many questions.
#[derive(Clone, Debug)]
pub struct Timetable {
    always: bool,
    has_unknown: bool,
    rows: Vec<(Row, DayMinutes)>,
}

/// A stretch of time in which nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// When it begins.
    pub from: Instant,
    /// The first moment after it.
    pub until: Instant,
    /// Whether the schedule is on.
    pub on: Truth,
}

impl Timetable {
    /// The timetable of a schedule; of none, for a rule that works at any time.
    #[must_use]
    pub fn of(schedule: Option<&Schedule>) -> Self {
        let periods = schedule.map(Schedule::to_periods).unwrap_or_default();
        let rows: Vec<Option<Row>> = periods.iter().map(Row::of).collect();
        Self {
            always: periods.is_empty(),
            has_unknown: rows.contains(&None),
            rows: rows.into_iter().flatten().map(|row| (row, row.minutes())).collect(),
        }
    }

    /// Whether it is on at any time.
    #[must_use]
    pub const fn is_always(&self) -> bool {
        self.always
    }

    /// Whether it is on at a local time.
    #[must_use]
    pub fn at(&self, time: LocalTime) -> Truth {
        let minute = time.time.minute_of_day();
        let on = self.rows.iter().any(|(row, minutes)| minutes.contains(minute) && row.has_date(time.date));
        self.truth(on)
    }

    /// Whether it is on in each minute of a day, as the clock on the wall shows them.
    #[must_use]
    pub fn day(&self, date: Date) -> Vec<Truth> {
        let today: Vec<&DayMinutes> =
            self.rows.iter().filter(|(row, _)| row.has_date(date)).map(|(_, minutes)| minutes).collect();
        let on = |minute| today.iter().any(|minutes| minutes.contains(minute));
        (0..DAY).map(|minute| self.truth(on(minute))).collect()
    }

    fn truth(&self, on: bool) -> Truth {
        match (self.always || on, self.has_unknown) {
            (true, _) => Truth::Yes,
            (false, true) => Truth::Maybe,
            (false, false) => Truth::No,
        }
    }

    /// The stretches from one moment until another, in this zone. They follow each other without gaps.
    #[must_use]
    pub fn runs(&self, zone: &impl Zone, from: Instant, until: Instant) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        self.walk(zone, from, until, |from, until, on| {
            match runs.last_mut() {
                Some(last) if last.on == on => last.until = until,
                _ => runs.push(Run { from, until, on }),
            }
            true
        });
        runs
    }

    /// When it next changes between on and off. None if it does not within a year.
    #[must_use]
    pub fn next_change(&self, zone: &impl Zone, after: Instant) -> Option<Instant> {
        let now = self.at(zone.local(after)?);
        let mut change = None;
        self.walk(zone, after, after.plus(HORIZON), |from, _, on| {
            if on != now {
                change = Some(from);
            }
            change.is_none()
        });
        change
    }

    /// Calls `each` with steps in which nothing changes, in order, until it has enough.
    fn walk(
        &self,
        zone: &impl Zone,
        from: Instant,
        until: Instant,
        mut each: impl FnMut(Instant, Instant, Truth) -> bool,
    ) {
        let mut at = from;
        while at < until {
            let stretch = zone.stretch(at);
            let Some(local) = LocalTime::from_minutes_since_epoch(at.0 + stretch.ahead) else { return };
            let minute = local.time.minute_of_day();
            let to_midnight = i64::from(1440 - minute);
            let end = stretch.until.map_or(until, |change| change.min(until)).min(at.plus(to_midnight));
            let today: Vec<&DayMinutes> = self
                .rows
                .iter()
                .filter(|(row, _)| row.has_date(local.date))
                .map(|(_, minutes)| minutes)
                .collect();
            let on = |minute: u16| today.iter().any(|minutes| minutes.contains(minute));
            let now = on(minute);
            let same =
                (minute..1440).zip(0..end.0 - at.0).take_while(|(minute, _)| on(*minute) == now).count();
            let next = at.plus(i64::try_from(same).unwrap_or(1));
            if !each(at, next, self.truth(now)) {
                return;
            }
            at = next;
        }
    }
}
