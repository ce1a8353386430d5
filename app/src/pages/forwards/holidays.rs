//! Holidays for the times of a rule: where to look, and the days that were found, to choose from.

use super::{editor::press, sentence, view::LineView};
use crate::{
    components::{CheckField, Choice, Hidden, SelectField, TextArea, TextField},
    language,
};
use leptos::prelude::*;
use leptos_i18n::Locale;
use switchhook_domain::{
    forwards::{Date, HolidaysForm, LocalTime},
    holidays::{Country, Place},
};

/// What is looked for, and around what.
pub(super) struct Search {
    form: HolidaysForm,
    today: Date,
    /// The country in whose time zone the line is.
    nearest: Option<Country>,
}

impl Search {
    /// The search of a page about this line.
    pub(super) fn of(line: &LineView, form: &HolidaysForm) -> Self {
        Self {
            form: form.clone(),
            today: line.local_now().map_or(Date::EPOCH, |LocalTime { date, .. }| date),
            nearest: Country::of_zone(line.zone.name()),
        }
    }

    /// The button that opens the search for a rule, or the search.
    pub(super) fn view(&self, rule: usize) -> AnyView {
        if self.form.rule != rule.to_string() {
            let button = press(format!("holidays:{rule}"), say!(holidays.open), "quiet add");
            return view! { <div class="actions">{button}</div> }.into_any();
        }
        view! {
            <fieldset class="holidays">
                <legend>{say!(holidays.title)}</legend>
                <p class="hint">{say!(holidays.meaning)}</p>
                <Hidden name="form[holidays][rule]" value=self.form.rule.clone()/>
                <Hidden name="form[holidays][language]" value=language::current().as_str()/>
                {self.questions()}
                <div class="actions">
                    // The one button that sends a file.
                    <button name="press" value=format!("find:{rule}") class="quiet" formenctype="multipart/form-data">
                        {say!(holidays.find)}
                    </button>
                </div>
                {self.found(rule)}
            </fieldset>
        }
        .into_any()
    }

    fn questions(&self) -> AnyView {
        let year = |typed: &str, otherwise: u16| {
            if typed.trim().is_empty() { otherwise.to_string() } else { typed.to_owned() }
        };
        let nearest = || self.nearest.map(|country| country.code().to_owned()).unwrap_or_default();
        let place = if self.form.place.is_empty() { nearest() } else { self.form.place.clone() };
        let choices = choices(say!(holidays.choose));
        view! {
            <div class="times">
                <SelectField name="form[holidays][place]" label=say!(holidays.place) choices=choices value=place/>
                <TextField
                    name="form[holidays][first_year]"
                    label=say!(holidays.first_year)
                    value=year(&self.form.first_year, self.today.year())
                    inputmode="numeric"
                    class="short"
                />
                <TextField
                    name="form[holidays][last_year]"
                    label=say!(holidays.last_year)
                    value=year(&self.form.last_year, self.today.year() + 1)
                    inputmode="numeric"
                    class="short"
                />
            </div>
            <details class="part" open=!self.form.text.is_empty()>
                <summary>{say!(holidays.calendar)}</summary>
                <TextField name="form[holidays][file]" label=say!(holidays.file) hint=say!(holidays.file_hint) kind="file"/>
                <TextArea name="form[holidays][text]" label=say!(holidays.text) value=self.form.text.clone()/>
            </details>
        }
        .into_any()
    }

    /// The days, each to be taken or left.
    fn found(&self, rule: usize) -> Option<AnyView> {
        let called = |event: &String| if event.is_empty() { say!(holidays.unnamed) } else { event.clone() };
        let left_out = self.form.left_out.iter().map(called).collect::<Vec<_>>().join(", ");
        let left_out = (!left_out.is_empty()).then(
            || view! { <p class="warning" role="note">{say!(holidays.left_out, names = left_out)}</p> },
        );
        if self.form.days.is_empty() {
            return left_out.map(IntoAny::into_any);
        }
        let days = self.form.days.iter().enumerate();
        let rows = days
            .filter_map(|(index, days)| {
                let (first, last) = days.dates()?;
                let name = format!("form[holidays][days][{index}]");
                let mut words = format!("{} {}", sentence::day(first.weekday()), sentence::date(first));
                if last != first {
                    words = format!("{words} – {} {}", sentence::day(last.weekday()), sentence::date(last));
                }
                if !days.name.is_empty() {
                    words = format!("{words}: {}", days.name);
                }
                Some(view! {
                    <div class="found">
                        <Hidden name=format!("{name}[first]") value=days.first.clone()/>
                        <Hidden name=format!("{name}[last]") value=days.last.clone()/>
                        <Hidden name=format!("{name}[name]") value=days.name.clone()/>
                        <CheckField
                            name=format!("{name}[taken]")
                            label=words
                            value="on"
                            checked=!days.taken.is_empty()
                        />
                    </div>
                })
            })
            .collect_view();
        let take = press(format!("put:{rule}"), say!(holidays.put), "");
        Some(
            view! {
                {left_out}
                <fieldset>
                    <legend>{say!(holidays.found)}</legend>
                    {rows}
                </fieldset>
                <div class="actions">{take}</div>
            }
            .into_any(),
        )
    }
}

/// Every country and region, after what stands for none.
pub(super) fn choices(none: String) -> Vec<Choice> {
    let places = Place::all().map(|place| Choice::new(place.code(), words(place)));
    std::iter::once(Choice::new("", none)).chain(places).collect()
}

/// A country, or a region of one.
fn words(place: Place) -> String {
    let country = match place.country {
        Country::Austria => say!(holidays.country.austria),
        Country::Switzerland => say!(holidays.country.switzerland),
        Country::Germany => say!(holidays.country.germany),
        Country::Spain => say!(holidays.country.spain),
        Country::France => say!(holidays.country.france),
        Country::UnitedKingdom => say!(holidays.country.united_kingdom),
        Country::Italy => say!(holidays.country.italy),
        Country::UnitedStates => say!(holidays.country.united_states),
    };
    match place.region_name() {
        None => country,
        Some(region) => format!("{country}: {region}"),
    }
}
