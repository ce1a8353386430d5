//! Which set a part of a rule uses: a list of the rule alone, or one with a name that other rules may use, too.

use super::{DestinationForm, Line, PartForm, RuleForm, numbers::Typed};
use crate::{
    FieldError, FieldErrors,
    forwards::{
        CalledNumbers, Callers, Configuration, Content, Destinations, Held, Mapping, Schedule, Set, SetKind,
        Slot, Times,
    },
};
use serde::{Deserialize, Serialize};

/// What is chosen for a list of the rule alone.
const ALONE: &str = "own";

/// The set of one part of a rule, as chosen: its id, or `own`; nothing where there was nothing to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetForm {
    /// The one that is wanted.
    pub chosen: String,
    /// The one whose content the form shows.
    pub shown: String,
}

/// The sets of all parts of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the kinds are those of `SetKind`")]
pub struct SetsForm {
    pub destinations: SetForm,
    pub times: SetForm,
    pub callers: SetForm,
    pub called: SetForm,
}

impl SetForm {
    /// The form of the set that a rule uses; what nobody may choose is shown as a list of the rule alone.
    pub(super) fn of<C: Content>(present: &Configuration, held: Option<&Held<C>>) -> Self {
        let id = held.and_then(|held| held.id);
        let chosen = id.filter(|id| present.choices::<C>().iter().any(|set| set.id == *id));
        let chosen = chosen.map_or_else(|| ALONE.to_owned(), |id| id.into().to_string());
        Self { shown: chosen.clone(), chosen }
    }

    /// From now on a list of the rule alone: one with a name stays as it is.
    pub(super) fn leave(&mut self) {
        ALONE.clone_into(&mut self.chosen);
        ALONE.clone_into(&mut self.shown);
    }

    /// The set that is chosen, if one is.
    fn id<C: Content>(&self) -> Option<C::Id> {
        self.chosen.parse::<u64>().ok().map(C::Id::from)
    }
}

impl SetsForm {
    /// That of one kind.
    #[must_use]
    pub const fn of(&self, kind: SetKind) -> &SetForm {
        match kind {
            SetKind::Destinations => &self.destinations,
            SetKind::Times => &self.times,
            SetKind::Callers => &self.callers,
            SetKind::CalledNumbers => &self.called,
        }
    }

    const fn of_mut(&mut self, kind: SetKind) -> &mut SetForm {
        match kind {
            SetKind::Destinations => &mut self.destinations,
            SetKind::Times => &mut self.times,
            SetKind::Callers => &mut self.callers,
            SetKind::CalledNumbers => &mut self.called,
        }
    }
}

impl Configuration {
    /// The sets that a rule may choose: those of the line that have a name, and what its rules use already.
    #[must_use]
    pub fn choices<C: Content>(&self) -> Vec<&Set<C>> {
        let may =
            |set: &&Set<C>| !set.is_private() && (set.owner == self.subscriber || self.uses::<C>(set.id) > 0);
        C::sets(self).iter().filter(may).collect()
    }
}

/// The set that the content of a part is compared with, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base<I> {
    /// The one that the rule uses now, if there is one.
    Present(Option<I>),
    /// Another one.
    Other(I),
    /// The rule shall not use the one that it uses now any more, but a list of its own.
    Alone(I),
}

impl<I: Copy> Base<I> {
    /// The set whose content the form shows.
    #[must_use]
    pub const fn shown(self) -> Option<I> {
        match self {
            Self::Present(id) => id,
            Self::Other(id) | Self::Alone(id) => Some(id),
        }
    }

    /// The part with the content that the form showed.
    pub(super) fn kept<C: Content<Id = I>>(self, present: &Configuration) -> Option<Slot<C>> {
        match self {
            Self::Present(id) => id.map(Slot::Kept),
            Self::Other(id) => Some(Slot::Kept(id)),
            // What cannot be seen cannot be copied.
            Self::Alone(id) => {
                Some(present.set::<C>(id).map_or(Slot::Kept(id), |set| Slot::Here(set.content.clone(), None)))
            }
        }
    }

    /// The part with new content: everywhere only if the set is the line's own.
    pub(super) fn slot<C: Content<Id = I>>(
        self,
        present: &Configuration,
        content: C,
        reach: &str,
    ) -> Slot<C> {
        match self {
            Self::Present(Some(id)) | Self::Other(id)
                if reach == "everywhere" && present.own_set::<C>(id).is_some() =>
            {
                Slot::Everywhere(id, content)
            }
            Self::Present(id) => Slot::Here(content, id),
            Self::Other(_) | Self::Alone(_) => Slot::Here(content, None),
        }
    }
}

impl RuleForm {
    /// What the content of a part of the rule is compared with.
    ///
    /// # Errors
    /// [`FieldError::InvalidChoice`] for a set that the rule may not use.
    pub fn base<C: Content>(
        &self,
        present: &Configuration,
        old: Option<&Mapping>,
    ) -> Result<Base<C::Id>, FieldError> {
        let id = old.and_then(C::used_by);
        let form = self.sets.of(C::KIND);
        let now = id.and_then(|id| present.set::<C>(id)).filter(|set| !set.is_private());
        match (form.chosen.as_str(), form.id::<C>(), now) {
            ("", ..) | (ALONE, _, None) => Ok(Base::Present(id)),
            (ALONE, _, Some(set)) => Ok(Base::Alone(set.id)),
            (_, Some(chosen), _) if Some(chosen) == id => Ok(Base::Present(id)),
            (_, Some(chosen), _) if present.choices::<C>().iter().any(|set| set.id == chosen) => {
                Ok(Base::Other(chosen))
            }
            _ => Err(FieldError::InvalidChoice),
        }
    }

    /// The same while the form is read: a mistake is noted at its field.
    pub(super) fn read_base<C: Content>(
        &self,
        field: &str,
        present: &Configuration,
        old: Option<&Mapping>,
        errors: &mut FieldErrors,
    ) -> Option<Base<C::Id>> {
        errors.take(format!("{field}[sets][{}][chosen]", C::KIND.part()), self.base::<C>(present, old))
    }

    /// Shows the content of sets that were chosen in place of others.
    pub(super) fn follow_choices(&mut self, present: &Configuration, line: &Line<'_>) {
        if let Some(content) = self.newly_chosen::<Destinations>(present) {
            let all = content.in_order().into_iter();
            self.destinations = all.map(|one| DestinationForm::shown(&present.target(one), one)).collect();
            self.destinations_for.clear();
        }
        if let Some(content) = self.newly_chosen::<Times>(present) {
            self.when = "times".into();
            self.parts = Schedule::from_periods(&content.0).parts.iter().flat_map(PartForm::of).collect();
            self.times_for.clear();
        }
        if let Some(content) = self.newly_chosen::<Callers>(present) {
            self.show_callers(Typed::of(&content.0, &[], true));
            self.callers_for.clear();
        }
        if let Some(content) = self.newly_chosen::<CalledNumbers>(present) {
            self.show_called(Typed::of(&content.0, line.own, false));
            self.called_for.clear();
        }
    }

    /// The content of a set whose choice is news; from now on it is shown.
    fn newly_chosen<C: Content>(&mut self, present: &Configuration) -> Option<C> {
        let form = self.sets.of_mut(C::KIND);
        if form.chosen == form.shown {
            return None;
        }
        form.shown.clone_from(&form.chosen);
        let id = form.id::<C>()?;
        Some(present.choices::<C>().into_iter().find(|set| set.id == id)?.content.clone())
    }
}
