//! One rule, as typed.

use super::{
    Base, DestinationForm, Line, Mistaken, PartForm, SetForm, SetsForm, destinations, numbers::Typed, times,
};
use crate::{
    FieldError, FieldErrors,
    forwards::{
        CalledNumbers, Callers, Configuration, Content, Destinations, Held, Kind, Mapping, NumberList,
        Routing, Rule, Schedule, SetKind, Slot, Times, WantedRule,
    },
};
use serde::{Deserialize, Serialize};

/// One rule as typed. A tick is `on` or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    /// The platform's name of its kind.
    pub kind: String,
    /// Its place among the present rules of its kind; nothing for a new one.
    pub at: String,
    /// Whether it shall be removed.
    pub gone: String,
    /// Whether it is on.
    pub enabled: String,
    /// Whether the caller's side is told to redirect instead.
    pub redirect: String,
    /// Who rings, in order.
    pub destinations: Vec<DestinationForm>,
    /// What a change of shared destinations is for: `here` or `everywhere`.
    pub destinations_for: String,
    /// `always`, `times`, or `kept` for times that may not be seen.
    pub when: String,
    /// The times.
    pub parts: Vec<PartForm>,
    /// What a change of shared times is for.
    pub times_for: String,
    /// `all`, `only`, `except`, or `kept`.
    pub callers: String,
    /// Whether callers without a number are on the list.
    pub anonymous: String,
    /// The numbers on the list, one on a line.
    pub caller_numbers: String,
    /// What a change of a shared list is for.
    pub callers_for: String,
    /// `all`, `only`, `except`, or `kept`.
    pub called: String,
    /// Own numbers on the list.
    pub called_own: Vec<String>,
    /// Other numbers on the list, one on a line.
    pub called_numbers: String,
    /// What a change of a shared list is for.
    pub called_for: String,
    /// The sets that its parts use.
    pub sets: SetsForm,
}

impl RuleForm {
    /// A rule to fill in.
    #[must_use]
    pub fn blank(kind: Kind) -> Self {
        Self {
            kind: kind.name().to_owned(),
            enabled: "on".into(),
            destinations: vec![DestinationForm::blank()],
            when: "always".into(),
            callers: "all".into(),
            called: "all".into(),
            ..Self::default()
        }
    }

    /// Whether nothing was filled in.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.destinations.iter().all(DestinationForm::is_blank)
            && self.when != "times"
            && self.callers == "all"
            && self.called == "all"
    }

    /// Whether it shall be removed.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        !self.gone.is_empty()
    }

    /// Whether it is on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.enabled.is_empty()
    }

    /// Whether the caller's side is told to redirect instead.
    #[must_use]
    pub fn redirects(&self) -> bool {
        !self.redirect.is_empty()
    }

    pub(super) fn of(
        kind: Kind,
        at: Option<usize>,
        rule: &Rule,
        routing: &Routing,
        present: &Configuration,
        line: &Line<'_>,
    ) -> Self {
        let destinations = rule.in_order().unwrap_or_default();
        let (when, parts) = match rule.schedule() {
            Ok(None) => ("always", Vec::new()),
            Ok(Some(schedule)) => ("times", schedule.parts.iter().flat_map(PartForm::of).collect()),
            Err(_) => ("kept", Vec::new()),
        };
        let callers = shown(rule.callers.as_ref(), |content: &Callers| &content.0, &[]);
        let called = shown(rule.called.as_ref(), |content: &CalledNumbers| &content.0, line.own);
        let mut form = Self {
            kind: kind.name().to_owned(),
            at: at.map(|at| at.to_string()).unwrap_or_default(),
            enabled: tick(rule.enabled),
            redirect: tick(rule.use_redirection),
            destinations: destinations
                .iter()
                .map(|one| DestinationForm::shown(&routing.target(one), one))
                .collect(),
            when: when.into(),
            parts,
            sets: SetsForm {
                destinations: SetForm::of(present, Some(&rule.destinations)),
                times: SetForm::of(present, rule.times.as_ref()),
                callers: SetForm::of(present, rule.callers.as_ref()),
                called: SetForm::of(present, rule.called.as_ref()),
            },
            ..Self::default()
        };
        form.show_callers(callers);
        form.show_called(called);
        form
    }

    pub(super) fn show_callers(&mut self, typed: Typed) {
        self.callers = typed.mode;
        self.anonymous = tick(typed.anonymous);
        self.caller_numbers = typed.lines.join("\n");
    }

    pub(super) fn show_called(&mut self, typed: Typed) {
        self.called = typed.mode;
        self.called_own = typed.own;
        self.called_numbers = typed.lines.join("\n");
    }

    pub(super) fn parse(
        &self,
        field: &str,
        present: &Configuration,
        old: Option<&Mapping>,
        line: &Line<'_>,
        errors: &mut FieldErrors,
    ) -> Option<WantedRule> {
        let base = self.read_base::<Destinations>(field, present, old, errors);
        let destinations = base.and_then(|base| {
            let read =
                destinations::parse(&self.destinations, field, present, base.shown(), line, errors).ok()?;
            match read {
                Some(content) => Some(base.slot(present, content, &self.destinations_for)),
                None => base.kept(present),
            }
        });
        let times = self.parse_times(field, present, old, errors);
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        let callers = Typed {
            mode: self.callers.clone(),
            anonymous: !self.anonymous.is_empty(),
            own: Vec::new(),
            lines: lines(&self.caller_numbers),
        };
        let base = self.read_base::<Callers>(field, present, old, errors);
        let callers = base.and_then(|base| {
            let line = &Line { own: &[], ..*line };
            let read = list(present, &callers, base, Callers, |content| &content.0, line, &self.callers_for);
            errors.take(format!("{field}[caller_numbers]"), read)
        });
        let called = Typed {
            mode: self.called.clone(),
            anonymous: false,
            own: self.called_own.clone(),
            lines: lines(&self.called_numbers),
        };
        let base = self.read_base::<CalledNumbers>(field, present, old, errors);
        let called = base.and_then(|base| {
            let read =
                list(present, &called, base, CalledNumbers, |content| &content.0, line, &self.called_for);
            errors.take(format!("{field}[called_numbers]"), read)
        });
        Some(WantedRule {
            enabled: self.is_on(),
            use_redirection: self.redirects(),
            destinations: destinations?,
            times: times.ok()?,
            callers: callers?,
            called: called?,
        })
    }

    fn parse_times(
        &self,
        field: &str,
        present: &Configuration,
        old: Option<&Mapping>,
        errors: &mut FieldErrors,
    ) -> Result<Option<Slot<Times>>, Mistaken> {
        let base = self.read_base::<Times>(field, present, old, errors).ok_or(Mistaken)?;
        let set = base.shown().and_then(|id| present.set::<Times>(id));
        match self.when.as_str() {
            "always" => Ok(None),
            "kept" => Ok(base.kept(present)),
            "times" => {
                let before = set.map(|set| set.content.0.as_slice()).unwrap_or_default();
                // Rows of any rule of the line may be kept, wherever they are moved to.
                let all: Vec<_> = present.time_sets.iter().flat_map(|set| set.content.0.clone()).collect();
                let schedule = times::parse(&self.parts, field, &all, errors).ok_or(Mistaken)?;
                if set.is_some_and(|set| schedule == Schedule::from_periods(&set.content.0)) {
                    return Ok(base.kept(present));
                }
                if schedule.parts.is_empty() {
                    errors.add(format!("{field}[when]"), FieldError::Missing);
                    return Err(Mistaken);
                }
                let rows = Times(schedule.to_periods_keeping(before));
                Ok(Some(base.slot(present, rows, &self.times_for)))
            }
            _ => {
                errors.add(format!("{field}[when]"), FieldError::InvalidChoice);
                Err(Mistaken)
            }
        }
    }
}

fn tick(is_ticked: bool) -> String {
    if is_ticked { "on".to_owned() } else { String::new() }
}

/// A set's list as the form shows it.
fn shown<C: Content>(held: Option<&Held<C>>, list: fn(&C) -> &NumberList, own: &[String]) -> Typed {
    match held.map(|held| held.content.as_ref()) {
        None => Typed { mode: "all".into(), ..Typed::default() },
        Some(None) => Typed { mode: "kept".into(), ..Typed::default() },
        Some(Some(content)) => Typed::of(list(content), own, C::KIND == SetKind::Callers),
    }
}

/// A typed list as a set of a rule.
fn list<C: Content>(
    present: &Configuration,
    typed: &Typed,
    base: Base<C::Id>,
    content: fn(NumberList) -> C,
    read: fn(&C) -> &NumberList,
    line: &Line<'_>,
    reach: &str,
) -> Result<Option<Slot<C>>, FieldError> {
    if typed.mode == "kept" {
        return Ok(base.kept(present));
    }
    let before = base.shown().and_then(|id| present.set::<C>(id)).map(|set| read(&set.content));
    let parsed = typed.parse(before, line, C::KIND == SetKind::Callers)?;
    Ok(parsed.and_then(|list| {
        if before == Some(&list) {
            base.kept(present)
        } else {
            Some(base.slot(present, content(list), reach))
        }
    }))
}
