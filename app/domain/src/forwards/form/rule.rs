//! One rule, as typed.

use super::{DestinationForm, Line, Mistaken, PartForm, destinations, numbers::Typed, times};
use crate::{
    FieldError, FieldErrors,
    forwards::{
        CalledNumbers, Callers, Configuration, Content, Held, Kind, Mapping, NumberList, Routing, Rule,
        Schedule, SetKind, Slot, Times, WantedRule,
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

    pub(super) fn of(kind: Kind, at: Option<usize>, rule: &Rule, routing: &Routing, line: &Line<'_>) -> Self {
        let destinations = rule.in_order().unwrap_or_default();
        let (when, parts) = match rule.schedule() {
            Ok(None) => ("always", Vec::new()),
            Ok(Some(schedule)) => ("times", schedule.parts.iter().flat_map(PartForm::of).collect()),
            Err(_) => ("kept", Vec::new()),
        };
        let callers = shown(rule.callers.as_ref(), |content: &Callers| &content.0, &[]);
        let called = shown(rule.called.as_ref(), |content: &CalledNumbers| &content.0, line.own);
        Self {
            kind: kind.name().to_owned(),
            at: at.map(|at| at.to_string()).unwrap_or_default(),
            gone: String::new(),
            enabled: if rule.enabled { "on".into() } else { String::new() },
            destinations: destinations.iter().map(|one| DestinationForm::of(routing, one)).collect(),
            destinations_for: String::new(),
            when: when.into(),
            parts,
            times_for: String::new(),
            callers: callers.mode,
            anonymous: if callers.anonymous { "on".into() } else { String::new() },
            caller_numbers: callers.lines.join("\n"),
            callers_for: String::new(),
            called: called.mode,
            called_own: called.own,
            called_numbers: called.lines.join("\n"),
            called_for: String::new(),
        }
    }

    pub(super) fn parse(
        &self,
        field: &str,
        present: &Configuration,
        old: Option<&Mapping>,
        line: &Line<'_>,
        errors: &mut FieldErrors,
    ) -> Option<WantedRule> {
        let destinations = destinations::parse(&self.destinations, field, present, old, line, errors);
        let destinations = destinations.ok().and_then(|new| match (new, old) {
            (Some(content), _) => {
                Some(slot(present, content, old.map(|old| old.destination_set), &self.destinations_for))
            }
            (None, Some(old)) => Some(Slot::Kept(old.destination_set)),
            (None, None) => None,
        });
        let times = self.parse_times(field, present, old, errors);
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        let callers = Typed {
            mode: self.callers.clone(),
            anonymous: !self.anonymous.is_empty(),
            own: Vec::new(),
            lines: lines(&self.caller_numbers),
        };
        let old_callers = old.and_then(|old| old.source_set);
        let callers = list(
            present,
            &callers,
            old_callers,
            Callers,
            |content| &content.0,
            &Line { own: &[], ..*line },
            &self.callers_for,
        );
        let callers = errors.take(format!("{field}[caller_numbers]"), callers);
        let called = Typed {
            mode: self.called.clone(),
            anonymous: false,
            own: self.called_own.clone(),
            lines: lines(&self.called_numbers),
        };
        let old_called = old.and_then(|old| old.bnumber_set);
        let called =
            list(present, &called, old_called, CalledNumbers, |content| &content.0, line, &self.called_for);
        let called = errors.take(format!("{field}[called_numbers]"), called);
        Some(WantedRule {
            enabled: self.is_on(),
            use_redirection: old.is_some_and(|old| old.use_redirection),
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
        let id = old.and_then(|old| old.time_set);
        let set = id.and_then(|id| present.set::<Times>(id));
        match self.when.as_str() {
            "always" => Ok(None),
            "kept" => Ok(id.map(Slot::Kept)),
            "times" => {
                let before = set.map(|set| set.content.0.as_slice()).unwrap_or_default();
                // Rows of any rule of the line may be kept, wherever they are moved to.
                let all: Vec<_> = present.time_sets.iter().flat_map(|set| set.content.0.clone()).collect();
                let schedule = times::parse(&self.parts, field, &all, errors).ok_or(Mistaken)?;
                if let (Some(set), Some(id)) = (set, id)
                    && schedule == Schedule::from_periods(&set.content.0)
                {
                    return Ok(Some(Slot::Kept(id)));
                }
                if schedule.parts.is_empty() {
                    errors.add(format!("{field}[when]"), FieldError::Missing);
                    return Err(Mistaken);
                }
                let rows = Times(schedule.to_periods_keeping(before));
                Ok(Some(slot(present, rows, id, &self.times_for)))
            }
            _ => {
                errors.add(format!("{field}[when]"), FieldError::InvalidChoice);
                Err(Mistaken)
            }
        }
    }
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
    old: Option<C::Id>,
    content: fn(NumberList) -> C,
    read: fn(&C) -> &NumberList,
    line: &Line<'_>,
    reach: &str,
) -> Result<Option<Slot<C>>, FieldError> {
    if typed.mode == "kept" {
        return Ok(old.map(Slot::Kept));
    }
    let before = old.and_then(|id| present.set::<C>(id)).map(|set| read(&set.content));
    let parsed = typed.parse(before, line, C::KIND == SetKind::Callers)?;
    Ok(parsed.map(|list| match old {
        Some(id) if before == Some(&list) => Slot::Kept(id),
        _ => slot(present, content(list), old, reach),
    }))
}

/// New content of a rule: everywhere only if the set is the line's own.
fn slot<C: Content>(present: &Configuration, content: C, old: Option<C::Id>, reach: &str) -> Slot<C> {
    match old {
        Some(id) if reach == "everywhere" && present.own_set::<C>(id).is_some() => {
            Slot::Everywhere(id, content)
        }
        _ => Slot::Here(content, old),
    }
}
