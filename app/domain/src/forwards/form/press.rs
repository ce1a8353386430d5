//! What the buttons of the form do. Each works without scripts: the form is sent, changed, and shown again.

use super::{DestinationForm, ForwardsForm, HolidaysForm, PartForm, RuleForm};
use crate::forwards::Kind;

/// What a press leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// The form was changed, and goes on.
    Edit,
    /// What will change shall be shown.
    Review,
    /// It shall be saved.
    Save,
}

impl ForwardsForm {
    /// Does what a button says: `up:rule:destination`, `down:…`, `drop:…`, `more:rule`, `part:rule:what`, `unpart:rule:part`,
    /// `add:kind`, `remove:rule`, `keep:rule`, `earlier:rule`, `save`. Anything else is a wish to see what will change.
    pub fn press(&mut self, button: &str) -> Pressed {
        let mut words = button.split(':');
        let verb = words.next().unwrap_or_default();
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if verb == "save" {
            return Pressed::Save;
        }
        let done = match verb {
            "add" => Kind::from_name(first).map(|kind| self.add(kind)),
            "earlier" => first.parse().ok().and_then(|index| self.earlier(index)),
            _ => first
                .parse::<usize>()
                .ok()
                .and_then(|index| self.rules.get_mut(index))
                .and_then(|rule| rule.press(verb, second)),
        };
        if matches!(verb, "add" | "earlier") {
            // The rules are counted anew.
            self.holidays = HolidaysForm::default();
        }
        // A browser sends the name of a file where the file itself is not asked for.
        self.holidays.file.clear();
        self.reviewed.clear();
        if verb != "add" {
            first.clone_into(&mut self.open);
        }
        if done.is_some() { Pressed::Edit } else { Pressed::Review }
    }

    /// Adds a rule after the others of its kind, and opens it.
    fn add(&mut self, kind: Kind) {
        let later = |rule: &RuleForm| Kind::from_name(&rule.kind).is_some_and(|other| other > kind);
        let place = self.rules.iter().position(later).unwrap_or(self.rules.len());
        self.rules.insert(place, RuleForm::blank(kind));
        self.open = place.to_string();
    }

    /// Puts a rule before the one of its kind that was before it.
    fn earlier(&mut self, index: usize) -> Option<()> {
        let kind = self.rules.get(index)?.kind.clone();
        let before = self.rules[..index].iter().rposition(|rule| rule.kind == kind)?;
        self.rules.swap(before, index);
        Some(())
    }
}

impl RuleForm {
    fn press(&mut self, verb: &str, second: &str) -> Option<()> {
        let place = second.parse::<usize>().ok();
        match verb {
            "more" => self.destinations.push(DestinationForm::blank()),
            "remove" => self.gone = "on".into(),
            "keep" => self.gone.clear(),
            "part" if !second.is_empty() => {
                self.when = "times".into();
                self.parts.push(PartForm::blank(second));
            }
            "unpart" if place? < self.parts.len() => drop(self.parts.remove(place?)),
            "drop" if place? < self.destinations.len() => drop(self.destinations.remove(place?)),
            "up" if (1..self.destinations.len()).contains(&place?) => {
                self.destinations.swap(place? - 1, place?);
            }
            "down" if place? + 1 < self.destinations.len() => self.destinations.swap(place?, place? + 1),
            _ => return None,
        }
        Some(())
    }
}
