//! The form of the forwards page: the four main kinds, each with its destinations and an optional weekly time.

use super::{Configuration, Days, Endpoint, Kind, Mapping, Period, Target, TimeOfDay, Weekday, WeeklyTime};
use crate::{FieldError, FieldErrors, number::NumberParts, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest time that one destination rings, in seconds.
const LONGEST_RING: u32 = 3600;
/// What the platform rings when nothing is said (contract 3.17).
const USUAL_RING: &str = "300";

/// One destination as typed. A row without a number and without a kind of its own does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DestinationForm {
    /// `number`, or the keyword of an endpoint such as `voicebox`.
    pub target: String,
    /// The number or SIP address.
    pub number: String,
    /// How long it rings.
    pub seconds: String,
}

/// One kind of forward as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForwardForm {
    /// `on` when the forward works.
    pub enabled: String,
    /// Who rings, in order.
    pub destinations: Vec<DestinationForm>,
    /// `always`, `weekly`, or `kept` for rows that the page shows but cannot edit.
    pub when: String,
    /// Names of weekdays.
    pub days: Vec<String>,
    /// When the weekly time begins.
    pub from: String,
    /// When it ends.
    pub until: String,
}

/// The whole form, by the platform's name of the kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForwardsForm {
    /// The forwards by kind: `cfu`, `cfb`, `cft`, `cfna`.
    pub kinds: BTreeMap<String, ForwardForm>,
    /// How long the line rings before "no answer".
    pub ring_seconds: String,
    /// The mark of the state that the page showed.
    pub seen: String,
}

/// One destination that shall ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedDestination {
    /// Who.
    pub target: Target,
    /// How long, in seconds.
    pub seconds: u32,
}

/// When a forward shall work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedSchedule {
    /// At any time.
    Always,
    /// Every week.
    Weekly(WeeklyTime),
    /// As it is now: rows that the form cannot say.
    Kept,
}

/// What the first rule of a kind shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedForward {
    /// Whether it works.
    pub enabled: bool,
    /// Who rings, in order; never empty.
    pub destinations: Vec<WantedDestination>,
    /// When.
    pub schedule: WantedSchedule,
}

/// What a person wants of the main kinds. A kind without destinations shall have no first rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// By kind; kinds that are missing stay as they are.
    pub forwards: BTreeMap<Kind, Option<WantedForward>>,
    /// How long the line rings before "no answer", in seconds.
    pub ring_seconds: Option<u32>,
}

/// How the rows of a rule read on the form.
pub(super) fn schedule_of(configuration: &Configuration, mapping: &Mapping) -> WantedSchedule {
    let Some(id) = mapping.time_set else { return WantedSchedule::Always };
    let periods: &[Period] = configuration.time_set(id).map_or(&[], |set| &set.periods);
    WeeklyTime::from_periods(periods).map_or(WantedSchedule::Kept, WantedSchedule::Weekly)
}

impl ForwardForm {
    /// The form of the first rule of a kind.
    fn of(configuration: &Configuration, kind: Kind) -> Self {
        let office = Self {
            when: "always".into(),
            days: Days::WORKING.iter().map(|day| day.name().to_owned()).collect(),
            from: "08:00".into(),
            until: "17:00".into(),
            ..Self::default()
        };
        let Some(mapping) = configuration.of(kind).first() else {
            return Self { enabled: "on".into(), ..office };
        };
        let destinations =
            configuration.destination_set(mapping.destination_set).map_or_else(Vec::new, |set| {
                set.in_order()
                    .into_iter()
                    .map(|destination| {
                        let target = configuration.target(destination);
                        DestinationForm {
                            target: match target {
                                Target::Endpoint(endpoint) => endpoint.keyword().to_owned(),
                                Target::Number(_) | Target::Address(_) => "number".to_owned(),
                            },
                            number: target.to_input(),
                            seconds: destination.timeout.to_string(),
                        }
                    })
                    .collect()
            });
        let form = Self {
            enabled: if mapping.enabled { "on".into() } else { String::new() },
            destinations,
            ..office
        };
        match schedule_of(configuration, mapping) {
            WantedSchedule::Always => form,
            WantedSchedule::Kept => Self { when: "kept".into(), ..form },
            WantedSchedule::Weekly(time) => Self {
                when: "weekly".into(),
                days: time.days().iter().map(|day| day.name().to_owned()).collect(),
                from: time.from().to_string(),
                until: time.until().to_string(),
                ..form
            },
        }
    }

    /// Whether the form says that the forward works.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.enabled.is_empty()
    }

    /// None if nobody shall ring, or if there are mistakes.
    fn parse(&self, prefix: &str, line: &NumberParts, errors: &mut FieldErrors) -> Option<WantedForward> {
        let mut destinations = Some(Vec::new());
        for (index, row) in self.destinations.iter().enumerate() {
            let field = |name: &str| format!("{prefix}[destinations][{index}][{name}]");
            let endpoint = Endpoint::from_keyword(&row.target);
            if endpoint.is_none() && row.number.trim().is_empty() {
                continue;
            }
            let target = match endpoint {
                Some(endpoint) => Some(Target::Endpoint(endpoint)),
                None => errors.take(field("number"), Target::parse(&row.number, line)),
            };
            let seconds = if row.seconds.trim().is_empty() { USUAL_RING } else { &row.seconds };
            let seconds = errors.take(field("seconds"), text::whole_number(seconds, 1, LONGEST_RING));
            match (destinations.as_mut(), target, seconds) {
                (Some(list), Some(target), Some(seconds)) => list.push(WantedDestination { target, seconds }),
                _ => destinations = None,
            }
        }
        let destinations = destinations?;
        if destinations.is_empty() {
            return None;
        }
        let schedule = self.parse_schedule(prefix, errors)?;
        Some(WantedForward { enabled: self.is_on(), destinations, schedule })
    }

    fn parse_schedule(&self, prefix: &str, errors: &mut FieldErrors) -> Option<WantedSchedule> {
        match self.when.as_str() {
            "always" => Some(WantedSchedule::Always),
            "kept" => Some(WantedSchedule::Kept),
            "weekly" => {
                let days: Days = Weekday::ALL
                    .into_iter()
                    .filter(|day| self.days.iter().any(|name| name == day.name()))
                    .collect();
                let from = errors.take(format!("{prefix}[from]"), self.from.parse::<TimeOfDay>());
                let until = errors.take(format!("{prefix}[until]"), self.until.parse::<TimeOfDay>());
                if days.is_empty() {
                    errors.add(format!("{prefix}[days]"), FieldError::Missing);
                }
                let (from, until) = (from?, until?);
                let time = WeeklyTime::new(days, from, until);
                if time.is_none() && !days.is_empty() {
                    errors.add(format!("{prefix}[until]"), FieldError::InvalidTime);
                }
                time.map(WantedSchedule::Weekly)
            }
            _ => {
                errors.add(format!("{prefix}[when]"), FieldError::InvalidChoice);
                None
            }
        }
    }
}

impl ForwardsForm {
    /// The form that shows the present state.
    #[must_use]
    pub fn of(configuration: &Configuration) -> Self {
        Self {
            kinds: Kind::MAIN
                .into_iter()
                .map(|kind| (kind.name().to_owned(), ForwardForm::of(configuration, kind)))
                .collect(),
            ring_seconds: configuration.ring_seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
            seen: configuration.mark(),
        }
    }

    /// Reads the form, numbers seen from a line with this number. Kinds that the form does not hold stay as they are.
    ///
    /// # Errors
    /// Every mistake at its field, `form[kinds][cfb][destinations][0][number]` and so on.
    pub fn parse(&self, line: &NumberParts) -> Result<Wanted, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut wanted = Wanted::default();
        for kind in Kind::MAIN {
            let Some(form) = self.kinds.get(kind.name()) else { continue };
            let forward = form.parse(&format!("form[kinds][{}]", kind.name()), line, &mut errors);
            wanted.forwards.insert(kind, forward);
        }
        let forwards_no_answer = matches!(wanted.forwards.get(&Kind::NoAnswer), Some(Some(_)));
        if !self.ring_seconds.trim().is_empty() || forwards_no_answer {
            wanted.ring_seconds =
                errors.take("form[ring_seconds]", text::whole_number(&self.ring_seconds, 1, LONGEST_RING));
        }
        if errors.is_empty() { Ok(wanted) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> NumberParts {
        NumberParts::from_platform("43".into(), "1".into(), "2345678".into())
    }

    fn form(kind: Kind, forward: ForwardForm) -> ForwardsForm {
        ForwardsForm { kinds: BTreeMap::from([(kind.name().to_owned(), forward)]), ..ForwardsForm::default() }
    }

    fn number(number: &str, seconds: &str) -> DestinationForm {
        DestinationForm { target: "number".into(), number: number.into(), seconds: seconds.into() }
    }

    fn always(destinations: Vec<DestinationForm>) -> ForwardForm {
        ForwardForm { enabled: "on".into(), destinations, when: "always".into(), ..ForwardForm::default() }
    }

    #[test]
    fn numbers_are_read_as_people_write_them_and_blank_rows_do_not_count() {
        let wanted =
            form(Kind::Busy, always(vec![number("0664 1234567", "30"), number(" ", "30")])).parse(&line());
        assert_eq!(
            wanted.unwrap().forwards[&Kind::Busy],
            Some(WantedForward {
                enabled: true,
                destinations: vec![WantedDestination {
                    target: Target::Number("436641234567".into()),
                    seconds: 30
                }],
                schedule: WantedSchedule::Always,
            })
        );
    }

    #[test]
    fn every_mistake_is_told_at_its_field() {
        let mut forward = always(vec![number("call me", "soon")]);
        forward.when = "weekly".into();
        forward.from = "8".into();
        forward.until = "noon".into();
        let errors = form(Kind::Always, forward).parse(&line()).unwrap_err();
        assert_eq!(
            errors.get("form[kinds][cfu][destinations][0][number]"),
            Some(FieldError::InvalidDestination)
        );
        assert_eq!(errors.get("form[kinds][cfu][destinations][0][seconds]"), Some(FieldError::NotANumber));
    }

    #[test]
    fn a_weekly_time_needs_days_and_an_end() {
        let mut forward = always(vec![number("201", "30")]);
        forward.when = "weekly".into();
        forward.from = "8".into();
        forward.until = "8".into();
        let errors = form(Kind::Always, forward.clone()).parse(&line()).unwrap_err();
        assert_eq!(errors.get("form[kinds][cfu][days]"), Some(FieldError::Missing));
        forward.days = vec!["mon".into()];
        let errors = form(Kind::Always, forward).parse(&line()).unwrap_err();
        assert_eq!(errors.get("form[kinds][cfu][until]"), Some(FieldError::InvalidTime));
    }

    #[test]
    fn no_answer_needs_a_ring_time() {
        let wanted = form(Kind::NoAnswer, always(vec![number("201", "30")]));
        assert_eq!(wanted.parse(&line()).unwrap_err().get("form[ring_seconds]"), Some(FieldError::Missing));
        let wanted = ForwardsForm { ring_seconds: "20".into(), ..wanted };
        assert_eq!(wanted.parse(&line()).unwrap().ring_seconds, Some(20));
    }
}
