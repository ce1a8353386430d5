//! Lists that rules share: which one a part of a rule uses, who else uses it, and for whom a change is meant.

use super::{editor::RuleViews, sentence};
use crate::components::{Choice, Hidden, SelectField};
use leptos::prelude::*;
use switchhook_domain::forwards::{Base, Content, Kind, Mapping, RuleForm, Set, SetKind};

impl RuleViews {
    /// The choice of a list for a part of a rule, and for whom a change of it is meant; nothing where there is none to choose.
    pub(super) fn set<C: Content>(&self, name: &str, form: &RuleForm, mapping: Option<Mapping>) -> AnyView {
        let reach = self.reach::<C>(name, form, mapping.as_ref());
        let Some(choice) = self.choice::<C>(name, form) else { return view! { {reach} }.into_any() };
        let label = match C::KIND {
            SetKind::Destinations => say!(forwards.lists.destinations),
            SetKind::Times => say!(forwards.lists.times),
            SetKind::Callers => say!(forwards.lists.callers),
            SetKind::CalledNumbers => say!(forwards.lists.called),
        };
        let is_open =
            self.has_mistake::<C>(name) || !matches!(form.sets.of(C::KIND).chosen.as_str(), "" | "own");
        view! { <details class="part" open=is_open><summary>{label}</summary>{choice}{reach}</details> }
            .into_any()
    }

    fn has_mistake<C: Content>(&self, name: &str) -> bool {
        let part = C::KIND.part();
        let fields = [format!("{name}[sets][{part}][chosen]"), format!("{name}[{part}_for]")];
        fields.iter().any(|field| self.errors.get(field).is_some())
    }

    fn choice<C: Content>(&self, name: &str, form: &RuleForm) -> Option<AnyView> {
        let sets = self.configuration.choices::<C>();
        if sets.is_empty() {
            return None;
        }
        let words = |set: &Set<C>| {
            let users = self.users::<C>(set.id);
            if users.is_empty() {
                say!(forwards.lists.unused, name = set.name.clone())
            } else {
                say!(forwards.lists.used, name = set.name.clone(), users = users.join(", "))
            }
        };
        let own = Choice::new("own", say!(forwards.lists.own));
        let named = sets.into_iter().map(|set| Choice::new(set.id.into().to_string(), words(set)));
        let choices = std::iter::once(own).chain(named).collect();
        let form = form.sets.of(C::KIND);
        let or_own = |value: &str| if value.is_empty() { "own".to_owned() } else { value.to_owned() };
        let name = format!("{name}[sets][{}]", C::KIND.part());
        Some(
            view! {
                <SelectField
                    name=format!("{name}[chosen]")
                    label=say!(forwards.lists.label)
                    hint=say!(forwards.lists.hint)
                    choices=choices
                    value=or_own(&form.chosen)
                />
                <Hidden name=format!("{name}[shown]") value=or_own(&form.shown)/>
            }
            .into_any(),
        )
    }

    /// Who uses a set: rules of the line by their kinds, and how many of other lines.
    fn users<C: Content>(&self, id: C::Id) -> Vec<String> {
        let uses = |mapping: &Mapping| C::used_by(mapping) == Some(id);
        let kinds = Kind::ALL.into_iter().filter(|kind| self.configuration.of(*kind).iter().any(uses));
        let elsewhere = self.configuration.uses_elsewhere::<C>(id).filter(|count| *count > 0);
        let elsewhere = elsewhere.map(|count| say!(forwards.shared.elsewhere, count = count));
        kinds.map(sentence::kind).chain(elsewhere).collect()
    }

    /// Who else uses the list, and for whom a change is meant.
    fn reach<C: Content>(&self, name: &str, form: &RuleForm, mapping: Option<&Mapping>) -> Option<AnyView> {
        let (Base::Present(Some(id)) | Base::Other(id)) =
            form.base::<C>(&self.configuration, mapping).ok()?
        else {
            return None;
        };
        let set = self.configuration.set::<C>(id)?;
        if set.owner != self.configuration.subscriber {
            let words = say!(forwards.shared.foreign, name = set.name.clone());
            return Some(view! { <p class="hint">{words}</p> }.into_any());
        }
        let by_this = usize::from(mapping.is_some_and(|mapping| C::used_by(mapping) == Some(id)));
        let others = self.configuration.uses::<C>(id) - by_this;
        if others == 0 && self.configuration.uses_elsewhere::<C>(id).unwrap_or(0) == 0 {
            return None;
        }
        let value = match C::KIND {
            SetKind::Destinations => &form.destinations_for,
            SetKind::Times => &form.times_for,
            SetKind::Callers => &form.callers_for,
            SetKind::CalledNumbers => &form.called_for,
        };
        let value = if value == "everywhere" { "everywhere" } else { "here" };
        let choices = vec![
            Choice::new("here", say!(forwards.shared.here)),
            Choice::new("everywhere", say!(forwards.shared.everywhere)),
        ];
        let users = self.users::<C>(id).join(", ");
        Some(
            view! {
                <SelectField
                    name=format!("{name}[{}_for]", C::KIND.part())
                    label=say!(forwards.shared.label)
                    hint=say!(forwards.shared.users, name = set.name.clone(), users = users)
                    choices=choices
                    value=value
                />
            }
            .into_any(),
        )
    }
}
