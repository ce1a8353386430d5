//! The form of the forwards page: every rule of every kind, each of its parts as people type it.

mod destinations;
mod holidays;
mod numbers;
mod press;
mod rule;
mod sets;
mod template;
mod times;

pub use destinations::DestinationForm;
pub use holidays::{DaysForm, HolidaysForm};
pub use press::Pressed;
pub use rule::RuleForm;
pub use sets::{Base, SetForm, SetsForm};
pub use template::{NamedTemplateForm, Recipe, TemplateForm};
pub use times::PartForm;

use super::{
    Configuration, Destinations, Endpoint, Kind, Routing, Rule, Target, Wanted, WantedRule, is_denied,
};
use crate::{
    FieldError, FieldErrors, destination_policy::DestinationPolicy, mark::mark, number::NumberParts, text,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest time that one destination or the line rings, in seconds: what the platform tries.
pub(super) const LONGEST_RING: u32 = 3600;
/// What is offered for a line without rules for "no answer", so that a first one needs no further thought.
const USUAL_RING: &str = "20";
/// More rules than this, or more entries in one of them, are a mistake or an attack.
const MOST: usize = 200;

/// The whole form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForwardsForm {
    /// The rules.
    pub rules: Vec<RuleForm>,
    /// How long the line rings before "no answer".
    pub ring_seconds: String,
    /// The mark of the state that the page showed.
    pub seen: String,
    /// The rule whose button was pressed last: it stays open.
    pub open: String,
    /// The mark of the change that was reviewed; only that one is saved.
    pub reviewed: String,
    /// Holidays that shall become times of a rule.
    pub holidays: HolidaysForm,
}

/// Whose form it is: how typed numbers are read, and which numbers are the line's own.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The number from whose view numbers are read.
    pub number: &'a NumberParts,
    /// All own numbers, in digits.
    pub own: &'a [String],
}

impl ForwardsForm {
    /// The form that shows the present state.
    #[must_use]
    pub fn of(present: &Configuration, line: &Line<'_>) -> Self {
        Self::showing(present, &Wanted::of(present), line)
    }

    /// The form that shows what is wanted, ready to be reviewed.
    #[must_use]
    pub fn showing(present: &Configuration, wanted: &Wanted, line: &Line<'_>) -> Self {
        let (now, then) = (Routing::of(present), Routing::wanted(present, wanted));
        let mut rules = Vec::new();
        for kind in Kind::ALL {
            let mut left: Vec<usize> = (0..now.rules(kind).len()).collect();
            let mut shown: Vec<RuleForm> = Vec::new();
            for (place, rule) in then.rules(kind).iter().enumerate() {
                let same = left.iter().position(|at| now.is_same_rule(&now.rules(kind)[*at], rule));
                let taken = same.or_else(|| left.iter().position(|at| *at == place));
                let at = taken.map(|taken| left.remove(taken));
                shown.push(RuleForm::of(kind, at, rule, &then, present, line));
            }
            // What shall go is shown as going.
            shown.extend(left.into_iter().map(|at| RuleForm {
                gone: "on".into(),
                ..RuleForm::of(kind, Some(at), &now.rules(kind)[at], &now, present, line)
            }));
            rules.extend(shown);
        }
        Self {
            rules,
            ring_seconds: match then.ring_seconds {
                Some(seconds) => seconds.to_string(),
                None if then.rules(Kind::NoAnswer).is_empty() => USUAL_RING.into(),
                None => String::new(),
            },
            seen: present.mark(),
            ..Self::default()
        }
    }

    /// A blank rule for each kind that people set every day and that has none, so that it can be filled in at once.
    #[must_use]
    pub fn with_blank_rules(mut self) -> Self {
        for kind in Kind::MAIN {
            if !self.rules.iter().any(|rule| rule.kind == kind.name()) {
                self.rules.push(RuleForm::blank(kind));
            }
        }
        let place = |rule: &RuleForm| Kind::from_name(&rule.kind);
        self.rules.sort_by_key(place);
        self
    }

    /// Shows what was chosen: the content of sets that shall be used in place of others.
    pub fn follow_choices(&mut self, present: &Configuration, line: &Line<'_>) {
        self.rules.iter_mut().for_each(|rule| rule.follow_choices(present, line));
    }

    /// Reads the form. Rules that it does not hold stay as they are.
    ///
    /// # Errors
    /// Every mistake at its field, `form[rules][0][destinations][1][number]` and so on.
    pub fn parse(&self, present: &Configuration, line: &Line<'_>) -> Result<Wanted, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut wanted = Wanted::default();
        let mut everywhere = BTreeMap::new();
        let mut left: Vec<(Kind, usize)> = present
            .mappings
            .iter()
            .flat_map(|(kind, mappings)| (0..mappings.len()).map(|at| (*kind, at)))
            .collect();
        if self.rules.len() > MOST {
            return Err(FieldErrors::of("form[rules]", FieldError::OutOfRange(0, 200)));
        }
        for (index, form) in self.rules.iter().enumerate() {
            let field = format!("form[rules][{index}]");
            let Some(kind) = errors
                .take(format!("{field}[kind]"), Kind::from_name(&form.kind).ok_or(FieldError::InvalidChoice))
            else {
                continue;
            };
            let at = form.at.parse::<usize>().ok();
            if let Some(at) = at {
                // The state has changed, or the same rule is there twice.
                let Some(place) = left.iter().position(|rule| *rule == (kind, at)) else {
                    errors.add(format!("{field}[at]"), FieldError::ChangedMeanwhile);
                    continue;
                };
                left.remove(place);
            }
            if form.is_gone() || (at.is_none() && form.is_blank()) {
                continue;
            }
            let old = at.map(|at| present.of(kind)[at]);
            if let Some(rule) = form.parse(&field, present, old.as_ref(), line, &mut errors) {
                // A list has one content: that of another rule must not win without a word.
                for (set, content) in rule.everywhere() {
                    if *everywhere.entry(set).or_insert_with(|| content.clone()) != content {
                        errors.add(format!("{field}[{}_for]", set.0.part()), FieldError::Contradicts);
                    }
                }
                wanted.rules.entry(kind).or_default().push(rule);
            }
        }
        for (kind, at) in left {
            wanted.rules.entry(kind).or_default().push(WantedRule::kept(&present.of(kind)[at]));
        }
        let no_answer = wanted.rules.get(&Kind::NoAnswer);
        let has_rules = no_answer.is_some_and(|rules| !rules.is_empty());
        let rings = no_answer.is_some_and(|rules| rules.iter().any(|rule| rule.enabled));
        if !self.ring_seconds.trim().is_empty() {
            let seconds = text::whole_number(&self.ring_seconds, 1, LONGEST_RING);
            let seconds = errors.take("form[ring_seconds]", seconds);
            // What is offered is no wish as long as nothing needs it.
            wanted.ring_seconds = seconds.filter(|_| has_rules || present.ring_seconds.is_some());
        } else if rings
            && present.ring_seconds.is_none()
            && no_answer != Wanted::of(present).rules.get(&Kind::NoAnswer)
        {
            errors.add("form[ring_seconds]", FieldError::Missing);
        }
        if errors.is_empty() { Ok(wanted) } else { Err(errors) }
    }
}

impl ForwardsForm {
    /// Destinations that a policy denies and that the rule did not have before, each at its field. A row that is as a chosen list
    /// has it means what that holds, also where nobody could type it.
    #[must_use]
    pub fn denied(
        &self,
        present: &Configuration,
        line: &Line<'_>,
        policy: &DestinationPolicy,
    ) -> FieldErrors {
        let routing = Routing::of(present);
        let mut errors = FieldErrors::new();
        for (index, form) in self.rules.iter().enumerate().filter(|(_, form)| !form.is_gone()) {
            let before = form.present(&routing).and_then(Rule::in_order).unwrap_or_default();
            let shown = form.shown_destinations(present);
            for (place, row) in form.destinations.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
                let is_typed = Endpoint::from_keyword(&row.target).is_none();
                let as_shown = || shown.iter().find(|(of, _)| of == row).map(|(_, target)| target.clone());
                let target = || as_shown().or_else(|| Target::parse(&row.number, line.number).ok());
                let Some(target) = is_typed.then(target).flatten() else { continue };
                let was_there = before.iter().any(|one| routing.target(one) == target);
                if !was_there && is_denied(policy, &target, Some(line.number), &present.domain) {
                    let field = format!("form[rules][{index}][destinations][{place}][number]");
                    errors.add(field, FieldError::Denied);
                }
            }
        }
        errors
    }
}

/// A field holds a mistake, which is noted.
struct Mistaken;

/// A rule of the form and what it holds now.
impl RuleForm {
    /// The rule of the present state that it is about.
    #[must_use]
    pub fn present<'a>(&self, routing: &'a Routing) -> Option<&'a Rule> {
        let kind = Kind::from_name(&self.kind)?;
        routing.rules(kind).get(self.at.parse::<usize>().ok()?)
    }

    /// The rows of the list that the form shows, with what each of them means.
    fn shown_destinations(&self, present: &Configuration) -> Vec<(DestinationForm, Target)> {
        let at = self.at.parse::<usize>().ok();
        let old = Kind::from_name(&self.kind).and_then(|kind| present.of(kind).get(at?));
        let list = self.base::<Destinations>(present, old).ok().and_then(Base::shown);
        let all = list.and_then(|id| present.set::<Destinations>(id)).into_iter();
        all.flat_map(|set| &set.content.0)
            .map(|one| {
                let target = present.target(one);
                (DestinationForm::shown(&target, one), target)
            })
            .collect()
    }
}

/// A short mark of what is wanted, to know it again.
#[must_use]
pub fn mark_of(wanted: &Wanted) -> String {
    // Kinds are names in JSON, so the map of rules has keys that it can hold.
    mark(wanted)
}

#[cfg(test)]
mod tests;
