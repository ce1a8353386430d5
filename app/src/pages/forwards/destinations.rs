//! Who rings by a rule, as inputs: a row for each destination, in order.

use super::{editor::RuleViews, sentence};
use crate::{
    components::{Choice, Hidden, SelectField, TextField},
    islands::AddRow,
};
use leptos::prelude::*;
use switchhook_domain::forwards::{DestinationForm, Destinations, Endpoint, Kind, Mapping, RuleForm};

/// What people choose from every day; customers are offered the others where they are in use.
const USUAL: [Endpoint; 3] = [Endpoint::Voicebox, Endpoint::Fax2Mail, Endpoint::Conference];

impl RuleViews {
    /// Who rings, in order, and one blank row.
    pub(super) fn destinations(
        &self,
        name: &str,
        index: usize,
        form: &RuleForm,
        mapping: Option<Mapping>,
    ) -> AnyView {
        let mut rows = form.destinations.clone();
        if rows.last().is_none_or(|last| !last.is_blank()) {
            rows.push(DestinationForm::blank());
        }
        let count = rows.iter().filter(|row| !row.is_blank()).count();
        let rows = rows
            .into_iter()
            .enumerate()
            .map(|(place, row)| {
                let name = format!("{name}[destinations][{place}]");
                let rule = (index, Kind::from_name(&form.kind).map(sentence::kind).unwrap_or_default());
                self.destination(&name, rule, place, count, row)
            })
            .collect_view();
        let list = self.set::<Destinations>(name, form, mapping);
        view! {
            <div class="rows destinations" data-rows="destinations">
                {rows}
                <AddRow label=say!(forwards.add_destination) name="press".to_owned() value=format!("more:{index}")/>
            </div>
            {list}
        }
        .into_any()
    }

    fn destination(
        &self,
        name: &str,
        (rule, kind): (usize, String),
        place: usize,
        count: usize,
        row: DestinationForm,
    ) -> AnyView {
        // Customers know numbers; an address is taken from them, too.
        let label = if self.is_staff { say!(forwards.number) } else { say!(forwards.number_only) };
        let present = Endpoint::from_keyword(&row.target);
        let offered = if self.is_staff { &Endpoint::ALL[..] } else { &USUAL[..] }.iter().copied();
        let offered =
            offered.clone().chain(present.filter(|present| !offered.clone().any(|one| one == *present)));
        let choices = std::iter::once(Choice::new("number", say!(forwards.target.number)))
            .chain(offered.map(|endpoint| Choice::new(endpoint.keyword(), sentence::endpoint(endpoint))))
            .collect();
        let value = present.map_or("number", Endpoint::keyword).to_owned();
        let is_filled = !row.is_blank();
        let announcement = self.announcement(name, present, &row);
        let number = place + 1;
        // The summary of mistakes says of which rule, too.
        let part_of = format!("{kind}, {}", say!(forwards.destination, index = number));
        let move_button = |verb: &str, sign: &'static str, words: String| {
            view! { <button name="press" value=format!("{verb}:{rule}:{place}") class="quiet move" aria-label=words.clone() title=words>{sign}</button> }
        };
        let buttons = (is_filled && count > 0).then(|| {
            let up = (place > 0).then(|| move_button("up", "↑", say!(forwards.up, index = number)));
            let down =
                (place + 1 < count).then(|| move_button("down", "↓", say!(forwards.down, index = number)));
            let drop = (count > 1).then(|| move_button("drop", "✕", say!(forwards.drop, index = number)));
            view! { <div class="moves">{up}{down}{drop}</div> }
        });
        view! {
            <fieldset class="destination">
                <legend>{say!(forwards.destination, index = number)}</legend>
                <span class="handle" aria-hidden="true" title=say!(forwards.drag)></span>
                <SelectField name=format!("{name}[target]") label=say!(forwards.target.label) choices=choices value=value/>
                <TextField
                    name=format!("{name}[number]")
                    label=label
                    part_of=part_of.clone()
                    value=row.number
                    kind="tel"
                    inputmode="tel"
                />
                <TextField
                    name=format!("{name}[seconds]")
                    label=say!(forwards.seconds)
                    part_of=part_of
                    value=row.seconds
                    inputmode="numeric"
                    class="short"
                />
                {announcement}
                {buttons}
            </fieldset>
        }
        .into_any()
    }

    /// What is played: staff chooses it for the one endpoint that has it, for everybody else it stays as it is.
    fn announcement(&self, name: &str, present: Option<Endpoint>, row: &DestinationForm) -> AnyView {
        let (name, value) = (format!("{name}[announcement]"), row.announcement.clone());
        if !self.is_staff || present != Some(Endpoint::CustomHours) {
            return view! { <Hidden name=name value=value/> }.into_any();
        }
        let mut choices = vec![Choice::new("", say!(forwards.announcement.none))];
        choices
            .extend(self.announcements.iter().map(|one| Choice::new(one.id.to_string(), one.handle.clone())));
        if !choices.iter().any(|choice| choice.value == value) {
            choices
                .push(Choice::new(value.clone(), say!(forwards.announcement.numbered, id = value.clone())));
        }
        view! {
            <SelectField name=name label=say!(forwards.announcement.label) choices=choices value=value/>
        }
        .into_any()
    }
}
