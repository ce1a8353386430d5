//! When a rule works, as typed.

use super::MOST;
use crate::{
    FieldError, FieldErrors,
    forwards::{
        Date, Days, LocalTime, Outside, Part, Period, Schedule, Span, TimeOfDay, Weekday, WeeklyTime, Yearly,
        row::Row,
    },
};
use serde::{Deserialize, Serialize};

/// One part of a schedule as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "a member for each weekday")]
pub struct PartForm {
    /// `weekly`, `outside`, `once`, `yearly`, or `row` for what has no words.
    pub what: String,
    pub mon: String,
    pub tue: String,
    pub wed: String,
    pub thu: String,
    pub fri: String,
    pub sat: String,
    pub sun: String,
    /// When it begins: a time of day.
    pub from: String,
    /// When it ends.
    pub until: String,
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// The row of the platform, as its six parts.
    pub row: String,
}

impl PartForm {
    /// Whether a weekday is ticked.
    #[must_use]
    pub fn has(&self, day: Weekday) -> bool {
        let tick = match day {
            Weekday::Monday => &self.mon,
            Weekday::Tuesday => &self.tue,
            Weekday::Wednesday => &self.wed,
            Weekday::Thursday => &self.thu,
            Weekday::Friday => &self.fri,
            Weekday::Saturday => &self.sat,
            Weekday::Sunday => &self.sun,
        };
        !tick.is_empty()
    }

    /// A part to fill in; of weekly ones, usual office hours.
    #[must_use]
    pub fn blank(what: &str) -> Self {
        let office = WeeklyTime::new(
            Days::WORKING,
            TimeOfDay::new(8, 0).unwrap_or(TimeOfDay::MIDNIGHT),
            TimeOfDay::new(17, 0).unwrap_or(TimeOfDay::MIDNIGHT),
        );
        match (what, office) {
            ("weekly" | "outside", Some(office)) => Self::weekly(what, office),
            _ => Self { what: what.to_owned(), ..Self::default() },
        }
    }

    fn weekly(what: &str, time: WeeklyTime) -> Self {
        let tick = |day| if time.days().contains(day) { "on".to_owned() } else { String::new() };
        Self {
            what: what.to_owned(),
            mon: tick(Weekday::Monday),
            tue: tick(Weekday::Tuesday),
            wed: tick(Weekday::Wednesday),
            thu: tick(Weekday::Thursday),
            fri: tick(Weekday::Friday),
            sat: tick(Weekday::Saturday),
            sun: tick(Weekday::Sunday),
            from: time.from().to_string(),
            until: time.until().to_string(),
            ..Self::default()
        }
    }

    /// The rows of the form for a part of a schedule.
    pub(super) fn of(part: &Part) -> Vec<Self> {
        let time = |time: TimeOfDay| {
            if time == TimeOfDay::MIDNIGHT { String::new() } else { time.to_string() }
        };
        match part {
            Part::Weekly(weekly) => vec![Self::weekly("weekly", *weekly)],
            Part::Outside(outside) => {
                outside.times().iter().map(|time| Self::weekly("outside", *time)).collect()
            }
            Part::Once(span) => {
                // A last day without a time belongs to it as a whole.
                let last = match (span.until().time, span.until().date.plus(-1)) {
                    (TimeOfDay::MIDNIGHT, Some(day_before)) => day_before,
                    _ => span.until().date,
                };
                vec![Self {
                    what: "once".into(),
                    first: span.from().date.to_string(),
                    from: time(span.from().time),
                    last: last.to_string(),
                    until: time(span.until().time),
                    ..Self::default()
                }]
            }
            Part::Yearly(yearly) => vec![Self {
                what: "yearly".into(),
                first: yearly.first.to_string(),
                last: yearly.last.to_string(),
                ..Self::default()
            }],
            Part::Row(period) => {
                let row = serde_json::to_string(period).unwrap_or_default();
                vec![Self { what: "row".into(), row, ..Self::default() }]
            }
        }
    }

    /// The row of the platform that it keeps.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        serde_json::from_str(&self.row).ok()
    }

    fn parse_weekly(&self, field: &str, errors: &mut FieldErrors) -> Option<WeeklyTime> {
        let days: Days = Weekday::ALL.into_iter().filter(|day| self.has(*day)).collect();
        let blank = |text: &str| text.trim().is_empty();
        // Days without times are whole days.
        let (from, until) = if blank(&self.from) && blank(&self.until) {
            (Some(TimeOfDay::MIDNIGHT), Some(TimeOfDay::MIDNIGHT))
        } else {
            let from = errors.take(format!("{field}[from]"), self.from.parse());
            (from, errors.take(format!("{field}[until]"), self.until.parse()))
        };
        if days.is_empty() {
            errors.add(format!("{field}[mon]"), FieldError::Missing);
        }
        let (from, until) = (from?, until?);
        let time = WeeklyTime::new(days, from, until);
        if time.is_none() && !days.is_empty() {
            errors.add(format!("{field}[until]"), FieldError::InvalidTime);
        }
        time
    }

    fn parse_once(&self, field: &str, errors: &mut FieldErrors) -> Option<Span> {
        let time = |text: &str| {
            if text.trim().is_empty() { Ok(TimeOfDay::MIDNIGHT) } else { text.parse::<TimeOfDay>() }
        };
        let first = errors.take(format!("{field}[first]"), self.first.parse::<Date>());
        let from = errors.take(format!("{field}[from]"), time(&self.from));
        let last = if self.last.trim().is_empty() { &self.first } else { &self.last };
        let last = errors.take(format!("{field}[last]"), last.parse::<Date>());
        let until = errors.take(format!("{field}[until]"), time(&self.until));
        let (first, from, last, until) = (first?, from?, last?, until?);
        let last = if until == TimeOfDay::MIDNIGHT { last.plus(1)? } else { last };
        let ends = LocalTime { date: last, time: until };
        let span = Span::new(LocalTime { date: first, time: from }, ends);
        if span.is_none() {
            errors.add(format!("{field}[last]"), FieldError::EndsBeforeItBegins);
        }
        span
    }
}

/// The typed schedule. What has no words may only be kept, not made.
pub(super) fn parse(
    parts: &[PartForm],
    field: &str,
    before: &[Period],
    errors: &mut FieldErrors,
) -> Option<Schedule> {
    let mut schedule = Schedule::default();
    let mut outside = Vec::new();
    let mut is_whole = true;
    if parts.len() > MOST {
        errors.add(format!("{field}[when]"), FieldError::OutOfRange(1, 200));
        return None;
    }
    for (index, form) in parts.iter().enumerate() {
        let field = format!("{field}[parts][{index}]");
        let part = match form.what.as_str() {
            "weekly" => form.parse_weekly(&field, errors).map(Part::Weekly),
            "outside" => {
                let time = form.parse_weekly(&field, errors);
                is_whole &= time.is_some();
                outside.extend(time.map(|time| (index, time)));
                continue;
            }
            "once" => form.parse_once(&field, errors).map(Part::Once),
            "yearly" => {
                let first = errors.take(format!("{field}[first]"), form.first.parse());
                let last = if form.last.trim().is_empty() { &form.first } else { &form.last };
                let last = errors.take(format!("{field}[last]"), last.parse());
                first.zip(last).map(|(first, last)| Part::Yearly(Yearly { first, last }))
            }
            "row" => {
                let known = |period: &Period| before.contains(period) || Row::of(period).is_some();
                let row = form.period().filter(known).map(Part::Row);
                if row.is_none() {
                    errors.add(format!("{field}[row]"), FieldError::InvalidChoice);
                }
                row
            }
            _ => {
                errors.add(format!("{field}[what]"), FieldError::InvalidChoice);
                None
            }
        };
        is_whole &= part.is_some();
        schedule.parts.extend(part);
    }
    if let Some((index, _)) = outside.first() {
        let times = outside.iter().map(|(_, time)| *time).collect();
        if let Some(outside) = Outside::of(times) {
            schedule.parts.insert(0, Part::Outside(outside));
        } else {
            errors.add(format!("{field}[parts][{index}][until]"), FieldError::NothingLeft);
            is_whole = false;
        }
    }
    is_whole.then_some(schedule)
}
